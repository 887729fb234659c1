import { Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Webhook, WebhookEvent } from "../../../src/shared/webhooks.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { ShownOnce } from "../../components/ShownOnce.tsx";
import { useAddWebhook, useChangeWebhook } from "./queries.ts";
import { EVENT_ORDER, EVENTS } from "./words.ts";

interface Props {
	/** `null`: a new one, whose secret follows. */
	readonly webhook: Webhook | null;
	readonly onClose: () => void;
}

export function WebhookForm({ webhook, onClose }: Props) {
	const [url, setUrl] = useState(webhook?.url ?? "");
	const [description, setDescription] = useState(webhook?.description ?? "");
	const [events, setEvents] = useState<readonly WebhookEvent[]>(webhook?.events ?? []);
	const add = useAddWebhook();
	const change = useChangeWebhook(webhook?.id ?? "");
	const write = webhook === null ? add : change;
	if (add.data)
		return <ShownOnce what="The secret that signs the deliveries" secret={add.data.secret} onClose={onClose} />;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const words = description.trim();
				if (webhook === null) add.mutate({ url, events: [...events], ...(words !== "" && { description: words }) });
				else change.mutate({ url, events: [...events], description: words || null }, { onSuccess: onClose });
			}}
		>
			<TextInput
				label="Address"
				description="https, and public; events are posted there as CloudEvents, signed."
				placeholder="https://example.org/certus"
				type="url"
				required
				maxLength={2_048}
				value={url}
				onChange={(event) => setUrl(event.currentTarget.value)}
				data-autofocus
			/>
			<TextInput
				className="field-apart"
				label="What it is for"
				maxLength={256}
				value={description}
				onChange={(event) => setDescription(event.currentTarget.value)}
			/>
			<fieldset className="plain-fieldset field-apart">
				<legend>Events</legend>
				{EVENT_ORDER.map((type) => (
					<Checkbox
						key={type}
						label={type}
						description={EVENTS[type]}
						checked={events.includes(type)}
						onChange={(event) => {
							const isChosen = event.currentTarget.checked;
							setEvents(EVENT_ORDER.filter((each) => (each === type ? isChosen : events.includes(each))));
						}}
					/>
				))}
			</fieldset>
			{write.error && <Failure error={write.error} title="Not kept" />}
			<DialogButtons
				submit={webhook === null ? "Add" : "Keep"}
				onCancel={onClose}
				isPending={write.isPending}
				isDisabled={events.length === 0}
			/>
		</form>
	);
}
