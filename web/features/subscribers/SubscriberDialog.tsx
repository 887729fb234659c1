import { Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Subscriber } from "../../../src/shared/subscribers.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useAddSubscriber, useChangeSubscriber } from "./queries.ts";
import { linesOfVariables, variablesOf } from "./variables.ts";

interface Props {
	/** `null`: a new one. */
	readonly subscriber: Subscriber | null;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function SubscriberDialog({ subscriber, isOpen, onClose }: Props) {
	return (
		<Dialog title={subscriber === null ? "Add a subscriber" : "Edit the subscriber"} isOpen={isOpen} onClose={onClose}>
			<SubscriberForm subscriber={subscriber} onClose={onClose} />
		</Dialog>
	);
}

function SubscriberForm({ subscriber, onClose }: Omit<Props, "isOpen">) {
	const [draft, setDraft] = useState({
		externalId: subscriber?.externalId ?? "",
		name: subscriber?.name ?? "",
		plan: subscriber?.plan ?? "",
		variables: linesOfVariables(subscriber?.variables ?? {}),
	});
	const add = useAddSubscriber();
	const change = useChangeSubscriber(subscriber?.id ?? "");
	const navigate = useNavigate();
	const write = subscriber === null ? add : change;
	const field = (name: keyof typeof draft) => ({
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			setDraft({ ...draft, [name]: event.currentTarget.value }),
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const { externalId, name } = draft;
				const plan = draft.plan.trim();
				const variables = variablesOf(draft.variables);
				if (subscriber !== null) {
					change.mutate({ externalId, name, plan: plan || null, variables }, { onSuccess: onClose });
					return;
				}
				add.mutate(
					{ externalId, name, ...(plan !== "" && { plan }), variables },
					{
						onSuccess: (made) => void (made && navigate({ to: "/subscribers/$id", params: { id: made.id } })),
					},
				);
			}}
		>
			<TextInput
				label="External id"
				description="As your other systems know them; unique here."
				required
				maxLength={128}
				{...field("externalId")}
				data-autofocus
			/>
			<TextInput className="field-apart" label="Name" required maxLength={256} {...field("name")} />
			<TextInput className="field-apart" label="Plan" maxLength={128} {...field("plan")} />
			<Textarea
				className="field-apart"
				label="Variables"
				description="One a line: name = value. What provisioning may fill in; no place for secrets."
				rows={3}
				{...field("variables")}
			/>
			{write.error && <Failure error={write.error} title="Not kept" />}
			<DialogButtons submit={subscriber === null ? "Add" : "Keep"} onCancel={onClose} isPending={write.isPending} />
		</form>
	);
}
