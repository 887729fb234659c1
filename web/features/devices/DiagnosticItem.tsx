import type { Operation } from "../../../src/shared/operations.ts";
import { Mark, OperationBadge } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { JsonFacts } from "../../components/JsonValue.tsx";
import { asSentence } from "../../components/Loaded.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { DIAGNOSTICS, diagnosticOf, errorWords, type Hop, hopRows, resultRows, resultsOf } from "./diagnosticWords.ts";

/** One that was asked for: what it waits for, what it found, or why it found nothing. */
export function DiagnosticItem({ operation }: { readonly operation: Operation }) {
	const { kind, target } = diagnosticOf(operation);
	const name = kind === null ? "Diagnostic" : DIAGNOSTICS[kind].name;
	return (
		<article className="diagnostic-body" aria-label={`${name} ${target}`}>
			<p className="operation-summary">
				<Standing operation={operation} />
				<b>{name}</b>
				<InertText text={target} max={160} mono plain />
				<span className="muted">
					for <InertText text={operation.requestedBy} max={60} plain />, <Ago at={operation.createdAt} />
				</span>
			</p>
			<Course operation={operation} />
			{kind !== null && operation.result !== null && <Result kind={kind} operation={operation} />}
		</article>
	);
}

function Standing({ operation: { status } }: { readonly operation: Operation }) {
	if (status === "queued") return <Mark tone="busy">Device awaited</Mark>;
	if (status === "running") return <Mark tone="busy">At work</Mark>;
	return <OperationBadge status={status} />;
}

function Course({ operation }: { readonly operation: Operation }) {
	const { status, reason, fault, expiresAt, sentAt } = operation;
	switch (status) {
		case "queued":
			return (
				<p className="muted" role="status">
					It begins when the device opens a session; it is asked to. Until <At at={expiresAt} />, then it is given up.
				</p>
			);
		case "running":
			return (
				<p className="muted" role="status">
					{sentAt === null ? "The device is there and is asked." : "The device runs it and reports when it has ended."}{" "}
					A traceroute may take minutes.
				</p>
			);
		case "expired":
			return (
				<p>The device opened no session in time: nothing was run. “Wake” above shows whether it can be reached.</p>
			);
		case "failed":
		case "unknown": {
			const words = errorWords(operation);
			return (
				<p className="tone-text-red">
					{words}
					{words === null && reason !== null && <InertText text={asSentence(reason)} max={300} />}
					{fault !== null && (
						<>
							{" "}
							Fault {fault.code}: <InertText text={fault.message} max={200} />
						</>
					)}
				</p>
			);
		}
		default:
			return reason === null ? null : (
				<p className="muted">
					<InertText text={reason} max={300} />
				</p>
			);
	}
}

interface ResultProps {
	readonly kind: keyof typeof DIAGNOSTICS;
	readonly operation: Operation;
}

function Result({ kind, operation }: ResultProps) {
	const results = resultsOf(operation);
	const hasEnded = operation.status === "succeeded";
	const rows = hasEnded ? resultRows(kind, results) : [];
	const hops = kind === "traceRoute" ? hopRows(results) : [];
	const { name } = DIAGNOSTICS[kind];
	return (
		<>
			{rows.length > 0 && <Facts items={rows} />}
			{hasEnded && rows.length + hops.length === 0 && <p>It ended, and the device gave no result.</p>}
			{hops.length > 0 && (
				<DataTable label={`Hops of the ${name.toLowerCase()}`} rows={hops} columns={HOPS} rowId={hopId} />
			)}
			{Object.keys(results).length > 0 && (
				<Disclosure summary={<span className="muted">All that the device gave</span>}>
					{() => <JsonFacts value={results} none="Nothing." />}
				</Disclosure>
			)}
		</>
	);
}

const hopId = ({ number }: Hop) => String(number);

const HOPS: readonly Column<Hop>[] = [
	{ id: "number", header: "Hop", cell: ({ number }) => <span className="numeric">{number}</span> },
	{
		id: "host",
		header: "Host",
		cell: ({ host }) =>
			host === "" ? <span className="muted">no answer</span> : <InertText text={host} max={120} mono plain />,
	},
	{
		id: "times",
		header: "Round trips",
		cell: ({ times }) => (times === "" ? <span className="muted">–</span> : <span className="numeric">{times}</span>),
	},
];
