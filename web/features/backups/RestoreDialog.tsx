import type { Backup } from "../../../src/shared/changes.ts";
import { Dialog } from "../../components/Dialog.tsx";
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
