import { Empty } from "../../components/Loaded.tsx";
import { Page } from "../../components/Page.tsx";
import { ProofRunList } from "./ProofRunList.tsx";

export function ProofRunsPage() {
	return (
		<Page title="Proof runs" note="Each one exercises workflows on a device and keeps what was exchanged as evidence.">
			<ProofRunList
				empty={
					<Empty title="No proof run yet.">
						<p>
							Open a lab device under Devices and start a proof there, or run <code>certus prove</code>.{" "}
							<code>npm run demo</code> proves a fleet of virtual CPEs.
						</p>
					</Empty>
				}
			/>
		</Page>
	);
}
