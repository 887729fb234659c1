import type { ReactNode } from "react";
import type { Wifi } from "../../../src/shared/deviceFacts.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { useWifi } from "./queries.ts";

export function WifiSections({ deviceId }: { readonly deviceId: string }) {
	const query = useWifi(deviceId);
	return (
		<Loaded query={query} lines={4}>
			{({ readAt, radios, ssids, accessPoints, associatedDevices }) =>
				radios.length + ssids.length + accessPoints.length === 0 ? (
					<Section title="Wi-Fi">
						<Empty title={readAt === null ? "Its Wi-Fi has not been read yet." : "It shows no Wi-Fi."} />
					</Section>
				) : (
					<>
						<Table title="Radios" rows={radios} columns={RADIOS} />
						<Table title="SSIDs" rows={ssids} columns={SSIDS} />
						<Table title="Access points" rows={accessPoints} columns={ACCESS_POINTS} />
						<Table title="Associated devices" rows={associatedDevices} columns={ASSOCIATED} />
					</>
				)
			}
		</Loaded>
	);
}

interface TableProps<Row> {
	readonly title: string;
	readonly rows: readonly Row[];
	readonly columns: readonly Column<Row>[];
}

function Table<Row extends { readonly path: string }>({ title, rows, columns }: TableProps<Row>) {
	return (
		<Section title={title} aside={<span className="muted">{rows.length}</span>}>
			{rows.length === 0 ? (
				<p className="muted">None.</p>
			) : (
				<DataTable label={title} rows={rows} columns={columns} rowId={({ path }) => path} />
			)}
		</Section>
	);
}

function said(text: string | null, mono = false): ReactNode {
	return text === null || text === "" ? (
		<span className="muted">–</span>
	) : (
		<InertText text={text} max={80} mono={mono} plain />
	);
}

function answered(value: boolean | null): ReactNode {
	return value === null ? <span className="muted">–</span> : value ? "yes" : "no";
}

function counted(value: number | null, unit: string): ReactNode {
	return value === null ? (
		<span className="muted">–</span>
	) : (
		<span className="numeric nowrap">
			{value.toLocaleString("en")} {unit}
		</span>
	);
}

const RADIOS: readonly Column<Wifi["radios"][number]>[] = [
	{ id: "name", header: "Radio", cell: ({ name, path }) => said(name ?? path, name === null) },
	{ id: "band", header: "Band", cell: ({ band }) => said(band) },
	{ id: "enabled", header: "Enabled", cell: ({ enabled }) => answered(enabled) },
	{ id: "status", header: "Status", cell: ({ status }) => said(status) },
	{
		id: "channel",
		header: "Channel",
		cell: ({ channel, autoChannel }) => (
			<>
				{channel ?? "–"} {autoChannel === true && <span className="muted">chosen by itself</span>}
			</>
		),
	},
	{ id: "bandwidth", header: "Bandwidth", cell: ({ bandwidth }) => said(bandwidth) },
	{ id: "standards", header: "Standards", cell: ({ standards }) => said(standards.join(", ")) },
];

const SSIDS: readonly Column<Wifi["ssids"][number]>[] = [
	{ id: "ssid", header: "SSID", cell: ({ ssid }) => said(ssid) },
	{ id: "band", header: "Band", cell: ({ band }) => said(band) },
	{ id: "enabled", header: "Enabled", cell: ({ enabled }) => answered(enabled) },
	{ id: "status", header: "Status", cell: ({ status }) => said(status) },
	{ id: "bssid", header: "BSSID", cell: ({ bssid }) => said(bssid, true) },
	{ id: "path", header: "At", cell: ({ path }) => said(path, true) },
];

const ACCESS_POINTS: readonly Column<Wifi["accessPoints"][number]>[] = [
	{ id: "path", header: "Access point", cell: ({ path }) => said(path, true) },
	{ id: "ssid", header: "SSID", cell: ({ ssid }) => said(ssid) },
	{ id: "band", header: "Band", cell: ({ band }) => said(band) },
	{ id: "enabled", header: "Enabled", cell: ({ enabled }) => answered(enabled) },
	{ id: "security", header: "Security", cell: ({ security }) => said(security) },
	{ id: "advertised", header: "Advertised", cell: ({ advertised }) => answered(advertised) },
	{
		id: "clients",
		header: "Clients",
		cell: ({ clients, countedClients }) => (
			<span className="numeric">
				{clients}
				{countedClients !== null && countedClients !== clients && (
					<span className="tone-text-yellow"> (it counts {countedClients})</span>
				)}
			</span>
		),
	},
];

const ASSOCIATED: readonly Column<Wifi["associatedDevices"][number]>[] = [
	{ id: "hostName", header: "Host", cell: ({ hostName }) => said(hostName) },
	{ id: "macAddress", header: "MAC", cell: ({ macAddress }) => said(macAddress, true) },
	{ id: "ipAddress", header: "IP", cell: ({ ipAddress }) => said(ipAddress, true) },
	{ id: "ssid", header: "SSID", cell: ({ ssid }) => said(ssid) },
	{ id: "band", header: "Band", cell: ({ band }) => said(band) },
	{ id: "signal", header: "Signal", cell: ({ signalDbm }) => counted(signalDbm, "dBm") },
	{ id: "downlink", header: "Down", cell: ({ downlinkKbps }) => counted(downlinkKbps, "kbit/s") },
	{ id: "uplink", header: "Up", cell: ({ uplinkKbps }) => counted(uplinkKbps, "kbit/s") },
	{ id: "standard", header: "Standard", cell: ({ standard }) => said(standard) },
];
