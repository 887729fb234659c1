import { Link } from "@tanstack/react-router";
import type { CheckEvidence } from "../../../src/shared/proof.ts";
import { apiUrl } from "../../api/client.ts";
import { useTenant } from "../../api/tenant.ts";
import { Mark, OutcomeBadge, SimulatedTag, Tag } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { JsonFacts } from "../../components/JsonValue.tsx";
import { Limitations } from "../../components/Limitations.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { MessageList } from "../../components/MessageList.tsx";
import { At, Took } from "../../components/Time.tsx";
import { humanise, workflowName } from "../../components/vocabulary.ts";
import type { DigestCheck } from "./digest.ts";
import { type EvidenceDocument, useEvidence } from "./queries.ts";

interface Props {
	readonly digest: string;
	/** On its own page the document stands with its identity; within a run that is known already. */
	readonly isAlone?: boolean;
}

export function EvidenceView({ digest, isAlone = false }: Props) {
	const query = useEvidence(digest);
	return (
		<section className={isAlone ? "evidence section" : "evidence"} aria-label={`Evidence ${digest}`}>
			<Loaded query={query} lines={8}>
				{(document) => (
					<>
						<Seal document={document} isAlone={isAlone} />
						{document.evidence === null ? (
							<pre className="json">
								<InertText text={document.text} max={20_000} />
							</pre>
						) : (
							<Document evidence={document.evidence} isAlone={isAlone} />
						)}
					</>
				)}
			</Loaded>
		</section>
	);
}

const SEALS: Record<DigestCheck, { tone: "green" | "red" | "unproven"; name: string; means: string }> = {
	verified: { tone: "green", name: "Digest verified", means: "This browser hashed the bytes it was sent: they match." },
	mismatch: { tone: "red", name: "Digest does not match", means: "The bytes are not those that the digest names." },
	unavailable: {
		tone: "unproven",
		name: "Digest not checked",
		means: "Browsers hash only on HTTPS and on localhost. Use `certus evidence verify`.",
	},
};

function Seal({ document, isAlone }: { readonly document: EvidenceDocument; readonly isAlone: boolean }) {
	const tenant = useTenant();
	const seal = SEALS[document.check];
	return (
		<p className="seal">
			<Mark tone={seal.tone} title={seal.means}>
				{seal.name}
			</Mark>
			<span className="mono digest">{document.digest}</span>
			<span className="muted nowrap">{document.sizeBytes.toLocaleString("en")} bytes</span>
			{!isAlone && (
				<Link to="/evidence/$digest" params={{ digest: document.digest }}>
					Open alone
				</Link>
			)}
			<a href={apiUrl(`/evidence/${document.digest}`, { tenant })} target="_blank" rel="noreferrer">
				Raw bytes
			</a>
		</p>
	);
}

function Document({ evidence, isAlone }: { readonly evidence: CheckEvidence; readonly isAlone: boolean }) {
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
