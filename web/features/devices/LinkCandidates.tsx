import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { DeviceLink } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Section } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { ConfirmDialog } from "../access/ConfirmDialog.tsx";
import { useDeviceLinks, useLink, useRefuseLink } from "./queries.ts";

/** Devices that may be this one under another OUI or product class; nothing is shown where there are none. */
export function LinkCandidates({ deviceId }: { readonly deviceId: string }) {
	const { data } = useDeviceLinks(deviceId);
	const mayDecide = useMay("operate");
	if (data === undefined || data.items.length === 0) return null;
	const actions: Column<DeviceLink> = {
		id: "actions",
		header: "Is it the same?",
		cell: (link) => <Decide deviceId={deviceId} link={link} />,
	};
	return (
		<Section title="May be the same device">
			<p>
				Same serial number and MAC, another OUI or product class, as some firmwares do. Nothing is merged unasked
				{mayDecide ? "." : ": somebody with the permission operate decides."}
			</p>
			<DataTable
				label="Devices that may be this one"
				rows={data.items}
				columns={mayDecide ? [...COLUMNS, actions] : COLUMNS}
				rowId={(link) => link.deviceId}
			/>
		</Section>
	);
}

const COLUMNS: readonly Column<DeviceLink>[] = [
	{
		id: "device",
		header: "Device",
		cell: ({ deviceId, oui, productClass, evidence }) => (
			<Link to="/devices/$id" params={{ id: deviceId }}>
				<InertText text={`${oui} ${productClass} ${evidence.serialNumber}`} max={120} plain mono />
			</Link>
		),
	},
	{
		id: "firmware",
		header: "Firmware",
		cell: ({ softwareVersion }) =>
			softwareVersion === null ? (
				<span className="muted">–</span>
			) : (
				<InertText text={softwareVersion} max={60} plain mono />
			),
	},
	{ id: "mac", header: "MAC", cell: ({ evidence }) => <InertText text={evidence.mac} max={24} plain mono /> },
	{
		id: "times",
		header: "Evidence",
		cell: ({ isOlder, evidence: { silentSince, appearedAt } }) => (
			<>
				{isOlder ? "Known before this one" : "Newer than this one"}: the older was heard last <Ago at={silentSince} />,
				the newer first <Ago at={appearedAt} />.
			</>
		),
	},
];

function Decide({ deviceId, link }: { readonly deviceId: string; readonly link: DeviceLink }) {
	const [dialog, setDialog] = useState<"same" | "other" | null>(null);
	const join = useLink(deviceId);
	const refuse = useRefuseLink(deviceId);
	const close = () => setDialog(null);
	const name = visibleText(`${link.oui} ${link.productClass}`, 80);
	return (
		<span className="badges">
			<Button variant="default" onClick={() => setDialog("same")} aria-label={`${name} is the same`}>
				The same
			</Button>
			<Button variant="subtle" onClick={() => setDialog("other")} aria-label={`${name} is another`}>
				Another
			</Button>
			<ConfirmDialog
				title="Are they one device?"
				submit="They are one"
				isOpen={dialog === "same"}
				onClose={close}
				onConfirm={() => join.mutate(link.deviceId)}
				write={join}
			>
				The older one's page, subscriber, site, tags and history stay; the newer one becomes a part of it. This can't be
				taken back.
			</ConfirmDialog>
			<ConfirmDialog
				title="Are they two devices?"
				submit="They are two"
				isOpen={dialog === "other"}
				onClose={close}
				onConfirm={() => refuse.mutate(link.deviceId, { onSuccess: close })}
				write={refuse}
			>
				They are not offered to each other again.
			</ConfirmDialog>
		</span>
	);
}
