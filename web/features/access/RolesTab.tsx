import { Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Permission } from "../../../src/shared/common.ts";
import type { RoleView } from "../../../src/shared/users.ts";
import { usePermissions } from "../../api/tenant.ts";
import { Tag } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure, Loaded } from "../../components/Loaded.tsx";
import { PERMISSION_ORDER, PERMISSION_WORDS } from "../../components/permissionWords.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { useAddRole, useChangeRole, useRemoveRole, useRoles } from "./queries.ts";

export function RolesTab() {
	const [isAdding, setAdding] = useState(false);
	return (
		<>
			<div className="form-actions form-actions-above">
				<Button onClick={() => setAdding(true)}>Make a role</Button>
				<span className="muted">A role of the tenant's own, out of permissions that you hold.</span>
			</div>
			<Loaded query={useRoles()}>
				{(items) => <DataTable label="Roles" rows={items} columns={COLUMNS} rowId={({ name }) => name} />}
			</Loaded>
			<RoleDialog edited={null} isOpen={isAdding} onClose={() => setAdding(false)} />
		</>
	);
}

const COLUMNS: readonly Column<RoleView>[] = [
	{
		id: "name",
		header: "Role",
		cell: ({ name, builtIn }) => (
			<span className="badges">
				<b>{name}</b>
				{builtIn && <Tag title="It is in every tenant, and never changes">built in</Tag>}
			</span>
		),
	},
	{
		id: "permissions",
		header: "Permissions",
		cell: ({ permissions }) => (
			<span className="badges">
				{PERMISSION_ORDER.filter((permission) => permissions.includes(permission)).map((permission) => (
					<Tag key={permission} title={PERMISSION_WORDS[permission]}>
						{permission}
					</Tag>
				))}
			</span>
		),
	},
	{
		id: "actions",
		header: "Actions",
		cell: (role) => (role.builtIn ? <span className="muted">–</span> : <RoleActions role={role} />),
	},
];

function RoleActions({ role }: { readonly role: RoleView }) {
	const [dialog, setDialog] = useState<"edit" | "remove" | null>(null);
	const remove = useRemoveRole();
	const close = () => setDialog(null);
	return (
		<span className="badges">
			<Button variant="subtle" onClick={() => setDialog("edit")} aria-label={`Edit ${role.name}`}>
				Edit
			</Button>
			<Button variant="subtle" color="red" onClick={() => setDialog("remove")} aria-label={`Remove ${role.name}`}>
				Remove
			</Button>
			<RoleDialog edited={role} isOpen={dialog === "edit"} onClose={close} />
			<ConfirmDialog
				title="Remove this role?"
				submit="Remove"
				isOpen={dialog === "remove"}
				onClose={close}
				onConfirm={() => remove.mutate(role.name, { onSuccess: close })}
				write={remove}
			>
				{role.name}: only a role that nobody has can be removed.
			</ConfirmDialog>
		</span>
	);
}

interface DialogProps {
	/** `null`: a new one. */
	readonly edited: RoleView | null;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

function RoleDialog({ edited, isOpen, onClose }: DialogProps) {
	return (
		<Dialog title={edited === null ? "Make a role" : `Edit ${edited.name}`} isOpen={isOpen} onClose={onClose}>
			<RoleForm edited={edited} onClose={onClose} />
		</Dialog>
	);
}

function RoleForm({ edited, onClose }: Omit<DialogProps, "isOpen">) {
	const held = usePermissions();
	const [name, setName] = useState(edited?.name ?? "");
	const [permissions, setPermissions] = useState<readonly Permission[]>(edited?.permissions ?? ["read"]);
	const add = useAddRole();
	const change = useChangeRole();
	const write = edited === null ? add : change;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				write.mutate({ name, permissions: [...permissions] }, { onSuccess: onClose });
			}}
		>
			{edited === null && (
				<TextInput
					label="Name"
					description="Begins with a small letter; then letters, digits and hyphens."
					required
					pattern="[a-z][A-Za-z0-9\-]{0,62}"
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					data-autofocus
				/>
			)}
			<Checkbox.Group
				className="field-apart"
				label="Permissions"
				value={[...permissions]}
				onChange={(next) => setPermissions(next as Permission[])}
			>
				<Stack gap="xs" className="choices">
					{PERMISSION_ORDER.map((permission) => (
						<Checkbox
							key={permission}
							value={permission}
							label={permission}
							description={PERMISSION_WORDS[permission]}
							disabled={!held.includes(permission) && !permissions.includes(permission)}
						/>
					))}
				</Stack>
			</Checkbox.Group>
			{write.error && <Failure error={write.error} title="Not kept" />}
			<DialogButtons
				submit={edited === null ? "Make it" : "Keep"}
				onCancel={onClose}
				isPending={write.isPending}
				isDisabled={permissions.length === 0}
			/>
		</form>
	);
}
