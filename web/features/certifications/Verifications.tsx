import { Link } from "@tanstack/react-router";
import type { Certification } from "../../../src/shared/certification.ts";
import { RunStatusBadge } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Section } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";

type Verification = Certification["verifications"][number];

export function Verifications({ items }: { readonly items: readonly Verification[] }) {
	return (
		<Section title="Verification runs" aside={<span className="muted">{items.length}</span>}>
			<DataTable
				label="Verification runs"
				rows={items.toReversed()}
				columns={COLUMNS}
				rowId={({ proofRunId }) => proofRunId}
			/>
		</Section>
	);
}

const COLUMNS: readonly Column<Verification>[] = [
	{
		id: "run",
		header: "Proof run",
		cell: ({ proofRunId }) => (
			<Link to="/proof-runs/$id" params={{ id: proofRunId }} className="mono">
				{proofRunId.slice(0, 8)}
			</Link>
		),
	},
	{ id: "status", header: "Status", cell: ({ status }) => <RunStatusBadge status={status} /> },
	{
		id: "device",
		header: "Device",
		cell: ({ deviceId }) => (
			<Link to="/devices/$id" params={{ id: deviceId }} className="mono">
				{deviceId.slice(0, 8)}
			</Link>
		),
	},
	{ id: "startedBy", header: "Started by", cell: ({ startedBy }) => <InertText text={startedBy} max={60} plain /> },
	{ id: "startedAt", header: "Started", cell: ({ startedAt }) => <Ago at={startedAt} /> },
];
