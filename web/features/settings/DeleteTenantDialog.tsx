import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTenant } from "../../api/tenant.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useDeleteTenant } from "./queries.ts";

interface Props {
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function DeleteTenantDialog({ isOpen, onClose }: Props) {
	return (
		<Dialog title="Delete this tenant?" isOpen={isOpen} onClose={onClose}>
			<DeleteForm onClose={onClose} />
		</Dialog>
	);
}

/** Its name is typed, so that it is this one that is meant. */
function DeleteForm({ onClose }: Pick<Props, "onClose">) {
	const tenant = useTenant();
	const [typed, setTyped] = useState("");
	const remove = useDeleteTenant();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				remove.mutate();
			}}
		>
			<p>
				Its settings, roles, API tokens and webhooks go, its devices’ URL is answered no more, and the name{" "}
				<span className="mono">{tenant}</span> is not given again. This can’t be taken back.
			</p>
			<TextInput
				label={`Type ${tenant} to go on`}
				value={typed}
				onChange={(event) => setTyped(event.currentTarget.value)}
				autoComplete="off"
				data-autofocus
			/>
			{remove.error && <Failure error={remove.error} title="Not deleted" />}
			<DialogButtons
				submit="Delete"
				onCancel={onClose}
				isPending={remove.isPending}
				isDisabled={typed !== tenant}
				isGrave
			/>
		</form>
	);
}
