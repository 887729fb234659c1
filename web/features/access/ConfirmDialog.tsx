import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";

interface Props {
	readonly title: string;
	readonly submit: string;
	readonly isOpen: boolean;
	readonly onClose: () => void;
	readonly onConfirm: () => void;
	readonly write: Pick<UseMutationResult, "error" | "isPending">;
	readonly children: ReactNode;
}

/** Before something is taken away from somebody. */
export function ConfirmDialog({ title, submit, isOpen, onClose, onConfirm, write, children }: Props) {
	return (
		<Dialog title={title} isOpen={isOpen} onClose={onClose}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					onConfirm();
				}}
			>
				<p>{children}</p>
				{write.error && <Failure error={write.error} title="Not done" />}
				<DialogButtons submit={submit} onCancel={onClose} isPending={write.isPending} isGrave />
			</form>
		</Dialog>
	);
}
