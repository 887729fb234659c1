import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Webhook } from "../../../src/shared/webhooks.ts";
import { useMay } from "../../api/tenant.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Failure, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { ShownOnce } from "../../components/ShownOnce.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { ConfirmDialog } from "../access/ConfirmDialog.tsx";
import { Deliveries } from "./Deliveries.tsx";
import { useChangeWebhook, useNewSecret, useRemoveWebhook, useTestWebhook, useWebhook } from "./queries.ts";
import { WebhookForm } from "./WebhookForm.tsx";
import { WebhookMark } from "./WebhooksTab.tsx";

const route = getRouteApi("/settings/webhooks/$id");

/** One webhook, and what was sent to it. */
export function WebhookPage() {
	const mayManage = useMay("manageTenant");
	return (
		<Page
			title="Webhook"
			actions={
				<Link to="/settings" search={{ tab: "webhooks" }}>
					All webhooks
				</Link>
			}
		>
			{mayManage ? (
				<Whole />
			) : (
				<Empty title="This sign-in may not see webhooks.">
					<p>It lacks the permission manageTenant in this tenant.</p>
				</Empty>
			)}
		</Page>
	);
}

function Whole() {
	const { id } = route.useParams();
	return (
		<Loaded query={useWebhook(id)} lines={6}>
			{(webhook) => (
				<>
					<About webhook={webhook} />
					<Deliveries webhook={webhook} />
				</>
			)}
		</Loaded>
	);
}

type Shown = "edit" | "switch" | "secret" | "remove";

function About({ webhook }: { readonly webhook: Webhook }) {
	const [dialog, setDialog] = useState<Shown | null>(null);
	const { id, url, description, events, enabled, disabledReason, previousSecretUntil, createdAt } = webhook;
	const change = useChangeWebhook(id);
	const test = useTestWebhook(id);
	const remove = useRemoveWebhook(id);
	const close = () => setDialog(null);
	return (
		<Section title="About">
			<Facts
				items={[
					{ name: "Address", value: <InertText text={url} max={400} mono /> },
					{ name: "State", value: <WebhookMark webhook={webhook} /> },
					...(disabledReason === null
						? []
						: [{ name: "Why it was disabled", value: <InertText text={disabledReason} max={300} /> }]),
					{ name: "What it is for", value: description && <InertText text={description} max={256} /> },
					{ name: "Events", value: events.join(", ") },
					...(previousSecretUntil === null
						? []
						: [{ name: "The secret before signs too until", value: <At at={previousSecretUntil} /> }]),
					{ name: "Added", value: <Ago at={createdAt} /> },
				]}
			/>
			<fieldset className="action-bar service-actions" aria-label="Actions">
				{enabled && (
					<Button variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
						Send a test
					</Button>
				)}
				<Button variant="default" onClick={() => setDialog("edit")}>
					Edit
				</Button>
				<Button variant="default" onClick={() => setDialog("secret")}>
					New secret
				</Button>
				<Button variant="default" onClick={() => setDialog("switch")}>
					{enabled ? "Disable" : "Enable"}
				</Button>
				<Button variant="subtle" color="red" onClick={() => setDialog("remove")}>
					Remove
				</Button>
			</fieldset>
			{test.error && <Failure error={test.error} title="No test was sent" />}
			<Dialog title="Edit the webhook" isOpen={dialog === "edit"} onClose={close}>
				<WebhookForm webhook={webhook} onClose={close} />
			</Dialog>
			<Dialog title="Make a new secret?" isOpen={dialog === "secret"} onClose={close}>
				<SecretForm id={id} onClose={close} />
			</Dialog>
			<ConfirmDialog
				title={enabled ? "Disable this webhook?" : "Enable this webhook?"}
				submit={enabled ? "Disable" : "Enable"}
				isOpen={dialog === "switch"}
				onClose={close}
				onConfirm={() => change.mutate({ enabled: !enabled }, { onSuccess: close })}
				write={change}
			>
				{enabled
					? "What happens from then on is not told to it."
					: "It is told what happens from then on, not what happened meanwhile."}
			</ConfirmDialog>
			<ConfirmDialog
				title="Remove this webhook?"
				submit="Remove"
				isOpen={dialog === "remove"}
				onClose={close}
				onConfirm={() => remove.mutate()}
				write={remove}
			>
				<InertText text={url} max={200} mono plain />: it goes, with its deliveries.
			</ConfirmDialog>
		</Section>
	);
}

function SecretForm({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
	const make = useNewSecret(id);
	if (make.data) return <ShownOnce what="The new secret" secret={make.data.secret} onClose={onClose} />;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				make.mutate(undefined);
			}}
		>
			<p>For a day both sign, the new one and the one before: time to tell whoever verifies the deliveries.</p>
			{make.error && <Failure error={make.error} title="No new secret" />}
			<DialogButtons submit="Make it" onCancel={onClose} isPending={make.isPending} />
		</form>
	);
}
