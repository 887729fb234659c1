import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Token } from "../../../src/shared/tenancy.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty, Failure } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { ShownOnce } from "../../components/ShownOnce.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { useAddToken, useRemoveToken, useRoles, useTokens } from "./queries.ts";

export function TokensTab() {
	const [isAdding, setAdding] = useState(false);
	return (
		<>
			<div className="form-actions form-actions-above">
				<Button onClick={() => setAdding(true)}>Make a token</Button>
				<span className="muted">For programs: each has one role in this tenant.</span>
			</div>
			<Paged
				query={useTokens()}
				empty={
					<Empty title="There is no token yet.">
						Make one for each program that calls the API, with the least role.
					</Empty>
				}
				isCounted
			>
				{(items) => <DataTable label="API tokens" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
			</Paged>
			<Dialog title="Make a token" isOpen={isAdding} onClose={() => setAdding(false)}>
				<TokenForm onClose={() => setAdding(false)} />
			</Dialog>
		</>
	);
}

const COLUMNS: readonly Column<Token>[] = [
	{ id: "name", header: "Name", cell: ({ name }) => <InertText text={name} max={120} plain /> },
	{ id: "role", header: "Role", cell: ({ role }) => role },
	{ id: "expiresAt", header: "Ends", cell: ({ expiresAt }) => <At at={expiresAt} never="never" /> },
	{ id: "createdAt", header: "Made", cell: ({ createdAt }) => <Ago at={createdAt} /> },
	{ id: "actions", header: "Actions", cell: (token) => <EndToken token={token} /> },
];

function EndToken({ token }: { readonly token: Token }) {
	const [isOpen, setOpen] = useState(false);
	const remove = useRemoveToken();
	return (
		<>
			<Button variant="subtle" color="red" onClick={() => setOpen(true)} aria-label={`End ${visibleText(token.name)}`}>
				End
			</Button>
			<ConfirmDialog
				title="End this token?"
				submit="End it"
				isOpen={isOpen}
				onClose={() => setOpen(false)}
				onConfirm={() => remove.mutate(token.id, { onSuccess: () => setOpen(false) })}
				write={remove}
			>
				<InertText text={token.name} max={120} plain />: whatever uses it is refused from then on.
			</ConfirmDialog>
		</>
	);
}

function TokenForm({ onClose }: { readonly onClose: () => void }) {
	const [name, setName] = useState("");
	const [role, setRole] = useState("viewer");
	const [ends, setEnds] = useState("");
	const roles = useRoles().data ?? [];
	const add = useAddToken();
	if (add.data) return <ShownOnce what="The token" secret={add.data.token} onClose={onClose} />;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				add.mutate({ name, role, ...(ends !== "" && { expiresAt: new Date(`${ends}T23:59:59`).toISOString() }) });
			}}
		>
			<TextInput
				label="Name"
				description="Which program it is for: it stands in the audit trail."
				required
				maxLength={128}
				value={name}
				onChange={(event) => setName(event.currentTarget.value)}
				data-autofocus
			/>
			<NativeSelect
				className="field-apart"
				label="Role"
				value={role}
				data={roles.map((one) => one.name)}
				onChange={(event) => setRole(event.currentTarget.value)}
			/>
			<TextInput
				className="field-apart"
				type="date"
				label="Last day"
				description="Empty: it does not end by itself."
				value={ends}
				onChange={(event) => setEnds(event.currentTarget.value)}
			/>
			{add.error && <Failure error={add.error} title="Not made" />}
			<DialogButtons submit="Make it" onCancel={onClose} isPending={add.isPending} />
		</form>
	);
}
