import { Stack } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { InputFields } from "../proofRuns/InputFields.tsx";
import { inputsOf, NO_INPUTS } from "../proofRuns/inputs.ts";
import { FieldReason } from "../proofRuns/StartProofDialog.tsx";
import { UploadImage } from "../proofRuns/UploadImage.tsx";
import { DeviceChoice } from "./DeviceChoice.tsx";
import type { StepFormProps } from "./DiscoveryForm.tsx";
import { useStartVerification } from "./queries.ts";

export function VerificationForm({ certification, onClose }: StepFormProps) {
	const { id, workflows } = certification;
	const [device, setDevice] = useState<Device | null>(null);
	const [draft, setDraft] = useState(NO_INPUTS);
	const [isUploading, setUploading] = useState(false);
	const [reason, setReason] = useState("");
	const start = useStartVerification(id);
	if (isUploading) {
		return (
			<UploadImage
				device={certification}
				onDone={(file) => {
					if (file) setDraft({ ...draft, firmwareFileId: file.id });
					setUploading(false);
				}}
			/>
		);
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (device === null) return;
				const requestApproval = device.lab || reason.trim() === "" ? undefined : { reason };
				start.mutate(
					{ deviceId: device.id, inputs: inputsOf(draft, workflows), requestApproval },
					{ onSuccess: onClose },
				);
			}}
		>
			<p>
				Proves every workflow in scope on one device, for the version that it has:{" "}
				{workflows.map((workflow) => WORKFLOW_NAMES[workflow]).join(", ")}. Whoever starts it can't give the approval.
			</p>
			<Stack gap="xs">
				<DeviceChoice certification={certification} device={device} onChange={setDevice} />
				{device !== null && !device.lab && <FieldReason reason={reason} onChange={setReason} />}
				<InputFields
					model={certification}
					workflows={workflows}
					draft={draft}
					onChange={setDraft}
					onUpload={() => setUploading(true)}
				/>
			</Stack>
			{start.error && <Failure error={start.error} title="Not started" />}
			<DialogButtons
				submit="Start verification"
				onCancel={onClose}
				isPending={start.isPending}
				isDisabled={device === null}
			/>
		</form>
	);
}
