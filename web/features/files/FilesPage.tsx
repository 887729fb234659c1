import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { StoredFile } from "../../../src/shared/files.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { formatSize } from "../../components/size.ts";
import { Ago } from "../../components/Time.tsx";
import { ConfirmDialog } from "../access/ConfirmDialog.tsx";
import { useFiles, useRemoveFile } from "./queries.ts";
import { FILE_KINDS, UploadForm } from "./UploadForm.tsx";

/** Firmware and configuration files, and which devices they are for. */
export function FilesPage() {
	const [isUploading, setUploading] = useState(false);
	const mayUpload = useMay("firmware");
	const actions: Column<StoredFile> = { id: "actions", header: "Actions", cell: (file) => <FileActions file={file} /> };
	return (
		<Page
			title="Files"
			note="Firmware images and configuration files, each for the devices that it names."
			actions={mayUpload && <Button onClick={() => setUploading(true)}>Upload a file</Button>}
		>
			<Paged query={useFiles()} empty={<NoFiles />} isCounted>
				{(items) => (
					<DataTable
						label="Files"
						rows={items}
						columns={mayUpload ? [...COLUMNS, actions] : COLUMNS}
						rowId={({ id }) => id}
					/>
				)}
			</Paged>
			<Dialog title="Upload a file" isOpen={isUploading} onClose={() => setUploading(false)}>
				<UploadForm onDone={() => setUploading(false)} />
			</Dialog>
		</Page>
	);
}

function NoFiles() {
	const mayUpload = useMay("firmware");
	return (
		<Empty title="There is no file yet.">
			<p>
				{mayUpload
					? "“Upload a file”: a firmware image can be rolled out to the devices that it is for."
					: "Somebody with the permission firmware uploads one."}
			</p>
			<OtherTenants lead="Each tenant has its own files." />
		</Empty>
	);
}

const COLUMNS: readonly Column<StoredFile>[] = [
	{ id: "name", header: "File", cell: ({ name }) => <InertText text={name} max={100} plain mono /> },
	{ id: "kind", header: "Kind", cell: ({ kind }) => FILE_KINDS[kind] },
	{
		id: "for",
		header: "For",
		cell: ({ vendor, model }) => (
			<>
				<span className="muted">
					<InertText text={vendor} max={60} plain />
				</span>{" "}
				<InertText text={model} max={60} plain />
			</>
		),
	},
	{ id: "version", header: "Version", cell: ({ version }) => <InertText text={version} max={60} plain mono /> },
	{ id: "hardware", header: "Hardware", cell: ({ hardwareVersions }) => <Versions versions={hardwareVersions} /> },
	{ id: "from", header: "From versions", cell: ({ fromVersions }) => <Versions versions={fromVersions ?? ["*"]} /> },
	{
		id: "size",
		header: "Size",
		cell: ({ sizeBytes, digest }) => (
			<span className="nowrap numeric" title={digest}>
				{formatSize(sizeBytes)}
			</span>
		),
	},
	{ id: "createdAt", header: "Uploaded", cell: ({ createdAt }) => <Ago at={createdAt} /> },
];

function Versions({ versions }: { readonly versions: readonly string[] }) {
	if (versions.includes("*")) return <span className="muted">any</span>;
	return <InertText text={versions.join(", ")} max={80} plain mono />;
}

function FileActions({ file }: { readonly file: StoredFile }) {
	const [isOpen, setOpen] = useState(false);
	const remove = useRemoveFile();
	return (
		<span className="badges">
			{file.kind === "firmware" && (
				<Link to="/changes/rollout" search={{ fileId: file.id }}>
					Roll out
				</Link>
			)}
			<Button
				variant="subtle"
				color="red"
				onClick={() => setOpen(true)}
				aria-label={`Remove ${visibleText(file.name, 80)}`}
			>
				Remove
			</Button>
			<ConfirmDialog
				title="Remove this file?"
				submit="Remove"
				isOpen={isOpen}
				onClose={() => setOpen(false)}
				onConfirm={() => remove.mutate(file.id, { onSuccess: () => setOpen(false) })}
				write={remove}
			>
				<InertText text={file.name} max={100} plain mono />: no device can fetch it from then on. What was installed
				stays.
			</ConfirmDialog>
		</span>
	);
}
