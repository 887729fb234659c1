import type { Backup } from "../../../src/shared/changes.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { ProposeForm } from "../changes/ProposeForm.tsx";

interface Props {
	readonly backup: Backup;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function RestoreDialog({ backup: { id, deviceId }, isOpen, onClose }: Props) {
	return (
		<Dialog title="Restore this backup?" isOpen={isOpen} onClose={onClose}>
			<ProposeForm
				action="config"
				proposal={{ deviceIds: [deviceId], restoreBackupId: id }}
				submit="Preview"
				onCancel={onClose}
			>
				<p>
					The device is read, and a preview shows each value that differs. What holds it to its ACS stays as it is.
					Nothing is sent yet.
				</p>
			</ProposeForm>
		</Dialog>
	);
}

/** The device's own file: it knows what stands in it, and nobody else. */
export function SendFileBackDialog({
	backup: { deviceId, file, softwareVersion },
	isOpen,
	onClose,
}: Props & { readonly backup: Backup & { readonly file: NonNullable<Backup["file"]> } }) {
	return (
		<Dialog title="Send the configuration file back?" isOpen={isOpen} onClose={onClose}>
			<ProposeForm
				action="config"
				proposal={{ deviceIds: [deviceId], operation: { kind: "download", input: { fileId: file.id } } }}
				submit="Preview"
				onCancel={onClose}
			>
				<p>
					The device takes the whole file as it had given it, with the secrets and what holds it to its ACS. No preview
					can show what stands in it. It fits only this device, and only while that runs{" "}
					<InertText text={softwareVersion} max={80} mono />. Nothing is sent yet.
				</p>
			</ProposeForm>
		</Dialog>
	);
}
