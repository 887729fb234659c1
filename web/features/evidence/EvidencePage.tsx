import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../../components/Page.tsx";
import { titleOf } from "./documents.ts";
import { EvidenceView } from "./EvidenceView.tsx";
import { useEvidence } from "./queries.ts";

const route = getRouteApi("/evidence/$digest");

export function EvidencePage() {
	const { digest } = route.useParams();
	const evidence = useEvidence(digest).data?.evidence;
	return (
		<Page title={evidence ? `Evidence: ${titleOf(evidence)}` : "Evidence"}>
			<EvidenceView digest={digest} isAlone />
		</Page>
	);
}
