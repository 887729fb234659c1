import type { Device } from "../../../src/shared/devices.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { ProposeForm } from "../changes/ProposeForm.tsx";

interface Props {
	readonly device: Device;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function FactoryResetDialog({ device, isOpen, onClose }: Props) {
	return (
		<Dialog title="Reset this device?" isOpen={isOpen} onClose={onClose}>
			<ProposeForm
				action="factoryReset"
				proposal={{ deviceIds: [device.id], operation: { kind: "factoryReset", input: {} } }}
				submit="Preview the reset"
				isGrave
				onCancel={onClose}
			>
				<p>
					<InertText text={`${device.vendor} ${device.model}`} max={120} />, serial number{" "}
					<InertText text={device.serialNumber} max={64} mono />. Every setting of its subscriber is lost, which can't
					be taken back. A preview follows; nothing is sent yet.
				</p>
			</ProposeForm>
		</Dialog>
	);
}
