import { Link } from "@tanstack/react-router";
import type { ProvisioningProfile } from "../../../src/shared/provisioning.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { EnabledMark, SelectorText } from "./parts.tsx";
import { useProfiles } from "./queries.ts";

export function ProfilesPage() {
	const mayConfigure = useMay("config");
	return (
		<Page
			title="Provisioning"
			note="What devices are to hold, by what they are: set after a bootstrap, and where they drift if a profile says so."
			actions={
				mayConfigure && (
					<Link to="/provisioning/new" className="button-link">
						New profile
					</Link>
				)
			}
		>
			<Paged query={useProfiles()} empty={<NoProfiles mayConfigure={mayConfigure} />} isCounted>
				{(items) => <DataTable label="Provisioning profiles" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
			</Paged>
		</Page>
	);
}

function NoProfiles({ mayConfigure }: { readonly mayConfigure: boolean }) {
	return (
		<Empty title="There is no provisioning profile yet.">
			<p>
				{mayConfigure
					? "“New profile” begins one; its preview tells what it would change in the fleet before it is kept."
					: "Somebody with the permission config makes one."}
			</p>
			<OtherTenants lead="Each tenant has its own profiles." />
		</Empty>
	);
}

const COLUMNS: readonly Column<ProvisioningProfile>[] = [
	{
		id: "name",
		header: "Profile",
		cell: ({ id, name }) => (
			<Link to="/provisioning/$id" params={{ id }} className="row-name">
				<InertText text={name} max={120} plain />
			</Link>
		),
	},
	{ id: "enabled", header: "State", cell: ({ enabled }) => <EnabledMark enabled={enabled} /> },
	{ id: "selector", header: "Devices", cell: ({ selector }) => <SelectorText selector={selector} /> },
	{
		id: "parameters",
		header: "Wishes",
		cell: ({ parameters }) => (
			<span className="numeric">
				{parameters.length} {parameters.length === 1 ? "parameter" : "parameters"}
			</span>
		),
	},
	{ id: "priority", header: "Priority", cell: ({ priority }) => <span className="numeric">{priority}</span> },
	{
		id: "onDrift",
		header: "Applied",
		cell: ({ onDrift, stoppedDevices }) => (
			<>
				{onDrift ? "after a bootstrap, and on drift" : "after a bootstrap"}
				{stoppedDevices > 0 && <span className="tone-text-yellow"> · {stoppedDevices} given up</span>}
			</>
		),
	},
	{ id: "updatedAt", header: "Changed", cell: ({ updatedAt }) => <Ago at={updatedAt} /> },
];
