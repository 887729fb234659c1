import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import type { User } from "../../../src/shared/users.ts";
import { useSigned } from "../../api/tenant.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useAddUser, useChangeUser, useRoles } from "./queries.ts";

interface Props {
	/** `null`: a new one. */
	readonly user: User | null;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function UserDialog({ user, isOpen, onClose }: Props) {
	return (
		<Dialog title={user === null ? "Add a user" : `Edit ${user.email}`} isOpen={isOpen} onClose={onClose}>
			<UserForm user={user} onClose={onClose} />
		</Dialog>
	);
}

const MIN_PASSWORD = 12;

function UserForm({ user, onClose }: Omit<Props, "isOpen">) {
	const { tenant } = useSigned();
	const [email, setEmail] = useState("");
	const [name, setName] = useState(user?.name ?? "");
	const [password, setPassword] = useState("");
	const [roles, setRoles] = useState<User["roles"]>(user?.roles ?? [{ tenant, role: "viewer" }]);
	const add = useAddUser();
	const change = useChangeUser(user?.id ?? "");
	const write = user === null ? add : change;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (user === null) {
					add.mutate({ email, name, password, roles }, { onSuccess: onClose });
					return;
				}
				change.mutate({ name, roles, ...(password !== "" && { password }) }, { onSuccess: onClose });
			}}
		>
			{user === null && (
				<TextInput
					label="Email"
					type="email"
					required
					autoComplete="off"
					value={email}
					onChange={(event) => setEmail(event.currentTarget.value)}
					data-autofocus
				/>
			)}
			<TextInput
				className="field-apart"
				label="Name"
				required
				maxLength={128}
				value={name}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<PasswordInput
				className="field-apart"
				label={user === null ? "Password" : "New password"}
				description={
					user === null
						? `At least ${MIN_PASSWORD} characters. They change it under their account.`
						: "Leave it empty to keep the old one. A new one ends their sessions."
				}
				required={user === null}
				minLength={MIN_PASSWORD}
				maxLength={128}
				autoComplete="new-password"
				value={password}
				onChange={(event) => setPassword(event.currentTarget.value)}
			/>
			<RoleFields roles={roles} onChange={setRoles} />
			{write.error && <Failure error={write.error} title="Not kept" />}
			<DialogButtons submit={user === null ? "Add" : "Keep"} onCancel={onClose} isPending={write.isPending} />
		</form>
	);
}

interface RoleFieldsProps {
	readonly roles: User["roles"];
	readonly onChange: (roles: User["roles"]) => void;
}

/** One role a tenant, in those where one manages users; a tenant's own roles are known for the one that is shown. */
function RoleFields({ roles, onChange }: RoleFieldsProps) {
	const { me, tenant: shown } = useSigned();
	const known = useRoles().data ?? [];
	const managed = me.tenants.filter(({ permissions }) => permissions.includes("manageUsers")).map(({ slug }) => slug);
	const left = managed.filter((slug) => !roles.some(({ tenant }) => tenant === slug));
	const choices = (tenant: string, role: string) => {
		const names = known.filter(({ builtIn }) => builtIn || tenant === shown).map(({ name }) => name);
		return names.includes(role) ? names : [role, ...names];
	};
	return (
		<fieldset className="plain-fieldset field-apart">
			<legend>Roles</legend>
			{roles.map(({ tenant, role }) => (
				<div key={tenant} className="role-field">
					<NativeSelect
						label={`In ${tenant}`}
						value={role}
						data={choices(tenant, role)}
						onChange={(event) =>
							onChange(roles.map((one) => (one.tenant === tenant ? { tenant, role: event.currentTarget.value } : one)))
						}
					/>
					{roles.length > 1 && (
						<Button
							variant="subtle"
							color="red"
							aria-label={`No role in ${tenant}`}
							onClick={() => onChange(roles.filter((one) => one.tenant !== tenant))}
						>
							Remove
						</Button>
					)}
				</div>
			))}
			{left.length > 0 && (
				<NativeSelect
					label="Another tenant"
					value=""
					data={[{ value: "", label: "Choose one" }, ...left]}
					onChange={(event) => {
						const tenant = event.currentTarget.value;
						if (tenant !== "") onChange([...roles, { tenant, role: "viewer" }]);
					}}
				/>
			)}
		</fieldset>
	);
}
