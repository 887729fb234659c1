import { Input, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { StoredFile } from "../../../src/shared/files.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useModels } from "../models/queries.ts";
import { type UploadFields, useUpload } from "./queries.ts";

export const FILE_KINDS: Record<StoredFile["kind"], string> = {
	firmware: "Firmware image",
	config: "Configuration file",
};

const EMPTY: Required<UploadFields> = {
	...{ kind: "firmware", vendor: "", model: "", hardwareVersions: "*", version: "", fromVersions: "", fileType: "" },
};

/** Any file that devices may fetch, and which of them. */
export function UploadForm({ onDone }: { readonly onDone: (file: StoredFile | null) => void }) {
	const [file, setFile] = useState<File | null>(null);
	const [draft, setDraft] = useState(EMPTY);
	const upload = useUpload();
	const models = useModels().data?.items ?? [];
	const id = useId();
	const field = (name: keyof UploadFields) => ({
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			setDraft({ ...draft, [name]: event.currentTarget.value }),
	});
	const of = (name: "vendor" | "model") => [...new Set(models.map((one) => one[name]))];
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (file !== null) upload.mutate({ file, fields: draft }, { onSuccess: onDone });
			}}
		>
			<p>Devices fetch it from here, each at an address that is theirs alone.</p>
			<Stack gap="xs">
				<Input.Wrapper label="File" required id={id} size="xs">
					<input
						type="file"
						id={id}
						required
						className="file-input"
						onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
					/>
				</Input.Wrapper>
				<NativeSelect
					label="Kind"
					data={Object.entries(FILE_KINDS).map(([value, label]) => ({ value, label }))}
					{...field("kind")}
				/>
				<TextInput
					label="Vendor"
					description="As its devices say it; a rollout goes to no others."
					required
					maxLength={256}
					list={`${id}-vendors`}
					{...field("vendor")}
				/>
				<Suggestions id={`${id}-vendors`} values={of("vendor")} />
				<TextInput label="Model" required maxLength={256} list={`${id}-models`} {...field("model")} />
				<Suggestions id={`${id}-models`} values={of("model")} />
				<TextInput
					label="Version"
					description={draft.kind === "firmware" ? "Exactly as the device reports it once this image runs." : undefined}
					required
					maxLength={256}
					{...field("version")}
				/>
				<TextInput
					label="Hardware versions"
					description="Separated by commas; * for any."
					required={draft.kind === "firmware"}
					{...field("hardwareVersions")}
				/>
				<TextInput
					label="From versions"
					description="What a device may run before; separated by commas. Empty: anything."
					{...field("fromVersions")}
				/>
				{draft.kind === "config" && (
					<TextInput
						label="File type"
						description="What the device is told (TR-069, A.3.2.8). Empty: 3 Vendor Configuration File."
						maxLength={256}
						{...field("fileType")}
					/>
				)}
			</Stack>
			{upload.error && <Failure error={upload.error} title="Not uploaded" />}
			<DialogButtons submit="Upload" onCancel={() => onDone(null)} isPending={upload.isPending} />
		</form>
	);
}

const SUGGESTED = 200;

function Suggestions({ id, values }: { readonly id: string; readonly values: readonly string[] }) {
	return (
		<datalist id={id}>
			{values.slice(0, SUGGESTED).map((value) => (
				<option key={value} value={value} />
			))}
		</datalist>
	);
}
