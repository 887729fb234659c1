import { Button, NativeSelect, TextInput } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import type { BackupDetail } from "../../../src/shared/changes.ts";
import { useMay } from "../../api/tenant.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { Tag } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { formatSize } from "../../components/size.ts";
import { At } from "../../components/Time.tsx";
import { formatTime } from "../../components/time.ts";
import { type GridColumn, VirtualGrid } from "../../components/VirtualGrid.tsx";
import { DeviceLink } from "../changes/parts.tsx";
import { useBackup, useBackups } from "./queries.ts";
import { RestoreDialog, SendFileBackDialog } from "./RestoreDialog.tsx";

const route = getRouteApi("/backups/$id");

export function BackupPage() {
	const { id } = route.useParams();
	const { compareWith } = route.useSearch();
	const query = useBackup(id, compareWith);
	return (
		<Page
			title="Backup"
			note="A device's configuration as it was. What a device hides is written back only where Certus itself had set it, and holds it."
		>
			<Loaded query={query} lines={12}>
				{(backup) => (
					<>
						<Subject backup={backup} />
						<Comparison key={backup.deviceId} backup={backup} compareWith={compareWith} />
						<Values backup={backup} />
					</>
				)}
			</Loaded>
		</Page>
	);
}

function Subject({ backup }: { readonly backup: BackupDetail }) {
	const [isRestoring, setRestoring] = useState(false);
	const [isSending, setSending] = useState(false);
	const mayConfigure = useMay("config");
	const { deviceId, changeId, createdAt, hardwareVersion, softwareVersion, complete, parameters, file } = backup;
	return (
		<Section title="What it is of">
			<Facts
				items={[
					{ name: "Device", value: <DeviceLink id={deviceId} /> },
					{ name: "Taken", value: <At at={createdAt} /> },
					{
						name: "Before",
						value: changeId && (
							<Link to="/changes/$id" params={{ id: changeId }}>
								change {changeId.slice(0, 8)}
							</Link>
						),
					},
					{ name: "Firmware", value: <InertText text={softwareVersion} max={80} mono /> },
					{ name: "Hardware", value: <InertText text={hardwareVersion} max={80} mono /> },
					{
						name: "Parameters",
						value: `${parameters.toLocaleString("en")}${complete ? "" : ", not complete: the device's names were not known whole"}`,
					},
					{
						name: "Configuration file",
						value: file ? (
							<span title={file.digest}>{formatSize(file.sizeBytes)}, as the device uploaded it; kept sealed</span>
						) : (
							<span className="muted">none: it was not proven, or did not come</span>
						),
					},
				]}
			/>
			{mayConfigure && (
				<div className="form-actions">
					<Button variant="default" onClick={() => setRestoring(true)}>
						Restore this
					</Button>
					{file && (
						<Button variant="default" onClick={() => setSending(true)}>
							Send its file back
						</Button>
					)}
					<span className="muted">Makes a change: with a preview, and with approval where it is needed.</span>
				</div>
			)}
			<RestoreDialog backup={backup} isOpen={isRestoring} onClose={() => setRestoring(false)} />
			{file && <SendFileBackDialog backup={{ ...backup, file }} isOpen={isSending} onClose={() => setSending(false)} />}
		</Section>
	);
}

interface ComparisonProps {
	readonly backup: BackupDetail;
	readonly compareWith: string | undefined;
}

const SHOWN = 50;

function Comparison({ backup, compareWith }: ComparisonProps) {
	const navigate = route.useNavigate();
	const others = useBackups(backup.deviceId);
	const items = (others.data?.pages ?? []).flatMap((page) => page.items).filter(({ id }) => id !== backup.id);
	return (
		<Section title="Comparison">
			{others.data !== undefined && items.length === 0 ? (
				<p className="muted">There is no other backup of this device yet.</p>
			) : (
				<div className="filters">
					<NativeSelect
						label="Compare with"
						value={compareWith ?? ""}
						data={[
							{ value: "", label: "Choose another backup of this device" },
							...items.map(({ id, createdAt, softwareVersion }) => ({
								value: id,
								label: `${formatTime(createdAt)} · ${visibleText(softwareVersion, 40)}`,
							})),
						]}
						onChange={(event) =>
							void navigate({
								search: ({ tenant }) => ({ tenant, compareWith: event.currentTarget.value || undefined }),
								replace: true,
							})
						}
					/>
				</div>
			)}
			{compareWith !== undefined && backup.differences !== undefined && (
				<Bounded items={backup.differences} atFirst={SHOWN}>
					{(shown) =>
						shown.length === 0 ? (
							<p>They are the same.</p>
						) : (
							<DataTable label="Differences" rows={shown} columns={DIFFERENCES} rowId={({ path }) => path} />
						)
					}
				</Bounded>
			)}
		</Section>
	);
}

type Difference = NonNullable<BackupDetail["differences"]>[number];

const DIFFERENCES: readonly Column<Difference>[] = [
	{ id: "path", header: "Parameter", cell: ({ path }) => <InertText text={path} max={256} plain mono /> },
	{ id: "value", header: "In this one", cell: ({ value }) => <Kept value={value} /> },
	{ id: "other", header: "In the other", cell: ({ other }) => <Kept value={other} /> },
];

function Kept({ value }: { readonly value: string | null }) {
	if (value === null) return <span className="muted">not kept</span>;
	if (value === "") return <span className="muted">empty</span>;
	return <InertText text={value} max={160} mono />;
}

type Value = BackupDetail["values"][number];

function Values({ backup: { values } }: { readonly backup: BackupDetail }) {
	const [search, setSearch] = useState("");
	const text = useDeferredValue(search.trim().toLowerCase());
	const shown = useMemo(() => {
		const words = text.split(/\s+/).filter(Boolean);
		return values.filter(({ path, value }) =>
			words.every((word) => `${path} ${value ?? ""}`.toLowerCase().includes(word)),
		);
	}, [values, text]);
	return (
		<Section title="Values">
			<div className="filters">
				<TextInput
					type="search"
					label="Search values"
					placeholder="Path or value"
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
			</div>
			{shown.length === 0 ? (
				<Empty title={values.length === 0 ? "It holds no value." : "No path or value matches."} />
			) : (
				<VirtualGrid
					label="Values"
					rows={shown}
					columns={VALUES}
					rowId={({ path }) => path}
					className="grid grid-of-kept"
				/>
			)}
		</Section>
	);
}

const VALUES: readonly GridColumn<Value>[] = [
	{
		id: "path",
		header: "Parameter",
		className: "grid-name",
		cell: ({ path }) => <InertText text={path} max={256} plain mono />,
	},
	{
		id: "value",
		header: "Value",
		className: "grid-value",
		cell: ({ value, unreadable, held }) =>
			unreadable ? (
				<Tag title={held ? "Certus had set it, and holds it: it can be written back" : "It is never written back"}>
					{held ? "hidden, held by Certus" : "hidden by the device"}
				</Tag>
			) : (
				<Kept value={value} />
			),
	},
	{ id: "type", header: "Type", className: "grid-type muted", cell: ({ type }) => type },
];
