import { Link } from "@tanstack/react-router";
import type { Backup } from "../../../src/shared/changes.ts";
import { Tag } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { At } from "../../components/Time.tsx";
import { useBackups } from "./queries.ts";

export function BackupsTab({ deviceId }: { readonly deviceId: string }) {
	return (
		<Paged
			query={useBackups(deviceId)}
			empty={
				<Empty title="No backup of this device is kept yet.">
					One is taken by itself before a change is applied to it.
				</Empty>
			}
		>
			{(items) => <DataTable label="Backups" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
		</Paged>
	);
}

const COLUMNS: readonly Column<Backup>[] = [
	{
		id: "createdAt",
		header: "Taken",
		cell: ({ id, createdAt }) => (
			<Link to="/backups/$id" params={{ id }}>
				<At at={createdAt} />
			</Link>
		),
	},
	{
		id: "changeId",
		header: "Before",
		cell: ({ changeId }) =>
			changeId === null ? (
				<span className="muted">–</span>
			) : (
				<Link to="/changes/$id" params={{ id: changeId }}>
					change {changeId.slice(0, 8)}
				</Link>
			),
	},
	{
		id: "softwareVersion",
		header: "Firmware",
		cell: ({ softwareVersion }) => <InertText text={softwareVersion} max={60} plain mono />,
	},
	{
		id: "parameters",
		header: "Parameters",
		cell: ({ parameters, complete }) => (
			<span className="badges">
				<span className="numeric">{parameters.toLocaleString("en")}</span>
				{!complete && <Tag title="The device's names were not known whole when it was taken">not complete</Tag>}
			</span>
		),
	},
];
