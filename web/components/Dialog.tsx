import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface Props {
	readonly title: string;
	readonly isOpen: boolean;
	readonly onClose: () => void;
	/** Mounted only while it is open: what was typed in it is gone with it. */
	readonly children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, children }: Props) {
	return (
		<Modal
			opened={isOpen}
			onClose={onClose}
			onExitTransitionEnd={keepFocus}
			title={title}
			centered
			closeButtonProps={{ "aria-label": "Close" }}
		>
			{children}
		</Modal>
	);
}

/** The focus goes back to what opened the dialog; where the dialog's work has taken that away, to the page's heading. */
function keepFocus(): void {
	if (document.activeElement === document.body) document.querySelector("h1")?.focus({ preventScroll: true });
}

/**
 * What a dialog is about stays as it was when it was opened: what it has brought about must not change the question while
 * it closes.
 */
export function useDialog<Subject>() {
	const [subject, setSubject] = useState<Subject | null>(null);
	const [isOpen, setOpen] = useState(false);
	return {
		subject,
		isOpen,
		open: (next: Subject) => {
			setSubject(next);
			setOpen(true);
		},
		close: () => setOpen(false),
	};
}

interface ButtonsProps {
	readonly submit: string;
	readonly onCancel: () => void;
	readonly isPending: boolean;
	readonly isDisabled?: boolean;
	/** What it starts can't be taken back, or it makes something worse. */
	readonly isGrave?: boolean;
}

/** The end of a form in a dialog. */
export function DialogButtons({ submit, onCancel, isPending, isDisabled = false, isGrave = false }: ButtonsProps) {
	return (
		<Group justify="flex-end" gap="xs" className="dialog-buttons">
			<Button variant="default" onClick={onCancel}>
				Cancel
			</Button>
			<Button type="submit" {...(isGrave && { color: "red.9" })} disabled={isDisabled} loading={isPending}>
				{submit}
			</Button>
		</Group>
	);
}
