import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Backup } from "../../../src/shared/changes.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Agreement } from "../changes/Agreement.tsx";
import { ChangeFailure } from "../changes/parts.tsx";
import { usePropose } from "../changes/queries.ts";

interface Props {
	readonly backup: Backup;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function RestoreDialog({ backup, isOpen, onClose }: Props) {
	return (
		<Dialog title="Restore this backup?" isOpen={isOpen} onClose={onClose}>
			<RestoreForm backup={backup} onClose={onClose} />
		</Dialog>
	);
}

function RestoreForm({ backup: { id, deviceId }, onClose }: Omit<Props, "isOpen">) {
	const [reason, setReason] = useState("");
	const propose = usePropose();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				propose.mutate({ deviceIds: [deviceId], restoreBackupId: id, reason });
			}}
		>
			<p>
				The device is read, and a preview shows each value that differs. What holds it to its ACS stays as it is.
				Nothing is sent yet.
			</p>
			<Agreement action="config" />
			<Textarea
				label="Reason"
				required
				maxLength={1_000}
				rows={2}
				value={reason}
				onChange={(event) => setReason(event.currentTarget.value)}
				data-autofocus
			/>
			{propose.error && <ChangeFailure error={propose.error} title="No preview" />}
			<DialogButtons submit="Preview" onCancel={onClose} isPending={propose.isPending} />
		</form>
	);
}
