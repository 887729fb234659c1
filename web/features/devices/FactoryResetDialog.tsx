import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Agreement } from "../changes/Agreement.tsx";
import { ChangeFailure } from "../changes/parts.tsx";
import { usePropose } from "../changes/queries.ts";

interface Props {
	readonly device: Device;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function FactoryResetDialog({ device, isOpen, onClose }: Props) {
	return (
		<Dialog title="Reset this device?" isOpen={isOpen} onClose={onClose}>
			<FactoryResetForm device={device} onClose={onClose} />
		</Dialog>
	);
}

function FactoryResetForm({ device, onClose }: Omit<Props, "isOpen">) {
	const [reason, setReason] = useState("");
	const propose = usePropose();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				propose.mutate({ deviceIds: [device.id], operation: { kind: "factoryReset", input: {} }, reason });
			}}
		>
			<p>
				<InertText text={`${device.vendor} ${device.model}`} max={120} />, serial number{" "}
				<InertText text={device.serialNumber} max={64} mono />. Every setting of its subscriber is lost, which can't be
				taken back. A preview follows; nothing is sent yet.
			</p>
			<Agreement action="factoryReset" />
			<Textarea
				label="Reason"
				description="For those who agree to it, and for the audit trail."
				required
				maxLength={1_000}
				rows={2}
				value={reason}
				onChange={(event) => setReason(event.currentTarget.value)}
				data-autofocus
			/>
			{propose.error && <ChangeFailure error={propose.error} title="No preview" />}
			<DialogButtons submit="Preview the reset" onCancel={onClose} isPending={propose.isPending} isGrave />
		</form>
	);
}
