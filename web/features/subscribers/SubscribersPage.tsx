import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Subscriber } from "../../../src/shared/subscribers.ts";
import { useMay } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { TypedFilter } from "../../components/TypedFilter.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import { useSubscribers } from "./queries.ts";
import { SubscriberDialog } from "./SubscriberDialog.tsx";

const route = getRouteApi("/subscribers");

export function SubscribersPage() {
	const { q } = route.useSearch();
	const navigate = route.useNavigate();
	const [isAdding, setAdding] = useState(false);
	const [isImporting, setImporting] = useState(false);
	const mayConfigure = useMay("config");
	return (
		<Page
			title="Subscribers"
			note="The people and places that the devices serve."
			actions={
				mayConfigure && (
					<>
						<Button variant="default" onClick={() => setImporting(true)}>
							Import CSV
						</Button>
						<Button onClick={() => setAdding(true)}>Add a subscriber</Button>
					</>
				)
			}
		>
			<search className="filters" aria-label="Filter the subscribers">
				<TypedFilter
					label="Search"
					placeholder="Name, id, or a device's serial, MAC, IP"
					value={q}
					onChange={(next) => void navigate({ search: ({ tenant }) => ({ tenant, q: next }), replace: true })}
				/>
			</search>
			<Paged query={useSubscribers(q)} empty={<NoSubscribers isFiltered={q !== undefined} />} isCounted>
				{(items) => <DataTable label="Subscribers" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
			</Paged>
			<ImportDialog isOpen={isImporting} onClose={() => setImporting(false)} />
			<SubscriberDialog subscriber={null} isOpen={isAdding} onClose={() => setAdding(false)} />
		</Page>
	);
}

function NoSubscribers({ isFiltered }: { readonly isFiltered: boolean }) {
	if (isFiltered) return <Empty title="No subscriber matches this search." />;
	return (
		<Empty title="There is no subscriber yet.">
			<p>
				Add one here, or import a CSV file of what your business support system knows, with their sites and devices.
				Programs use <code>POST /api/v1/subscribers</code>.
			</p>
			<OtherTenants lead="Each tenant has its own subscribers." />
		</Empty>
	);
}

const COLUMNS: readonly Column<Subscriber>[] = [
	{
		id: "externalId",
		header: "External id",
		cell: ({ id, externalId }) => (
			<Link to="/subscribers/$id" params={{ id }}>
				<InertText text={externalId} max={64} plain mono />
			</Link>
		),
	},
	{
		id: "name",
		header: "Name",
		cell: ({ name, suspended }) => (
			<span className="badges">
				<InertText text={name} max={120} plain />
				{suspended !== null && (
					<Mark tone="red" quiet>
						Suspended
					</Mark>
				)}
			</span>
		),
	},
	{
		id: "plan",
		header: "Plan",
		cell: ({ plan }) => (plan === null ? <span className="muted">–</span> : <InertText text={plan} max={80} plain />),
	},
	{ id: "createdAt", header: "Since", cell: ({ createdAt }) => <Ago at={createdAt} /> },
];
