import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../../components/Page.tsx";
import { EvidenceView } from "./EvidenceView.tsx";
import { useEvidence } from "./queries.ts";

const route = getRouteApi("/evidence/$digest");

export function EvidencePage() {
	const { digest } = route.useParams();
	const title = useEvidence(digest).data?.evidence?.check.title;
	return (
		<Page title={title === undefined ? "Evidence" : `Evidence: ${title}`}>
			<EvidenceView digest={digest} isAlone />
		</Page>
	);
}
