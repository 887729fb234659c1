import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Agreement } from "../changes/Agreement.tsx";
import { useApprovalPolicy } from "../changes/queries.ts";
import type { Request } from "./queries.ts";

interface Props {
	readonly device: Device;
	readonly isOpen: boolean;
	readonly onClose: () => void;
	readonly onConfirm: (request: Request) => void;
}

export function RebootDialog({ device, isOpen, onClose, onConfirm }: Props) {
	return (
		<Dialog title="Reboot this device?" isOpen={isOpen} onClose={onClose}>
			<RebootForm device={device} onClose={onClose} onConfirm={onConfirm} />
		</Dialog>
	);
}

function RebootForm({ device, onClose, onConfirm }: Omit<Props, "isOpen">) {
	const [reason, setReason] = useState("");
	const isWaived = useApprovalPolicy().data?.reboot.waivedForOneDevice !== false;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				onConfirm({ kind: "reboot", input: {}, ...(reason.trim() !== "" && { reason }) });
				onClose();
			}}
		>
			<p>
				<InertText text={`${device.vendor} ${device.model}`} max={120} />, serial number{" "}
				<InertText text={device.serialNumber} max={64} mono />. Its subscriber is offline until it has started again.
				The reboot happens only in a session that the device opens from now on.
			</p>
			<Agreement action="reboot" />
			{!isWaived && (
				<Textarea
					label="Reason"
					description="For those who agree to it, and for the audit trail."
					required
					maxLength={1_000}
					rows={2}
					value={reason}
					onChange={(event) => setReason(event.currentTarget.value)}
				/>
			)}
			<DialogButtons submit="Reboot" onCancel={onClose} isPending={false} isGrave />
		</form>
	);
}
