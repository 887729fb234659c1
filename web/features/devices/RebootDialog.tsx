import { Button, Group } from "@mantine/core";
import type { Device } from "../../../src/shared/devices.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Agreement } from "../changes/Agreement.tsx";
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
			<p>
				<InertText text={`${device.vendor} ${device.model}`} max={120} />, serial number{" "}
				<InertText text={device.serialNumber} max={64} mono />. Its subscriber is offline until it has started again.
				The reboot happens only in a session that the device opens from now on.
			</p>
			<Agreement action="reboot" />
			<Group justify="flex-end" gap="xs" className="dialog-buttons">
				<Button variant="default" onClick={onClose} data-autofocus>
					Cancel
				</Button>
				<Button
					color="red.9"
					onClick={() => {
						onConfirm({ kind: "reboot", input: {} });
						onClose();
					}}
				>
					Reboot
				</Button>
			</Group>
		</Dialog>
	);
}
