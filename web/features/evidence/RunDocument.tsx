import { Link } from "@tanstack/react-router";
import type { RunEvidence, Workflow } from "../../../src/shared/proof.ts";
import { OutcomeBadge, SimulatedTag, Tag, VerdictBadge } from "../../components/badges.tsx";
import { Coverage } from "../../components/Coverage.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Limitations } from "../../components/Limitations.tsx";
import { At, Took } from "../../components/Time.tsx";
import { TraitFacts } from "../../components/TraitFacts.tsx";
import { workflowName } from "../../components/vocabulary.ts";

export function RunDocument({ evidence }: { readonly evidence: RunEvidence }) {
	const byWorkflow = [...Map.groupBy(evidence.checks, ({ workflow }) => workflow)];
	return (
		<>
			<Identity evidence={evidence} />
			{byWorkflow.map(([workflow, checks]) => {
				const verdict = evidence.verdicts[workflow as Workflow];
				return (
					<div key={workflow}>
						<h3 className="document-workflow">
							{workflowName(workflow)} {verdict !== undefined && <VerdictBadge verdict={verdict} />}
						</h3>
						<ul className="plain-list document-checks">
							{checks.map(({ id, version, outcome, evidence: digests }) => (
								<li key={id}>
									<OutcomeBadge outcome={outcome} />
									<span>
										{id} <span className="muted">version {version}</span>
									</span>
									<span className="badges">
										{digests.map((digest) => (
											<Link key={digest} to="/evidence/$digest" params={{ digest }} className="mono">
												{digest.slice(0, 19)}…
											</Link>
										))}
									</span>
								</li>
							))}
						</ul>
					</div>
				);
			})}
			<h3>Limitations</h3>
			<Limitations items={evidence.limitations} none="None found." />
			<h3>Traits</h3>
			<TraitFacts traits={evidence.traits} />
			<h3>Coverage by subtree</h3>
			<Coverage coverage={evidence.coverage} />
		</>
	);
}

function Identity({ evidence }: { readonly evidence: RunEvidence }) {
	const { subject } = evidence;
	return (
		<Facts
			items={[
				{
					name: "Proof run",
					value: (
						<Link to="/proof-runs/$id" params={{ id: evidence.proofRunId }} className="mono">
							{evidence.proofRunId.slice(0, 8)}
						</Link>
					),
				},
				{ name: "Model", value: <InertText text={`${subject.vendor} ${subject.model}`} max={120} /> },
				{ name: "Firmware", value: <InertText text={subject.softwareVersion} max={80} mono /> },
				{ name: "Hardware", value: <InertText text={subject.hardwareVersion} max={80} mono /> },
				{
					name: "Device",
					value: (
						<Link to="/devices/$id" params={{ id: evidence.deviceId }} className="mono">
							{evidence.deviceId.slice(0, 8)}
						</Link>
					),
				},
				{
					name: "Conditions",
					value: (
						<span className="badges">
							{evidence.simulated && <SimulatedTag />}
							<Tag>{evidence.lab ? "lab" : "field"}</Tag>
							{evidence.cwmpVersion !== null && <Tag>CWMP {evidence.cwmpVersion}</Tag>}
						</span>
					),
				},
				{ name: "Started", value: <At at={evidence.startedAt} /> },
				{ name: "Took", value: <Took from={evidence.startedAt} to={evidence.finishedAt} /> },
			]}
		/>
	);
}
