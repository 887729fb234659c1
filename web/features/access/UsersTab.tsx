import { Button } from "@mantine/core";
import { useState } from "react";
import type { User } from "../../../src/shared/users.ts";
import { Tag } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { useUsers } from "./queries.ts";
import { UserActions } from "./UserActions.tsx";
import { UserDialog } from "./UserDialog.tsx";

export function UsersTab() {
	const [isAdding, setAdding] = useState(false);
	return (
		<>
			<div className="form-actions form-actions-above">
				<Button onClick={() => setAdding(true)}>Add a user</Button>
			</div>
			<Paged
				query={useUsers()}
				empty={
					<Empty title="There is no user yet.">
						Add one: people sign in with email and password, and agree to each other's changes by name.
					</Empty>
				}
				isCounted
			>
				{(items) => <DataTable label="Users" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
			</Paged>
			<UserDialog user={null} isOpen={isAdding} onClose={() => setAdding(false)} />
		</>
	);
}

const COLUMNS: readonly Column<User>[] = [
	{ id: "email", header: "Email", cell: ({ email }) => <InertText text={email} max={120} plain /> },
	{ id: "name", header: "Name", cell: ({ name }) => <InertText text={name} max={120} plain /> },
	{
		id: "roles",
		header: "Roles",
		cell: ({ roles }) => (
			<span className="badges">
				{roles.map(({ tenant, role }) => (
					<Tag key={tenant}>
						{role} in {tenant}
					</Tag>
				))}
			</span>
		),
	},
	{ id: "totp", header: "Second factor", cell: ({ totp }) => (totp ? "yes" : <span className="muted">no</span>) },
	{ id: "createdAt", header: "Since", cell: ({ createdAt }) => <Ago at={createdAt} /> },
	{ id: "actions", header: "Actions", cell: (user) => <UserActions user={user} /> },
];
