import { Input, Stack, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import type { StoredFile } from "../../../src/shared/files.ts";
import { useMay } from "../../api/tenant.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useUpload } from "../files/queries.ts";

interface Props {
	readonly device: Pick<Device, "vendor" | "model" | "hardwareVersion">;
	readonly onDone: (file: StoredFile | null) => void;
}

/** A firmware image for the device's model, in place of the form that wants one. */
export function UploadImage({ device, onDone }: Props) {
	const { vendor, model, hardwareVersion } = device;
	const [file, setFile] = useState<File | null>(null);
	const [version, setVersion] = useState("");
	const [hardwareVersions, setHardwareVersions] = useState(hardwareVersion || "*");
	const upload = useUpload();
	const mayUpload = useMay("firmware");
	const id = useId();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (file === null) return;
				upload.mutate(
					{ file, fields: { kind: "firmware", vendor, model, hardwareVersions, version } },
					{ onSuccess: onDone },
				);
			}}
		>
			<p>
				A firmware image for <InertText text={`${vendor} ${model}`} max={120} plain />. Devices fetch it from here, at
				an address that is theirs alone.
			</p>
			<Stack gap="xs">
				<Input.Wrapper label="File" required id={id} size="xs">
					<input
						type="file"
						id={id}
						required
						className="file-input"
						// biome-ignore lint/a11y/noAutofocus: it takes the place of the form whose button was pressed
						autoFocus
						onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
					/>
				</Input.Wrapper>
				<TextInput
					label="Version"
					description="Exactly as the device reports it once this image runs."
					required
					maxLength={256}
					value={version}
					onChange={(event) => setVersion(event.currentTarget.value)}
				/>
				<TextInput
					label="Hardware versions"
					description="Separated by commas; * for any."
					required
					value={hardwareVersions}
					onChange={(event) => setHardwareVersions(event.currentTarget.value)}
				/>
			</Stack>
			{!mayUpload && <p className="muted">An upload needs the permission “firmware”.</p>}
			{upload.error && <Failure error={upload.error} title="Not uploaded" />}
			<DialogButtons
				submit="Upload"
				onCancel={() => onDone(null)}
				isPending={upload.isPending}
				isDisabled={!mayUpload}
			/>
		</form>
	);
}
