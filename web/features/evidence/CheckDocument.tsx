import { Link } from "@tanstack/react-router";
import type { CheckEvidence } from "../../../src/shared/proof.ts";
import { OutcomeBadge, SimulatedTag, Tag } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { JsonFacts } from "../../components/JsonValue.tsx";
import { Limitations } from "../../components/Limitations.tsx";
import { MessageList } from "../../components/MessageList.tsx";
import { At, Took } from "../../components/Time.tsx";
import { humanise, workflowName } from "../../components/vocabulary.ts";

export function CheckDocument({ evidence, isAlone }: { readonly evidence: CheckEvidence; readonly isAlone: boolean }) {
	return (
		<>
			{isAlone && <Identity evidence={evidence} />}
			{evidence.limitations.length > 0 && (
				<>
					<h3>Limitations</h3>
					<Limitations items={evidence.limitations} none="" />
				</>
			)}
			<h3>Values read</h3>
			<JsonFacts value={evidence.values} none="This check kept no values." />
			<h3>Messages</h3>
			<MessageList
				messages={evidence.messages}
				none="No messages were exchanged for this check."
				openFirst={isAlone ? 2 : 0}
			/>
			<h3>Operations</h3>
			<Operations evidence={evidence} />
		</>
	);
}

function Operations({ evidence }: { readonly evidence: CheckEvidence }) {
	if (evidence.operations.length === 0) return <p className="muted">This check asked for no operation.</p>;
	return (
		<ul className="plain-list">
			{evidence.operations.map(({ kind, status, input, result, reason }, index) => (
				<li key={index}>
					<Disclosure
						summary={
							<>
								{humanise(kind)} <Tag>{status}</Tag> {reason !== null && <InertText text={reason} max={160} plain />}
							</>
						}
					>
						{() => (
							<>
								<h4>Input</h4>
								<JsonFacts value={input} none="Nothing." />
								<h4>Result</h4>
								<JsonFacts value={result ?? {}} none="None." />
							</>
						)}
					</Disclosure>
				</li>
			))}
		</ul>
	);
}

function Identity({ evidence }: { readonly evidence: CheckEvidence }) {
	const { check, device, conditions } = evidence;
	return (
		<>
			<p className="evidence-lead">
				<OutcomeBadge outcome={evidence.outcome} /> <InertText text={evidence.detail} />
			</p>
			<Facts
				items={[
					{ name: "Workflow", value: workflowName(check.workflow) },
					{ name: "Check", value: `${check.id}, version ${check.version}` },
					{
						name: "Proof run",
						value: (
							<Link to="/proof-runs/$id" params={{ id: evidence.proofRunId }}>
								{evidence.proofRunId.slice(0, 8)}
							</Link>
						),
					},
					{ name: "Model", value: <InertText text={`${device.vendor} ${device.model}`} max={120} /> },
					{ name: "Firmware", value: <InertText text={device.softwareVersion} max={80} mono /> },
					{ name: "Hardware", value: <InertText text={device.hardwareVersion} max={80} mono /> },
					{
						name: "Device",
						value: <InertText text={`${device.oui}-${device.productClass}-${device.serialNumber}`} max={160} mono />,
					},
					{
						name: "Conditions",
						value: (
							<span className="badges">
								{conditions.simulated && <SimulatedTag />}
								<Tag>{conditions.lab ? "lab" : "field"}</Tag>
								<Tag>{conditions.transport}</Tag>
								{conditions.cwmpVersion !== null && <Tag>CWMP {conditions.cwmpVersion}</Tag>}
							</span>
						),
					},
					{ name: "Started", value: <At at={evidence.startedAt} /> },
					{ name: "Took", value: <Took from={evidence.startedAt} to={evidence.finishedAt} /> },
				]}
			/>
		</>
	);
}
