import { Alert, Button, Group, Input } from "@mantine/core";
import { useId, useState } from "react";
import type { SubscriberImport } from "../../../src/shared/subscribers.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { Facts } from "../../components/Facts.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { foreignSeparator } from "./csv.ts";
import { useImport } from "./queries.ts";

/** More than a line of column names. */
const HEADER_BYTES = 16 * 1024;

interface Props {
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

/** Subscribers, their sites and whose devices are, from a table: tried first, then all of it or nothing. */
export function ImportDialog({ isOpen, onClose }: Props) {
	return (
		<Dialog title="Import subscribers" isOpen={isOpen} onClose={onClose}>
			<ImportForm onClose={onClose} />
		</Dialog>
	);
}

function ImportForm({ onClose }: Pick<Props, "onClose">) {
	const [file, setFile] = useState<File | null>(null);
	/** What parts the file's columns, where it is no comma. */
	const [separator, setSeparator] = useState<string | null>(null);
	const trial = useImport();
	const write = useImport();
	const id = useId();
	const report = write.data ?? trial.data;
	const error = write.error ?? trial.error;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (file === null) return;
				write.reset();
				trial.mutate({ file, dryRun: true });
			}}
		>
			<p>
				CSV in UTF-8, its columns parted by commas. The first line names the columns: <code>externalId</code>, and any
				of <code>name</code>, <code>plan</code>, <code>siteName</code>, <code>address</code>, <code>serialNumber</code>,{" "}
				<code>oui</code>, <code>mac</code> and <code>{"variables.<name>"}</code>. An empty cell empties what was there;
				what has no column stays.
			</p>
			<Input.Wrapper label="File" required id={id} size="xs">
				<input
					type="file"
					id={id}
					accept=".csv,text/csv"
					required
					className="file-input"
					onChange={(event) => {
						const chosen = event.currentTarget.files?.[0] ?? null;
						setFile(chosen);
						setSeparator(null);
						trial.reset();
						write.reset();
						void chosen
							?.slice(0, HEADER_BYTES)
							.text()
							.then((start) => setSeparator(foreignSeparator(start)));
					}}
				/>
			</Input.Wrapper>
			{separator !== null && (
				<Alert
					color="red"
					variant="light"
					role="alert"
					className="failure"
					title="Its columns are not parted by commas"
				>
					<p>
						The file's first line is parted by {separator}. Save it once more with commas between its columns, and
						choose it again.
					</p>
				</Alert>
			)}
			{error && (
				<Failure error={error} title="Nothing was imported">
					<p className="advice">The places are lines and columns of the file. Mend it there, and choose it again.</p>
				</Failure>
			)}
			{report && <Report report={report} />}
			<Group justify="flex-end" gap="xs" className="dialog-buttons">
				<Button variant="default" onClick={onClose}>
					{write.data ? "Close" : "Cancel"}
				</Button>
				{!write.data && (
					<Button
						type="submit"
						variant={trial.data ? "default" : "filled"}
						disabled={file === null || separator !== null}
						loading={trial.isPending}
					>
						Try it
					</Button>
				)}
				{trial.data && !write.data && (
					<Button
						loading={write.isPending}
						onClick={() => {
							if (file !== null) write.mutate({ file, dryRun: false });
						}}
					>
						Import
					</Button>
				)}
			</Group>
		</form>
	);
}

function Report({ report: { dryRun, rows, subscribers, sites, devices } }: { readonly report: SubscriberImport }) {
	return (
		<div className="import-report" role="status">
			<p>
				<b>{dryRun ? "This is what would come of it; nothing is changed yet." : "It is imported."}</b>
			</p>
			<Facts
				items={[
					{ name: "Lines", value: rows.toLocaleString("en") },
					{ name: "Subscribers", value: countsOf(subscribers) },
					{ name: "Sites", value: countsOf(sites) },
					{
						name: "Devices",
						value: `${devices.linked.toLocaleString("en")} put at a site, ${devices.unchanged.toLocaleString("en")} as they are`,
					},
				]}
			/>
		</div>
	);
}

function countsOf({ created, updated, unchanged }: SubscriberImport["sites"]): string {
	const count = (value: number) => value.toLocaleString("en");
	return `${count(created)} new, ${count(updated)} changed, ${count(unchanged)} as they are`;
}
