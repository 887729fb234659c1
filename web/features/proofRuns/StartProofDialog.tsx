import { Checkbox, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import type { Workflow } from "../../../src/shared/proof.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { WORKFLOW_NAMES, WORKFLOW_ORDER } from "../../components/vocabulary.ts";
import { InputFields } from "./InputFields.tsx";
import { inputsOf, NO_INPUTS } from "./inputs.ts";
import { useStartProof } from "./queries.ts";
import { UploadImage } from "./UploadImage.tsx";

/** What proving each does to the device. */
const DOES: Readonly<Record<Workflow, string>> = {
	provisioning: "Judges the recorded first contact, and reads what it set. Writes nothing.",
	inventory: "Reads identity and the standard subtrees. Writes nothing.",
	hostsWifi: "Reads hosts, radios, SSIDs and associated devices. Writes nothing.",
	diagnostics: "Runs a ping, a traceroute, a download and an upload test.",
	firmware: "Installs the image chosen below, and the other one after it.",
	reboot: "Reboots the device and waits for its return.",
	factoryReset: "Resets the device to its factory settings and waits for its return.",
	config: "Sets a harmless parameter, reads it back and restores it.",
};

interface Props {
	readonly device: Device;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function StartProofDialog({ device, isOpen, onClose }: Props) {
	const [isUploading, setUploading] = useState(false);
	return (
		<Dialog
			title={isUploading ? "Upload a firmware image" : "Start a proof run"}
			isOpen={isOpen}
			onClose={() => {
				setUploading(false);
				onClose();
			}}
		>
			<StartProof device={device} isUploading={isUploading} onUploading={setUploading} onClose={onClose} />
		</Dialog>
	);
}

interface FormProps {
	readonly device: Device;
	readonly isUploading: boolean;
	readonly onUploading: (isUploading: boolean) => void;
	readonly onClose: () => void;
}

function StartProof({ device, isUploading, onUploading, onClose }: FormProps) {
	const [chosen, setChosen] = useState<readonly string[]>(["inventory"]);
	const [draft, setDraft] = useState({ ...NO_INPUTS, allowFactoryReset: true });
	const [reason, setReason] = useState("");
	const start = useStartProof(device.id);
	const workflows = WORKFLOW_ORDER.filter((workflow) => chosen.includes(workflow));
	if (isUploading) {
		return (
			<UploadImage
				device={device}
				onDone={(file) => {
					if (file) setDraft({ ...draft, firmwareFileId: file.id });
					onUploading(false);
				}}
			/>
		);
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const requestApproval = reason.trim() === "" ? undefined : { reason };
				start.mutate({ workflows, inputs: inputsOf(draft, workflows), requestApproval });
			}}
		>
			<Checkbox.Group label="Workflows" value={[...chosen]} onChange={setChosen}>
				<Stack gap="xs" className="choices">
					{WORKFLOW_ORDER.map((workflow) => (
						<Checkbox key={workflow} value={workflow} label={WORKFLOW_NAMES[workflow]} description={DOES[workflow]} />
					))}
				</Stack>
			</Checkbox.Group>
			<InputFields
				model={device}
				workflows={workflows}
				draft={draft}
				onChange={setDraft}
				onUpload={() => onUploading(true)}
			/>
			{!device.lab && <FieldReason reason={reason} onChange={setReason} />}
			{start.error && <Failure error={start.error} title="Not started" />}
			<DialogButtons
				submit="Start"
				onCancel={onClose}
				isPending={start.isPending}
				isDisabled={workflows.length === 0}
			/>
		</form>
	);
}

interface ReasonProps {
	readonly reason: string;
	readonly onChange: (reason: string) => void;
}

/** What would write to a field device is asked of others. */
export function FieldReason({ reason, onChange }: ReasonProps) {
	return (
		<Textarea
			className="field-apart"
			label="Reason to prove on a field device"
			description="This is no lab device: a run that writes or reboots waits until another person has agreed to its checks. Without a reason it is refused."
			maxLength={1_000}
			rows={2}
			value={reason}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}
