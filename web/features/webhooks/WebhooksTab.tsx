import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Webhook } from "../../../src/shared/webhooks.ts";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { useWebhooks } from "./queries.ts";
import { WebhookForm } from "./WebhookForm.tsx";

/** Where the tenant's events are told to. */
export function WebhooksTab() {
	const [isAdding, setAdding] = useState(false);
	const close = () => setAdding(false);
	return (
		<>
			<div className="form-actions form-actions-above">
				<Button onClick={() => setAdding(true)}>Add a webhook</Button>
				<span className="muted">What happens here is told to an address of yours.</span>
			</div>
			<Paged
				query={useWebhooks()}
				empty={
					<Empty title="There is no webhook yet.">
						“Add a webhook” names an address and what it is told; its secret is shown once.
					</Empty>
				}
				isCounted
			>
				{(items) => <DataTable label="Webhooks" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
			</Paged>
			<Dialog title="Add a webhook" isOpen={isAdding} onClose={close}>
				<WebhookForm webhook={null} onClose={close} />
			</Dialog>
		</>
	);
}

const COLUMNS: readonly Column<Webhook>[] = [
	{
		id: "url",
		header: "Address",
		cell: ({ id, url, description }) => (
			<>
				<Link to="/settings/webhooks/$id" params={{ id }}>
					<InertText text={url} max={100} plain mono />
				</Link>
				{description !== null && (
					<span className="chosen-note">
						<InertText text={description} max={120} plain />
					</span>
				)}
			</>
		),
	},
	{ id: "state", header: "State", cell: (webhook) => <WebhookMark webhook={webhook} /> },
	{ id: "events", header: "Events", cell: ({ events }) => events.join(", ") },
	{ id: "createdAt", header: "Added", cell: ({ createdAt }) => <Ago at={createdAt} /> },
];

export function WebhookMark({ webhook: { enabled, disabledReason } }: { readonly webhook: Webhook }) {
	if (enabled) return <Mark tone="green">Enabled</Mark>;
	return disabledReason === null ? (
		<Mark tone="unproven">Disabled</Mark>
	) : (
		<Mark tone="red" title="Certus has disabled it by itself.">
			Disabled by itself
		</Mark>
	);
}
