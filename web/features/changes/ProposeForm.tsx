import { Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { ChangeAction } from "../../../src/shared/changes.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { Agreement } from "./Agreement.tsx";
import { ChangeFailure } from "./parts.tsx";
import { usePropose, type Wanted } from "./queries.ts";

interface Props {
	readonly action: ChangeAction;
	/** All of it but the reason, which is asked for here. */
	readonly proposal: Omit<Wanted, "reason">;
	readonly submit: string;
	readonly isGrave?: boolean;
	readonly onCancel: () => void;
	/** What is going to happen, in words. */
	readonly children: ReactNode;
}

/** Asks for a reason and previews a change; nothing is sent yet. */
export function ProposeForm({ action, proposal, submit, isGrave = false, onCancel, children }: Props) {
	const [reason, setReason] = useState("");
	const propose = usePropose();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				propose.mutate({ ...proposal, reason });
			}}
		>
			{children}
			<Agreement action={action} />
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
			<DialogButtons submit={submit} onCancel={onCancel} isPending={propose.isPending} isGrave={isGrave} />
		</form>
	);
}
