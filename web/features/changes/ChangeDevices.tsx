import { NativeSelect } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Change, ChangeDevice, ChangeItem, ItemState } from "../../../src/shared/changes.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { CellStatusBadge, Tag } from "../../components/badges.tsx";
import { ITEM_STATES } from "../../components/changeVocabulary.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { CELL_STATUS } from "../../components/vocabulary.ts";
import { useDevice } from "../devices/queries.ts";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";
import { DeviceLink, Difference, ItemStateBadge, RiskMark } from "./parts.tsx";
import { useChangeDevices } from "./queries.ts";

/** What changes where: one device with all that changes on it, or page after page of devices. */
export function ChangeDevices({ change }: { readonly change: Change }) {
	return change.devices.total === 1 ? <OneDevice change={change} /> : <ManyDevices change={change} />;
}

function OneDevice({ change }: { readonly change: Change }) {
	const query = useChangeDevices(change, undefined);
	return (
		<Section title="What changes">
			<Paged query={query} empty={<Empty title="The device is gone." />}>
				{([device]) =>
					device && (
						<>
							<p>
								On <DeviceLink id={device.deviceId} />
								<WhoseLine deviceId={device.deviceId} />. <Live device={device} />
							</p>
							<Matrix device={device} isProposed={change.state !== "previewed"} />
							<Acts items={device.items} />
							{device.leftAlone.length > 0 && (
								<p className="tone-text-yellow">
									{whyLeft(change)}: <InertText text={device.leftAlone.join(", ")} max={400} mono />
								</p>
							)}
							<BroughtBackLines device={device} />
							{device.items.some(({ path }) => path !== "") && (
								<DataTable
									label="What changes"
									rows={device.items
										.filter(({ path }) => path !== "")
										.map((item) => ({ ...item, isLive: device.live }))}
									columns={ITEM_COLUMNS}
									rowId={({ path }) => path}
								/>
							)}
						</>
					)
				}
			</Paged>
		</Section>
	);
}

/** Why something stays as it is. */
function whyLeft({ action, kind }: Change): string {
	if (action === "restore") return "Left as it is, since others have changed it after the suspend";
	return kind === "deleteObject"
		? "Not put back, since it is hidden or the device does not let it be added or set"
		: "Left as it is, since what it was is hidden, or it is gone and can't be added";
}

/** Devices number what is added again anew. */
function BroughtBackLines({ device: { broughtBack } }: { readonly device: ChangeDevice }) {
	if (broughtBack.length === 0) return null;
	return (
		<ul className="plain-list" aria-label="What was added again">
			{broughtBack.map(({ path, now }) => (
				<li key={path}>
					<InertText text={path} max={256} plain mono /> was added again
					{now !== path && (
						<>
							, and is now <InertText text={now} max={256} plain mono />
						</>
					)}
					.
				</li>
			))}
		</ul>
	);
}

/** Who agrees to it knows whom it may cut off. */
function WhoseLine({ deviceId }: { readonly deviceId: string }) {
	const subscriberId = useDevice(deviceId).data?.subscriberId ?? null;
	if (subscriberId === null) return null;
	return (
		<>
			, the line of <SubscriberLink id={subscriberId} />
		</>
	);
}

function Live({ device: { live } }: { readonly device: ChangeDevice }) {
	return (
		<span className="muted">
			{live
				? "The preview read it from the device."
				: "The preview tells what was read last; the device did not have to answer."}
		</span>
	);
}

/** What is done to the device as a whole: a proof run's checks and images, one by one. */
function Acts({ items }: { readonly items: readonly ChangeItem[] }) {
	const acts = items.flatMap(({ path, after }) => (path === "" && after !== null ? [after] : []));
	if (acts.length === 0) return null;
	return (
		<ul aria-label="What is done">
			{acts.map((act) => (
				<li key={act}>
					<InertText text={act} max={400} />
				</li>
			))}
		</ul>
	);
}

interface MatrixProps {
	readonly device: ChangeDevice;
	/** It was let through: by an override, or as a proof that is to find out. */
	readonly isProposed: boolean;
}

/** What the matrix says, and where it says so. */
function Matrix({ device: { deviceId, cell }, isProposed }: MatrixProps) {
	const rowId = useDevice(deviceId).data?.matrixRowId ?? null;
	if (cell === null) return null;
	return (
		<p>
			The matrix says <CellStatusBadge status={cell} />{" "}
			<span className="muted">{cell === "red" && isProposed ? RED_ALLOWED : CELL_STATUS[cell].means}</span>{" "}
			{rowId !== null && (
				<Link to="/matrix/$rowId" params={{ rowId }}>
					Its row
				</Link>
			)}
		</p>
	);
}

const RED_ALLOWED = "Unsupported, failed or unsafe on this firmware; it was proposed all the same.";

const ITEM_COLUMNS: readonly Column<ChangeItem & { readonly isLive: boolean }>[] = [
	{ id: "path", header: "Parameter", cell: ({ path }) => <InertText text={path} max={256} plain mono /> },
	{ id: "difference", header: "Before → after", cell: (item) => <Difference item={item} isLive={item.isLive} /> },
	{
		id: "type",
		header: "Type",
		cell: ({ type }) =>
			type === null ? <span className="muted">unknown</span> : <InertText text={type} max={64} plain mono />,
	},
	{
		id: "risks",
		header: "Risks",
		cell: ({ risks }) => (
			<span className="badges">
				{risks.length === 0 && <span className="muted">none</span>}
				{risks.map((risk) => (
					<RiskMark key={risk} risk={risk} />
				))}
			</span>
		),
	},
];

function ManyDevices({ change }: { readonly change: Change }) {
	const [state, setState] = useState<ItemState | "">("");
	const query = useChangeDevices(change, state === "" ? undefined : state);
	const count = (each: ItemState) => change.devices[each] ?? 0;
	return (
		<Section title={`What changes on ${change.devices.total.toLocaleString("en")} devices`}>
			<ul className="counts-list" aria-label="Devices by state">
				{(Object.keys(ITEM_STATES) as ItemState[])
					.filter((each) => count(each) > 0)
					.map((each) => (
						<li key={each}>
							<span className="numeric">{count(each).toLocaleString("en")}</span> {ITEM_STATES[each].name.toLowerCase()}
						</li>
					))}
			</ul>
			<div className="filters">
				<NativeSelect
					label="Devices"
					value={state}
					data={[
						{ value: "", label: "All" },
						...Object.entries(ITEM_STATES).map(([value, { name }]) => ({ value, label: name })),
					]}
					onChange={(event) => setState(event.currentTarget.value as ItemState | "")}
				/>
			</div>
			<Paged query={query} empty={<Empty title="No device is in this state." />} isCounted>
				{(items) => (
					<DataTable label="Devices" rows={items} columns={DEVICE_COLUMNS} rowId={({ deviceId }) => deviceId} />
				)}
			</Paged>
		</Section>
	);
}

const ITEMS_AT_FIRST = 3;

const DEVICE_COLUMNS: readonly Column<ChangeDevice>[] = [
	{ id: "device", header: "Device", cell: ({ deviceId }) => <DeviceLink id={deviceId} /> },
	{
		id: "state",
		header: "State",
		cell: ({ state, wave }) => (
			<>
				<ItemStateBadge state={state} />
				{wave !== null && <span className="chosen-note">wave {wave}</span>}
			</>
		),
	},
	{
		id: "cell",
		header: "Matrix",
		cell: ({ cell }) => (cell === null ? <span className="muted">–</span> : <CellStatusBadge status={cell} />),
	},
	{
		id: "items",
		header: "What changes",
		cell: ({ items, live }) => (
			<Bounded items={items.filter(({ path }) => path !== "")} atFirst={ITEMS_AT_FIRST}>
				{(shown) =>
					shown.length === 0 ? (
						<span className="muted">the whole device</span>
					) : (
						<ul className="plain-list">
							{shown.map((item) => (
								<li key={item.path}>
									<InertText text={item.path} max={160} plain mono /> <Difference item={item} isLive={live} />
								</li>
							))}
						</ul>
					)
				}
			</Bounded>
		),
	},
	{
		id: "outcome",
		header: "Outcome",
		cell: ({ failure, pendingReboot, unverified, leftAlone, broughtBack, backupId }) => (
			<span className="badges">
				{failure === null && !pendingReboot && unverified.length + leftAlone.length === 0 && backupId === null && (
					<span className="muted">–</span>
				)}
				{failure !== null && (
					<span className="tone-text-red">
						<InertText text={failure.detail} max={200} /> <code>{failure.code}</code>
					</span>
				)}
				{pendingReboot && <Tag>takes effect with a reboot</Tag>}
				{unverified.length > 0 && (
					<Tag title="Hidden by the device: could not be read back">{unverified.length} unverified</Tag>
				)}
				{leftAlone.length > 0 && (
					<Tag title="Changed by others, hidden, or not to be added or set">{leftAlone.length} left as they are</Tag>
				)}
				{broughtBack.map(({ path, now }) => (
					<Tag key={path} title={`${path} was added again`}>
						now {now}
					</Tag>
				))}
				{backupId !== null && (
					<Link to="/backups/$id" params={{ id: backupId }}>
						Backup
					</Link>
				)}
			</span>
		),
	},
];
