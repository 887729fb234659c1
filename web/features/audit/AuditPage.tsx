import { Button, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { apiUrl } from "../../api/client.ts";
import { useMay, useTenant } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Failure } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { TypedFilter } from "../../components/TypedFilter.tsx";
import { DeviceLink } from "../changes/parts.tsx";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";
import { AuditItem } from "./AuditItem.tsx";
import { type AuditFilters, useAudit, useVerifyAudit } from "./queries.ts";
import { useDeviceMeant, useSubscriberMeant } from "./subjects.ts";
import { Which } from "./Which.tsx";

const route = getRouteApi("/audit");

export function AuditPage() {
	const mayAudit = useMay("audit");
	return (
		<Page
			title="Audit trail"
			note="Who did what, when, and what came of it: a chain in which nothing can be changed without being found."
			actions={mayAudit && <Export />}
		>
			{mayAudit ? (
				<Trail />
			) : (
				<Empty title="This sign-in may not read the audit trail.">
					<p>It lacks the permission audit in this tenant.</p>
				</Empty>
			)}
		</Page>
	);
}

function Export() {
	const tenant = useTenant();
	return (
		<a href={apiUrl("/audit.jsonl", { tenant })} download>
			Export the whole trail
		</a>
	);
}

function Trail() {
	const { deviceId, subscriberId, actor, action, since } = route.useSearch();
	const navigate = route.useNavigate();
	const filters: AuditFilters = { deviceId, subscriberId, actor, action, since };
	const change = (next: AuditFilters) =>
		void navigate({ search: ({ tenant }) => ({ tenant, ...next }), replace: true });
	const isFiltered = Object.values(filters).some((value) => value !== undefined);
	const device = useDeviceMeant(deviceId);
	const subscriber = useSubscriberMeant(subscriberId);
	return (
		<>
			<Verify />
			<search className="filters" aria-label="Filter the trail">
				<TypedFilter
					label="Action"
					placeholder="For instance change.apply"
					value={action}
					onChange={(next) => change({ ...filters, action: next })}
				/>
				<TypedFilter
					label="Who"
					placeholder="The exact name"
					value={actor}
					onChange={(next) => change({ ...filters, actor: next })}
				/>
				<TypedFilter
					label="Device"
					placeholder="Serial number or id"
					value={deviceId}
					onChange={(next) => change({ ...filters, deviceId: next })}
				/>
				<TypedFilter
					label="Subscriber"
					placeholder="Name or id"
					value={subscriberId}
					onChange={(next) => change({ ...filters, subscriberId: next })}
				/>
				<TextInput
					type="date"
					label="Since"
					value={since ?? ""}
					onChange={(event) => change({ ...filters, since: event.currentTarget.value || undefined })}
				/>
				{isFiltered && (
					<Button variant="subtle" onClick={() => change({})}>
						Clear filters
					</Button>
				)}
			</search>
			{deviceId !== undefined && device.id === undefined ? (
				<Which
					kind="device"
					words={deviceId}
					meant={device}
					nameOf={({ model, serialNumber }) => <InertText text={`${model} ${serialNumber}`} max={120} plain />}
					onChoose={(id) => change({ ...filters, deviceId: id })}
				/>
			) : subscriberId !== undefined && subscriber.id === undefined ? (
				<Which
					kind="subscriber"
					words={subscriberId}
					meant={subscriber}
					nameOf={({ name, externalId }) => <InertText text={`${name} ${externalId}`} max={160} plain />}
					onChoose={(id) => change({ ...filters, subscriberId: id })}
				/>
			) : (
				<>
					{(device.id ?? subscriber.id) !== undefined && (
						<p className="filters-note muted">
							What concerns {device.id !== undefined && <DeviceLink id={device.id} />}
							{device.id !== undefined && subscriber.id !== undefined && " and "}
							{subscriber.id !== undefined && <SubscriberLink id={subscriber.id} />}
						</p>
					)}
					<Entries filters={{ ...filters, deviceId: device.id, subscriberId: subscriber.id }} isFiltered={isFiltered} />
				</>
			)}
		</>
	);
}

interface EntriesProps {
	readonly filters: AuditFilters;
	readonly isFiltered: boolean;
}

function Entries({ filters, isFiltered }: EntriesProps) {
	return (
		<Paged query={useAudit(filters)} empty={<NoEntries isFiltered={isFiltered} />} isCounted>
			{(entries) => (
				<ol className="operations" aria-label="Audit entries">
					{entries.map((entry) => (
						<li key={entry.seq} className="operation audit-entry">
							<AuditItem entry={entry} />
							{(entry.deviceId ?? entry.subscriberId) !== null && (
								<span className="audit-subjects">
									{entry.deviceId !== null && <DeviceLink id={entry.deviceId} />}
									{entry.subscriberId !== null && <SubscriberLink id={entry.subscriberId} />}
								</span>
							)}
						</li>
					))}
				</ol>
			)}
		</Paged>
	);
}

function NoEntries({ isFiltered }: { readonly isFiltered: boolean }) {
	if (isFiltered) return <Empty title="No entry matches these filters." />;
	return (
		<Empty title="Nothing has been done yet.">
			<OtherTenants lead="Each tenant has its own trail." />
		</Empty>
	);
}

/** Reads the whole chain, and says whether it is as it was written. */
function Verify() {
	const verify = useVerifyAudit();
	return (
		<div className="verify">
			<Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
				Verify the chain
			</Button>
			<span role="status">
				{verify.data?.ok === true && (
					<>
						<Mark tone="green">As it was written</Mark> {verify.data.entries.toLocaleString("en")} entries; the last
						one's hash is <InertText text={verify.data.head} mono plain />
					</>
				)}
				{verify.data?.ok === false && (
					<>
						<Mark tone="red">Not as it was written</Mark> Entry {verify.data.seq.toLocaleString("en")} was{" "}
						{verify.data.tampering}: <InertText text={verify.data.detail} />
					</>
				)}
			</span>
			{verify.error && <Failure error={verify.error} title="Could not be verified" />}
		</div>
	);
}
