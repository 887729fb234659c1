import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ProvisioningProfile } from "../../../src/shared/provisioning.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Failure, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { ConfirmDialog } from "../access/ConfirmDialog.tsx";
import { Counts, PreviewTable } from "./Preview.tsx";
import { EnabledMark, SelectorText } from "./parts.tsx";
import { useProfile, useProfilePreview, useRemoveProfile, useSwitchProfile } from "./queries.ts";

const route = getRouteApi("/provisioning/$id");

export function ProfilePage() {
	const { id } = route.useParams();
	const query = useProfile(id);
	const profile = query.data;
	return (
		<Page
			title={profile?.name ?? "Provisioning profile"}
			heading={profile && <InertText text={profile.name} max={128} plain />}
			note={profile && <EnabledMark enabled={profile.enabled} />}
			actions={<Link to="/provisioning">All profiles</Link>}
		>
			<Loaded query={query} lines={8}>
				{(loaded) => (
					<>
						<Wished profile={loaded} />
						<WouldChange id={id} />
					</>
				)}
			</Loaded>
		</Page>
	);
}

function Wished({ profile }: { readonly profile: ProvisioningProfile }) {
	const { id, selector, priority, onDrift, stoppedDevices, parameters, updatedAt } = profile;
	const mayConfigure = useMay("config");
	return (
		<Section title="What it wishes">
			<Facts
				items={[
					{ name: "Devices", value: <SelectorText selector={selector} /> },
					{ name: "Applied", value: onDrift ? "after a bootstrap, and where a device drifts" : "after a bootstrap" },
					{ name: "Priority", value: priority },
					...(stoppedDevices > 0
						? [
								{
									name: "Given up",
									value: `${stoppedDevices.toLocaleString("en")} devices: somebody changed them back again and again`,
								},
							]
						: []),
					{ name: "Changed", value: <Ago at={updatedAt} /> },
				]}
			/>
			<h3>Parameters</h3>
			<DataTable label="Parameters" rows={parameters} columns={COLUMNS} rowId={({ path }) => path} />
			{mayConfigure && <Actions profile={profile} id={id} />}
		</Section>
	);
}

const COLUMNS: readonly Column<ProvisioningProfile["parameters"][number]>[] = [
	{ id: "path", header: "Parameter", cell: ({ path }) => <InertText text={path} max={256} plain mono /> },
	{
		id: "value",
		header: "Value",
		cell: ({ value }) =>
			value === "" ? <span className="muted">empty</span> : <InertText text={value} max={300} mono />,
	},
	{
		id: "type",
		header: "Type",
		cell: ({ type }) =>
			type === undefined ? (
				<span className="muted">the device's own</span>
			) : (
				<InertText text={type} max={64} plain mono />
			),
	},
];

function Actions({ profile, id }: { readonly profile: ProvisioningProfile; readonly id: string }) {
	const [dialog, setDialog] = useState<"switch" | "remove" | null>(null);
	const change = useSwitchProfile(id);
	const remove = useRemoveProfile(id);
	const { enabled, name, onDrift } = profile;
	const close = () => setDialog(null);
	return (
		<>
			<fieldset className="action-bar service-actions" aria-label="Actions">
				<Button variant="default" onClick={() => setDialog("switch")}>
					{enabled ? "Deactivate" : "Activate"}
				</Button>
				<Link to="/provisioning/$id/edit" params={{ id }} className="button-link">
					Edit
				</Link>
				<Button variant="subtle" color="red" onClick={() => setDialog("remove")}>
					Remove
				</Button>
			</fieldset>
			{change.error && dialog === null && <Failure error={change.error} title="Not changed" />}
			<ConfirmDialog
				title={enabled ? "Deactivate this profile?" : "Activate this profile?"}
				submit={enabled ? "Deactivate" : "Activate"}
				isOpen={dialog === "switch"}
				onClose={close}
				onConfirm={() => change.mutate(!enabled, { onSuccess: close })}
				write={change}
			>
				<InertText text={name} max={128} plain />:{" "}
				{enabled
					? "it is applied to nothing from then on; what it has set stays."
					: onDrift
						? "devices that it means are set to it after a bootstrap, and corrected where they are seen to drift, as soon as another person agrees where the policy asks for that. The preview below says what that is now."
						: "devices that it means are set to it after a bootstrap."}
			</ConfirmDialog>
			<ConfirmDialog
				title="Remove this profile?"
				submit="Remove"
				isOpen={dialog === "remove"}
				onClose={close}
				onConfirm={() => remove.mutate()}
				write={remove}
			>
				<InertText text={name} max={128} plain />: what it has set stays as it is.
			</ConfirmDialog>
		</>
	);
}

function WouldChange({ id }: { readonly id: string }) {
	const query = useProfilePreview(id);
	const counts = query.data?.pages[0]?.counts ?? null;
	return (
		<Section
			title="What it would change now"
			aside={
				<button type="button" className="link-button" onClick={() => void query.refetch()}>
					Look again
				</button>
			}
		>
			<p className="muted">From what was read last; nothing is sent for it.</p>
			{counts !== null && <Counts counts={counts} />}
			<Paged
				query={query}
				empty={<Empty title="No device is meant by it.">Look at what its selector names: all of it must be so.</Empty>}
				isCounted
			>
				{(items) => <PreviewTable items={items} />}
			</Paged>
		</Section>
	);
}
