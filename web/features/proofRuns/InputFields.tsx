import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import type { Device } from "../../../src/shared/devices.ts";
import type { Workflow } from "../../../src/shared/proof.ts";
import { Disclosure } from "../../components/Disclosure.tsx";
import { visibleText } from "../../components/inert.ts";
import { Failure } from "../../components/Loaded.tsx";
import { useImages } from "../files/queries.ts";
import type { InputsDraft } from "./inputs.ts";

type Model = Pick<Device, "vendor" | "model">;

interface Props {
	/** Of the device; its images are offered. */
	readonly model: Model;
	readonly workflows: readonly Workflow[];
	readonly draft: InputsDraft;
	readonly onChange: (draft: InputsDraft) => void;
	/** Somebody wants to add an image. */
	readonly onUpload: () => void;
}

/** What a proof run is told beside its workflows: images first, the rest folded, since each has a default. */
export function InputFields({ model, workflows, draft, onChange, onUpload }: Props) {
	const has = (workflow: Workflow) => workflows.includes(workflow);
	const field = (name: Exclude<keyof InputsDraft, "allowFactoryReset">) => ({
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			onChange({ ...draft, [name]: event.currentTarget.value }),
	});
	return (
		<Stack gap="xs" className="inputs">
			{has("firmware") && <Images model={model} draft={draft} onChange={onChange} onUpload={onUpload} />}
			{has("factoryReset") && (
				<Checkbox
					label="Allow the factory reset"
					description="It loses every setting of the device. Unless allowed, the workflow is skipped, and its cell stays."
					checked={draft.allowFactoryReset}
					onChange={(event) => onChange({ ...draft, allowFactoryReset: event.currentTarget.checked })}
				/>
			)}
			<Disclosure summary="More inputs">
				{() => (
					<Stack gap="xs">
						{has("hostsWifi") && (
							<>
								<TextInput
									label="Expected hosts"
									description="A number, or MAC addresses that must be found. Without it the tables are judged by themselves."
									{...field("expectedHosts")}
								/>
								<TextInput
									label="Expected Wi-Fi clients"
									description="A number (0 for a device without Wi-Fi), or MAC addresses."
									{...field("expectedWifiClients")}
								/>
							</>
						)}
						{has("diagnostics") && (
							<>
								<TextInput
									label="Host to ping"
									description="Without it: the address at which the device reaches the ACS."
									{...field("pingHost")}
								/>
								<TextInput
									type="url"
									label="Address to download from"
									description="Without it: the ACS's own test file."
									{...field("downloadUrl")}
								/>
								<TextInput
									type="url"
									label="Address to upload to"
									description="Without it: the ACS's own."
									{...field("uploadUrl")}
								/>
							</>
						)}
						{has("config") && (
							<Textarea
								label="Parameters to set and restore"
								description="One a line: path = value. Without any, a harmless one is chosen."
								rows={3}
								{...field("configValues")}
							/>
						)}
						<TextInput
							type="number"
							min={1}
							max={86_400}
							label="Seconds to wait, in every step that waits"
							description="Without it: reboot 600, factory reset 900, firmware 1,800, traceroute 600, others 120."
							{...field("timeoutSeconds")}
						/>
					</Stack>
				)}
			</Disclosure>
		</Stack>
	);
}

function Images({ model, draft, onChange, onUpload }: Omit<Props, "workflows">) {
	const images = useImages(model);
	const choices = [
		{ value: "", label: "None" },
		...(images.data ?? []).map(({ id, version, name }) => ({
			value: id,
			label: `${visibleText(version, 40)} (${visibleText(name, 60)})`,
		})),
	];
	return (
		<>
			{images.error && <Failure error={images.error} title="The images could not be listed" />}
			<NativeSelect
				label="Image to install"
				data={choices}
				value={draft.firmwareFileId}
				onChange={(event) => onChange({ ...draft, firmwareFileId: event.currentTarget.value })}
				error={draft.firmwareFileId === "" && "Without an image the firmware workflow is skipped, and its cell stays."}
			/>
			<NativeSelect
				label="Image for the way back"
				data={choices}
				value={draft.returnFirmwareFileId}
				onChange={(event) => onChange({ ...draft, returnFirmwareFileId: event.currentTarget.value })}
			/>
			<p className="muted form-note">
				{images.data?.length === 0 && "There is no image for this model yet. "}
				<button type="button" className="link-button" onClick={onUpload}>
					Upload an image
				</button>
			</p>
		</>
	);
}
