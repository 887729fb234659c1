import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ActionPolicy, ChangeAction } from "../../../src/shared/changes.ts";
import { useMay } from "../../api/tenant.ts";
import { ACTION_ORDER, CHANGE_ACTIONS } from "../../components/changeVocabulary.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure, Loaded } from "../../components/Loaded.tsx";
import { agreementWords } from "../changes/Agreement.tsx";
import { useApprovalPolicy } from "../changes/queries.ts";
import { useChangePolicy } from "./queries.ts";

interface Row {
	readonly action: ChangeAction;
	readonly policy: ActionPolicy;
}

/** What other people have to agree to in this tenant. */
export function PolicyTab() {
	const mayManage = useMay("manageTenant");
	const edit: Column<Row> = { id: "edit", header: "Actions", cell: (row) => <EditPolicy row={row} /> };
	return (
		<Loaded query={useApprovalPolicy()}>
			{(policy) => (
				<>
					<p className="muted">
						What the matrix has in red is refused whatever stands here; the restore of a recorded suspend is never held
						up.
					</p>
					<DataTable
						label="Approval policy"
						rows={ACTION_ORDER.map((action) => ({ action, policy: policy[action] }))}
						columns={mayManage ? [...COLUMNS, edit] : COLUMNS}
						rowId={({ action }) => action}
					/>
				</>
			)}
		</Loaded>
	);
}

const COLUMNS: readonly Column<Row>[] = [
	{ id: "action", header: "Action", cell: ({ action }) => <b>{CHANGE_ACTIONS[action]}</b> },
	{ id: "words", header: "On one device", cell: ({ policy }) => agreementWords(policy) },
	{ id: "approvals", header: "Approvals", cell: ({ policy }) => <span className="numeric">{policy.approvals}</span> },
	{
		id: "approverRoles",
		header: "By",
		cell: ({ policy }) => policy.approverRoles?.join(", ") ?? <span className="muted">all with the permission</span>,
	},
	{
		id: "limits",
		header: "Waived at most",
		cell: ({ policy }) =>
			policy.waivedForOneDevice ? (
				`${policy.waivedPerHour} an hour on a model; not after ${policy.waiverFailures} failures in a row`
			) : (
				<span className="muted">–</span>
			),
	},
];

function EditPolicy({ row }: { readonly row: Row }) {
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<Button variant="subtle" onClick={() => setOpen(true)} aria-label={`Edit ${CHANGE_ACTIONS[row.action]}`}>
				Edit
			</Button>
			<Dialog
				title={`How is “${CHANGE_ACTIONS[row.action]}” agreed to?`}
				isOpen={isOpen}
				onClose={() => setOpen(false)}
			>
				<PolicyForm row={row} onClose={() => setOpen(false)} />
			</Dialog>
		</>
	);
}

function PolicyForm({ row: { action, policy }, onClose }: { readonly row: Row; readonly onClose: () => void }) {
	const [draft, setDraft] = useState({
		approvals: String(policy.approvals),
		roles: policy.approverRoles?.join(", ") ?? "",
		isWaived: policy.waivedForOneDevice,
		perHour: String(policy.waivedPerHour),
		failures: String(policy.waiverFailures),
	});
	const change = useChangePolicy();
	const number = (name: "approvals" | "perHour" | "failures", max: number) => ({
		type: "number",
		min: 1,
		max,
		required: true,
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			setDraft({ ...draft, [name]: event.currentTarget.value }),
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const roles = draft.roles.split(/[\s,]+/).filter(Boolean);
				change.mutate(
					{
						[action]: {
							approvals: Number(draft.approvals),
							approverRoles: roles.length === 0 ? null : roles,
							waivedForOneDevice: draft.isWaived,
							waivedPerHour: Number(draft.perHour),
							waiverFailures: Number(draft.failures),
						},
					},
					{ onSuccess: onClose },
				);
			}}
		>
			<TextInput label="Approvals by other people" {...number("approvals", 5)} data-autofocus />
			<TextInput
				className="field-apart"
				label="Only by these roles"
				description="Parted by commas. Empty: everybody with the permission approve."
				value={draft.roles}
				onChange={(event) => setDraft({ ...draft, roles: event.currentTarget.value })}
			/>
			{action !== "factoryReset" && (
				<>
					<Checkbox
						className="field-apart"
						label="None for one device"
						description="Never where it may cut a device off from its ACS, and never against the matrix."
						checked={draft.isWaived}
						onChange={(event) => setDraft({ ...draft, isWaived: event.currentTarget.checked })}
					/>
					{draft.isWaived && (
						<div className="form-row field-apart">
							<TextInput label="At most an hour on a model" {...number("perHour", 10_000)} />
							<TextInput label="Not after failures in a row" {...number("failures", 100)} />
						</div>
					)}
				</>
			)}
			{change.error && <Failure error={change.error} title="Not kept" />}
			<DialogButtons submit="Keep" onCancel={onClose} isPending={change.isPending} />
		</form>
	);
}
