import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { Mark, PresenceBadge, Tag } from "../../components/badges.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Page } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { UrlTabs } from "../../components/UrlTabs.tsx";
import { BackupsTab } from "../backups/BackupsTab.tsx";
import { ChangeTable } from "../changes/ChangeTable.tsx";
import { ProofRunList } from "../proofRuns/ProofRunList.tsx";
import { useSubscriber } from "../subscribers/queries.ts";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";
import { DeviceActions } from "./DeviceActions.tsx";
import { DiagnosticsTab } from "./DiagnosticsTab.tsx";
import { HostsTab } from "./HostsTab.tsx";
import { LabSetting } from "./LabSetting.tsx";
import { LinkCandidates } from "./LinkCandidates.tsx";
import { OperationsTab } from "./OperationsTab.tsx";
import { ParametersTab } from "./ParametersTab.tsx";
import { useDevice, useDeviceAddress } from "./queries.ts";
import { SessionsTab } from "./SessionsTab.tsx";
import { TagsSetting } from "./TagsSetting.tsx";
import { TimelineTab } from "./TimelineTab.tsx";
import { DEVICE_TABS, type DeviceTab } from "./tabs.ts";

const route = getRouteApi("/devices/$id");

export function DevicePage() {
	const { id } = route.useParams();
	const query = useDevice(id);
	const device = query.data;
	return (
		<Page
			title={device ? `${device.model} ${device.serialNumber}` : "Device"}
			heading={
				device && (
					<>
						<span className="muted">
							<InertText text={device.vendor} max={60} plain />
						</span>{" "}
						<InertText text={device.model} max={60} plain />{" "}
						<span className="heading-serial">
							<InertText text={device.serialNumber} max={64} mono plain />
						</span>
					</>
				)
			}
			note={
				device && (
					<span className="badges">
						<PresenceBadge presence={device.presence} />
						{device.lab && <Tag title="Proof runs may write to it and reboot it">lab</Tag>}
						{device.quarantined && <Tag>quarantined</Tag>}
						{device.subscriberId !== null && <SuspendedMark subscriberId={device.subscriberId} />}
						<span className="muted">
							last Inform <Ago at={device.lastInformAt} />
						</span>
					</span>
				)
			}
			actions={<Link to="/devices">All devices</Link>}
		>
			<Loaded query={query} lines={10}>
				{(loaded) => (
					<>
						<DeviceActions device={loaded} />
						<LinkCandidates deviceId={id} />
						<Summary device={loaded} />
						<DeviceTabs deviceId={id} />
					</>
				)}
			</Loaded>
		</Page>
	);
}

/** Whoever asks why there is no internet reads it at the page's head. */
function SuspendedMark({ subscriberId }: { readonly subscriberId: string }) {
	const suspended = useSubscriber(subscriberId).data?.suspended ?? null;
	if (suspended === null) return null;
	return (
		<Mark tone="red">
			Its subscriber is{" "}
			<Link to="/changes/$id" params={{ id: suspended.changeId }}>
				suspended
			</Link>{" "}
			since <Ago at={suspended.since} />
		</Mark>
	);
}

function Address({ device }: { readonly device: Device }) {
	const { data } = useDeviceAddress(device);
	return data == null ? <span className="muted">–</span> : <InertText text={data} max={64} mono />;
}

function Summary({ device }: { readonly device: Device }) {
	const mayAudit = useMay("audit");
	return (
		<Facts
			items={[
				{
					name: "Firmware",
					value: device.softwareVersion && <InertText text={device.softwareVersion} max={80} mono />,
				},
				{
					name: "Hardware",
					value: device.hardwareVersion && <InertText text={device.hardwareVersion} max={80} mono />,
				},
				{ name: "IP address", value: <Address device={device} /> },
				{ name: "OUI", value: <InertText text={device.oui} max={16} mono /> },
				{ name: "Product class", value: <InertText text={device.productClass} max={80} /> },
				{
					name: "Data model root",
					value: device.parameterRoot && <span className="mono">{device.parameterRoot}</span>,
				},
				{ name: "CWMP", value: device.cwmpVersion },
				{ name: "Last events", value: <InertText text={device.lastInformEvents.join(", ")} max={160} /> },
				{ name: "Last boot", value: <Ago at={device.lastBootAt} never="not seen" /> },
				{ name: "Known since", value: <Ago at={device.createdAt} /> },
				{ name: "Lab device", value: <LabSetting device={device} /> },
				{ name: "Tags", value: <TagsSetting device={device} /> },
				{ name: "Subscriber", value: device.subscriberId && <SubscriberLink id={device.subscriberId} /> },
				{
					name: "Matrix",
					value: device.matrixRowId && (
						<Link to="/matrix/$rowId" params={{ rowId: device.matrixRowId }}>
							What is proven on it
						</Link>
					),
				},
				...(mayAudit
					? [
							{
								name: "Audit trail",
								value: (
									<Link to="/audit" search={{ deviceId: device.id }}>
										What was done on it
									</Link>
								),
							},
						]
					: []),
			]}
		/>
	);
}

function DeviceTabs({ deviceId }: { readonly deviceId: string }) {
	const { tab = "parameters" } = route.useSearch();
	const navigate = route.useNavigate();
	return (
		<UrlTabs
			label="Of this device"
			names={DEVICE_TABS}
			tab={tab}
			onChange={(next) =>
				void navigate({ search: (search) => ({ ...search, tab: next }), replace: true, resetScroll: false })
			}
		>
			{PANELS[tab](deviceId)}
		</UrlTabs>
	);
}

const PANELS: Record<DeviceTab, (deviceId: string) => ReactNode> = {
	parameters: (deviceId) => <ParametersTab deviceId={deviceId} />,
	hosts: (deviceId) => <HostsTab deviceId={deviceId} />,
	sessions: (deviceId) => <SessionsTab deviceId={deviceId} />,
	diagnostics: (deviceId) => <DiagnosticsTab deviceId={deviceId} />,
	operations: (deviceId) => <OperationsTab deviceId={deviceId} />,
	changes: (deviceId) => (
		<ChangeTable
			filters={{ deviceId }}
			empty={
				<Empty title="Nothing was to be changed on this device yet.">“Change parameters” above makes a preview.</Empty>
			}
		/>
	),
	backups: (deviceId) => <BackupsTab deviceId={deviceId} />,
	proofs: (deviceId) => (
		<ProofRunList
			deviceId={deviceId}
			empty={<Empty title="No proof run on this device.">Start one with the button above.</Empty>}
		/>
	),
	timeline: (deviceId) => <TimelineTab deviceId={deviceId} />,
};
