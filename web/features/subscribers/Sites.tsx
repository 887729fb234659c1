import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import type { CellStatus } from "../../../src/shared/proof.ts";
import type { Site } from "../../../src/shared/subscribers.ts";
import { useMay } from "../../api/tenant.ts";
import { Mark, PresenceBadge } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty, Failure, Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { CELL_STATUS } from "../../components/vocabulary.ts";
import { useMatrixRow } from "../matrix/queries.ts";
import { useDevicesOf, usePlaceDevice, useSites } from "./queries.ts";
import { RemoveSiteDialog } from "./RemoveDialogs.tsx";
import { PlaceDeviceDialog, SiteDialog } from "./SiteDialogs.tsx";

/** A subscriber's places, each with what stands there. */
export function Sites({ subscriberId }: { readonly subscriberId: string }) {
	const sites = useSites(subscriberId);
	const devices = useDevicesOf(subscriberId);
	const [isAdding, setAdding] = useState(false);
	const mayConfigure = useMay("config");
	return (
		<Section
			title="Sites and devices"
			aside={
				mayConfigure && (
					<button type="button" className="link-button" onClick={() => setAdding(true)}>
						Add a site
					</button>
				)
			}
		>
			<Loaded query={sites} lines={4}>
				{({ items, complete }) =>
					items.length === 0 ? (
						<Empty title="They have no site yet.">
							{mayConfigure
								? "“Add a site”, then put a device there."
								: "Somebody with the permission config adds one."}
						</Empty>
					) : (
						<>
							{items.map((site) => (
								<OneSite
									key={site.id}
									site={site}
									devices={devices.data?.items.filter(({ siteId }) => siteId === site.id) ?? []}
								/>
							))}
							{!complete && <p className="muted">The first {items.length} sites.</p>}
						</>
					)
				}
			</Loaded>
			{devices.error && <Failure error={devices.error} title="The devices could not be listed" />}
			<SiteDialog subscriberId={subscriberId} isOpen={isAdding} onClose={() => setAdding(false)} />
		</Section>
	);
}

interface OneSiteProps {
	readonly site: Site;
	readonly devices: readonly Device[];
}

function OneSite({ site, devices }: OneSiteProps) {
	const [dialog, setDialog] = useState<"place" | "remove" | null>(null);
	const mayConfigure = useMay("config");
	const mayOperate = useMay("operate");
	const place = usePlaceDevice();
	const takeOff: Column<Device> = {
		id: "takeOff",
		header: "Site",
		cell: (device) => (
			<Button
				variant="subtle"
				color="red"
				loading={place.isPending && place.variables.id === device.id}
				onClick={() => place.mutate({ id: device.id, siteId: null })}
			>
				Take off the site
			</Button>
		),
	};
	return (
		<section className="site" aria-label={`Site ${visibleText(site.name)}`}>
			<h3>
				<InertText text={site.name} max={128} plain />{" "}
				<span className="muted">
					<InertText text={site.address ?? ""} max={200} plain />
				</span>
			</h3>
			{place.error && <Failure error={place.error} title="Not taken off the site" />}
			{devices.length === 0 ? (
				<p className="muted">No device stands here.</p>
			) : (
				<DataTable
					label={`Devices at ${visibleText(site.name)}`}
					rows={devices}
					columns={mayOperate ? [...COLUMNS, takeOff] : COLUMNS}
					rowId={({ id }) => id}
				/>
			)}
			{(mayOperate || mayConfigure) && (
				<div className="form-actions">
					{mayOperate && (
						<Button variant="default" onClick={() => setDialog("place")}>
							Put a device here
						</Button>
					)}
					{mayConfigure && (
						<Button variant="subtle" color="red" onClick={() => setDialog("remove")}>
							Remove the site
						</Button>
					)}
				</div>
			)}
			<PlaceDeviceDialog site={site} isOpen={dialog === "place"} onClose={() => setDialog(null)} />
			<RemoveSiteDialog site={site} isOpen={dialog === "remove"} onClose={() => setDialog(null)} />
		</section>
	);
}

const COLUMNS: readonly Column<Device>[] = [
	{
		id: "device",
		header: "Device",
		cell: ({ id, serialNumber }) => (
			<Link to="/devices/$id" params={{ id }} className="mono">
				<InertText text={serialNumber || "(no serial)"} max={48} plain />
			</Link>
		),
	},
	{ id: "presence", header: "Presence", cell: ({ presence }) => <PresenceBadge presence={presence} /> },
	{
		id: "model",
		header: "Model",
		cell: ({ vendor, model, softwareVersion }) => (
			<>
				<span className="muted">
					<InertText text={vendor} max={60} plain />
				</span>{" "}
				<InertText text={model} max={60} plain /> <InertText text={softwareVersion ?? ""} max={60} plain mono />
			</>
		),
	},
	{
		id: "matrix",
		header: "Matrix",
		cell: ({ matrixRowId }) =>
			matrixRowId === null ? <span className="muted">–</span> : <RowColours rowId={matrixRowId} />,
	},
	{ id: "lastInformAt", header: "Last Inform", cell: ({ lastInformAt }) => <Ago at={lastInformAt} /> },
];

/** How many of its workflows have which colour. */
function RowColours({ rowId }: { readonly rowId: string }) {
	const { data: row } = useMatrixRow(rowId);
	if (row === undefined) return <span className="muted">…</span>;
	const statuses = Object.values(row.workflows).map(({ status }) => status);
	const count = (wanted: CellStatus) => statuses.filter((status) => status === wanted).length;
	return (
		<Link to="/matrix/$rowId" params={{ rowId }} className="badges" aria-label="What is proven on it">
			{(["green", "yellow", "red", "unproven"] as const)
				.filter((status) => count(status) > 0)
				.map((status) => (
					<Mark key={status} tone={status} quiet title={CELL_STATUS[status].means}>
						{count(status)} {CELL_STATUS[status].name.toLowerCase()}
					</Mark>
				))}
		</Link>
	);
}
