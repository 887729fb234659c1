import { Button } from "@mantine/core";
import type { Host, Hosts } from "../../../src/shared/deviceFacts.ts";
import type { Device } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Failure, Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { formatDuration } from "../../components/time.ts";
import type { Tone } from "../../components/vocabulary.ts";
import { useDevice, useHosts, useRequestOperation } from "./queries.ts";
import { WifiSections } from "./WifiSections.tsx";

export function HostsTab({ deviceId }: { readonly deviceId: string }) {
	const query = useHosts(deviceId);
	return (
		<>
			<Section title="Hosts" aside={<ReadAgain deviceId={deviceId} />}>
				<Loaded query={query} lines={4}>
					{({ pages }) => pages[0] && <HostFacts hosts={pages[0]} />}
				</Loaded>
				{query.data && (
					<Paged query={query} empty={<NoHosts hosts={query.data.pages[0]} />}>
						{(items) => (
							<DataTable label="Hosts" rows={items} columns={COLUMNS} rowId={({ macAddress }) => macAddress} />
						)}
					</Paged>
				)}
			</Section>
			<WifiSections deviceId={deviceId} />
		</>
	);
}

function NoHosts({ hosts }: { readonly hosts: Hosts | undefined }) {
	if (hosts?.readAt == null) {
		return <Empty title="Its host tables have not been read yet.">“Read now” asks the device for them.</Empty>;
	}
	return <Empty title="Its host tables are empty." />;
}

/** Where the standard models have hosts and Wi-Fi. */
const BRANCHES: Record<NonNullable<Device["parameterRoot"]>, readonly string[]> = {
	"Device.": ["Device.Hosts.", "Device.WiFi."],
	"InternetGatewayDevice.": ["InternetGatewayDevice.LANDevice."],
	both: ["Device.Hosts.", "Device.WiFi.", "InternetGatewayDevice.LANDevice."],
};

function ReadAgain({ deviceId }: { readonly deviceId: string }) {
	const device = useDevice(deviceId).data;
	const request = useRequestOperation(deviceId);
	const mayOperate = useMay("operate");
	const root = device?.parameterRoot ?? null;
	return (
		<>
			<Button
				variant="default"
				disabled={!mayOperate || root === null}
				loading={request.isPending}
				title={root === null ? "Its data model root is not known yet" : "In the next session of the device"}
				onClick={() => root !== null && request.mutate({ kind: "read", input: { paths: BRANCHES[root] } })}
			>
				Read now
			</Button>
			{request.error && <Failure error={request.error} title="Not accepted" />}
			{request.data && (
				<span role="status" className="muted">
					Asked for; it comes with the device's next session.
				</span>
			)}
		</>
	);
}

/** What `active` is worth on this device, in words. */
const ACTIVE_FLAG: Record<Hosts["activeFlag"], string> = {
	trusted: "told rightly by this model",
	untrusted: "not to be trusted on this model",
	contradicted: "contradicted: active Wi-Fi hosts that no access point knows",
	borneOut: "off for some, and nothing contradicts it",
	unknown: "not known",
};

function HostFacts({ hosts }: { readonly hosts: Hosts }) {
	if (hosts.readAt === null) return null;
	return (
		<div className="tab-facts">
			<Facts
				items={[
					{ name: "Last reading", value: <Ago at={hosts.readAt} /> },
					{ name: "Read as", value: <InertText text={hosts.profile} max={80} mono /> },
					{ name: "The flag Active is", value: ACTIVE_FLAG[hosts.activeFlag] },
					...(hosts.ghostRows > 0
						? [{ name: "Rows without an address", value: hosts.ghostRows.toLocaleString("en") }]
						: []),
					...hosts.tables.map(({ table, rows, counter }) => ({
						name: table,
						value: (
							<>
								{rows.toLocaleString("en")} {rows === 1 ? "row" : "rows"}
								{counter !== null && counter !== rows && (
									<span className="tone-text-yellow"> (it counts {counter.toLocaleString("en")})</span>
								)}
							</>
						),
					})),
				]}
			/>
		</div>
	);
}

const PRESENCE: Record<Host["presence"], { name: string; means: string; tone: Tone }> = {
	online: { name: "Online", means: "There now.", tone: "green" },
	seen: { name: "Seen", means: "The device says so, and nothing bears it out.", tone: "yellow" },
	offline: { name: "Offline", means: "Not there now.", tone: "unproven" },
};

const CONNECTIONS: Record<NonNullable<Host["connection"]>, string> = { wifi: "Wi-Fi", ethernet: "Ethernet" };

const COLUMNS: readonly Column<Host>[] = [
	{
		id: "hostName",
		header: "Host",
		cell: ({ hostName }) =>
			hostName === null || hostName === "" ? (
				<span className="muted">no name</span>
			) : (
				<InertText text={hostName} max={80} plain />
			),
	},
	{ id: "macAddress", header: "MAC", cell: ({ macAddress }) => <InertText text={macAddress} max={32} mono plain /> },
	{
		id: "ipAddress",
		header: "IP",
		cell: ({ ipAddress }) =>
			ipAddress === null ? <span className="muted">–</span> : <InertText text={ipAddress} max={64} mono plain />,
	},
	{
		id: "presence",
		header: "Now",
		cell: ({ presence }) => (
			<Mark tone={PRESENCE[presence].tone} title={PRESENCE[presence].means} quiet>
				{PRESENCE[presence].name}
			</Mark>
		),
	},
	{
		id: "connection",
		header: "Through",
		cell: ({ connection, interface: through }) => (
			<>
				{connection !== null && CONNECTIONS[connection]}{" "}
				{through !== null && (
					<span className="muted">
						<InertText text={through} max={120} mono plain />
					</span>
				)}
			</>
		),
	},
	{
		id: "lease",
		header: "Address from",
		cell: ({ addressSource, leaseSeconds }) => (
			<>
				{addressSource === null ? <span className="muted">–</span> : <InertText text={addressSource} max={40} plain />}
				{leaseSeconds !== null && leaseSeconds > 0 && (
					<span className="muted"> for {formatDuration(leaseSeconds * 1_000)}</span>
				)}
			</>
		),
	},
];
