import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ProofRun } from "../../../src/shared/proof.ts";
import { RunStatusBadge, SimulatedTag, VerdictBadge } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago, Took } from "../../components/Time.tsx";
import { workflowName } from "../../components/vocabulary.ts";
import { useProofRuns } from "./queries.ts";

interface Props {
	readonly deviceId?: string;
	readonly empty: ReactNode;
}

export function ProofRunList({ deviceId, empty }: Props) {
	const query = useProofRuns(deviceId);
	return (
		<Paged query={query} empty={empty}>
			{(runs) => <DataTable label="Proof runs" rows={runs} columns={COLUMNS} rowId={({ id }) => id} />}
		</Paged>
	);
}

const COLUMNS: readonly Column<ProofRun>[] = [
	{
		id: "run",
		header: "Run",
		cell: (run) => (
			<Link to="/proof-runs/$id" params={{ id: run.id }} className="mono">
				{run.id.slice(0, 8)}
			</Link>
		),
	},
	{ id: "status", header: "Status", cell: ({ status }) => <RunStatusBadge status={status} /> },
	{
		id: "subject",
		header: "Model and firmware",
		cell: ({ subject, simulated }) => (
			<>
				{subject === null ? (
					<span className="muted">not known yet</span>
				) : (
					<>
						<InertText text={`${subject.vendor} ${subject.model}`} max={80} plain />{" "}
						<span className="muted">
							<InertText text={subject.softwareVersion} max={60} mono plain />
						</span>
					</>
				)}{" "}
				{simulated && <SimulatedTag />}
			</>
		),
	},
	{
		id: "verdicts",
		header: "Verdicts",
		cell: ({ workflows }) => (
			<span className="verdict-list">
				{workflows.map(({ workflow, verdict }) => (
					<span key={workflow} className="nowrap">
						<span className="muted">{workflowName(workflow)}</span>{" "}
						{verdict === null ? <span className="muted">…</span> : <VerdictBadge verdict={verdict} quiet />}
					</span>
				))}
			</span>
		),
	},
	{
		id: "device",
		header: "Device",
		cell: ({ deviceId }) => (
			<Link to="/devices/$id" params={{ id: deviceId }} className="mono">
				{deviceId.slice(0, 8)}
			</Link>
		),
	},
	{ id: "createdAt", header: "Created", cell: ({ createdAt }) => <Ago at={createdAt} /> },
	{
		id: "took",
		header: "Took",
		cell: ({ startedAt, finishedAt }) =>
			startedAt !== null && finishedAt !== null ? (
				<Took from={startedAt} to={finishedAt} />
			) : (
				<span className="muted">–</span>
			),
	},
];
