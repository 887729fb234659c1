import { Button, NativeSelect } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Device, Presence } from "../../../src/shared/devices.ts";
import { PresenceBadge, Tag } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { TypedFilter } from "../../components/TypedFilter.tsx";
import { PRESENCES } from "../../components/vocabulary.ts";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";
import { type DeviceFilters, useDevices } from "./queries.ts";

const route = getRouteApi("/devices");

export function DevicesPage() {
	const { q, presence, model, softwareVersion } = route.useSearch();
	const navigate = route.useNavigate();
	const filters: DeviceFilters = { q, presence, model, softwareVersion };
	const change = (next: DeviceFilters) =>
		void navigate({ search: ({ tenant }) => ({ tenant, ...next }), replace: true });
	const query = useDevices(filters);
	const isFiltered = Object.values(filters).some((value) => value !== undefined);
	return (
		<Page title="Devices" note="Every CPE that has sent an Inform.">
			<search className="filters" aria-label="Filter the devices">
				<TypedFilter
					label="Search"
					placeholder="Serial, MAC, IP, username, subscriber"
					value={q}
					onChange={(next) => change({ ...filters, q: next })}
				/>
				<NativeSelect
					label="Presence"
					value={presence ?? ""}
					data={[
						{ value: "", label: "All" },
						...Object.entries(PRESENCES).map(([value, { name }]) => ({ value, label: name })),
					]}
					onChange={(event) =>
						change({ ...filters, presence: (event.currentTarget.value || undefined) as Presence | undefined })
					}
				/>
				<TypedFilter label="Model" value={model} onChange={(next) => change({ ...filters, model: next })} />
				<TypedFilter
					label="Firmware"
					value={softwareVersion}
					onChange={(next) => change({ ...filters, softwareVersion: next })}
				/>
				{isFiltered && (
					<Button variant="subtle" onClick={() => change({})}>
						Clear filters
					</Button>
				)}
			</search>
			<Paged query={query} empty={<NoDevices isFiltered={isFiltered} />} isCounted>
				{(devices) => (
					<DataTable
						label="Devices"
						rows={devices}
						columns={q === undefined ? COLUMNS : FOUND_COLUMNS}
						rowId={({ id }) => id}
					/>
				)}
			</Paged>
		</Page>
	);
}

function NoDevices({ isFiltered }: { readonly isFiltered: boolean }) {
	if (isFiltered) return <Empty title="No device matches these filters." />;
	return (
		<Empty title="No device has reported yet.">
			<p>
				Set a CPE's ACS URL to this server's CWMP address, by default <code>http://&lt;this host&gt;:7547/</code>; it
				appears here with its first Inform. <code>npm run demo</code> starts virtual ones.
			</p>
			<OtherTenants lead="Each tenant has its own devices." />
		</Empty>
	);
}

const COLUMNS: readonly Column<Device>[] = [
	{
		id: "serialNumber",
		header: "Serial number",
		cell: (device) => (
			<Link to="/devices/$id" params={{ id: device.id }} className="mono">
				<InertText text={device.serialNumber || "(no serial)"} max={48} plain />
			</Link>
		),
	},
	{ id: "presence", header: "Presence", cell: ({ presence }) => <PresenceBadge presence={presence} /> },
	{
		id: "model",
		header: "Model",
		cell: ({ vendor, model }) => (
			<>
				<span className="muted">
					<InertText text={vendor} max={60} plain />
				</span>{" "}
				<InertText text={model} max={60} plain />
			</>
		),
	},
	{
		id: "softwareVersion",
		header: "Firmware",
		cell: ({ softwareVersion }) =>
			softwareVersion === null ? (
				<span className="muted">–</span>
			) : (
				<InertText text={softwareVersion} max={60} plain mono />
			),
	},
	{ id: "oui", header: "OUI", cell: ({ oui }) => <InertText text={oui} max={16} plain mono /> },
	{ id: "lastInformAt", header: "Last Inform", cell: ({ lastInformAt }) => <Ago at={lastInformAt} /> },
	{ id: "tags", header: "Tags", cell: (device) => <DeviceTags device={device} /> },
];

/** What was searched for may be a subscriber's name: whose each device is. */
const FOUND_COLUMNS: readonly Column<Device>[] = [
	...COLUMNS.slice(0, 1),
	{
		id: "subscriber",
		header: "Subscriber",
		cell: ({ subscriberId }) =>
			subscriberId === null ? <span className="muted">–</span> : <SubscriberLink id={subscriberId} />,
	},
	...COLUMNS.slice(1),
];

function DeviceTags({ device }: { readonly device: Device }) {
	return (
		<span className="badges">
			{device.lab && <Tag>lab</Tag>}
			{device.quarantined && <Tag>quarantined</Tag>}
			{device.tags.map((tag) => (
				<Tag key={tag}>
					<InertText text={tag} max={32} plain />
				</Tag>
			))}
		</span>
	);
}
