import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Change } from "../../../src/shared/changes.ts";
import { changeName } from "../../components/changeVocabulary.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { ChangeStateBadge, DeviceLink, PausedMark, RiskMark } from "./parts.tsx";
import { type ChangeFilters, useChanges } from "./queries.ts";

interface Props {
	readonly filters: ChangeFilters;
	readonly empty: ReactNode;
}

/** Newest first. */
export function ChangeTable({ filters, empty }: Props) {
	const query = useChanges(filters);
	return (
		<Paged query={query} empty={empty}>
			{(items) => <DataTable label="Changes" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
		</Paged>
	);
}

const COLUMNS: readonly Column<Change>[] = [
	{
		id: "state",
		header: "State",
		cell: ({ state, rollingBack, paused, wave, waves }) => (
			<>
				<ChangeStateBadge state={state} rollingBack={rollingBack} />
				{paused && <PausedMark />}
				{state === "applying" && !rollingBack && wave !== null && waves !== null && (
					<span className="change-what muted">
						wave {wave} of {waves}
					</span>
				)}
			</>
		),
	},
	{
		id: "what",
		header: "Change",
		cell: (change) => (
			<>
				<Link to="/changes/$id" params={{ id: change.id }} className="row-name">
					{changeName(change)}
					{change.undoes !== null && " (takes another back)"}
				</Link>
				<span className="change-what">
					<What change={change} />
				</span>
			</>
		),
	},
	{
		id: "devices",
		header: "Devices",
		cell: ({ devices, items }) => {
			const [first] = items;
			if (devices.total === 1 && first !== undefined) return <DeviceLink id={first.deviceId} />;
			return <span className="numeric">{devices.total.toLocaleString("en")}</span>;
		},
	},
	{
		id: "risks",
		header: "Risks",
		cell: ({ risks }) =>
			risks.length === 0 ? (
				<span className="muted">none</span>
			) : (
				<span className="badges">
					{risks.map((risk) => (
						<RiskMark key={risk} risk={risk} />
					))}
				</span>
			),
	},
	{
		id: "reason",
		header: "Why",
		cell: ({ reason }) => <InertText text={reason} max={120} plain />,
	},
	{
		id: "createdAt",
		header: "Proposed",
		cell: ({ createdAt, author }) => (
			<>
				<Ago at={createdAt} />{" "}
				<span className="muted">
					by <InertText text={author} max={40} plain />
				</span>
			</>
		),
	},
];

const MAX_PATHS = 2;

function What({ change: { items } }: { readonly change: Change }) {
	const paths = [...new Set(items.map(({ path }) => path))].filter((path) => path !== "");
	return (
		<>
			{paths.slice(0, MAX_PATHS).map((path) => (
				<InertText key={path} text={path} max={80} plain mono />
			))}
			{paths.length > MAX_PATHS && <span className="muted">and {paths.length - MAX_PATHS} more</span>}
		</>
	);
}
