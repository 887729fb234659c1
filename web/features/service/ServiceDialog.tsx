import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Subscriber } from "../../../src/shared/subscribers.ts";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { OverrideField } from "../changes/OverrideField.tsx";
import { ChangeFailure } from "../changes/parts.tsx";
import { useServiceProfile, useServiceStep } from "./queries.ts";
import type { ServiceStepName } from "./standing.ts";

const WORDS: Record<ServiceStepName, { readonly title: string; readonly submit: string; readonly failed: string }> = {
	suspend: { title: "Suspend this subscriber?", submit: "Suspend", failed: "Not suspended" },
	restore: { title: "Restore this subscriber?", submit: "Restore", failed: "Not restored" },
	withdraw: { title: "Withdraw the suspend?", submit: "Withdraw", failed: "Not withdrawn" },
};

interface Props {
	readonly subscriber: Subscriber;
	readonly step: ServiceStepName;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function ServiceDialog({ subscriber, step, isOpen, onClose }: Props) {
	return (
		<Dialog title={WORDS[step].title} isOpen={isOpen} onClose={onClose}>
			<ServiceForm subscriber={subscriber} step={step} onClose={onClose} />
		</Dialog>
	);
}

/** Refusals of a suspend that somebody with the permission may lift; nothing holds a restore up. */
const LIFTABLE: ReadonlySet<string> = new Set(["notSupported", "notProven", "overrideNeeded"]);

function ServiceForm({ subscriber, step, onClose }: Omit<Props, "isOpen">) {
	const [reason, setReason] = useState("");
	const [overrideReason, setOverrideReason] = useState("");
	const write = useServiceStep(subscriber.id);
	const mayOverride = useMay("override");
	const { submit, failed } = WORDS[step];
	const isRefused = step === "suspend" && write.error instanceof ApiError && LIFTABLE.has(write.error.code);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const override = overrideReason !== "" && { override: { reason: overrideReason } };
				write.mutate(step === "suspend" ? { step, reason, ...override } : { step: "restore", reason }, {
					onSuccess: onClose,
				});
			}}
		>
			<p>
				<InertText text={subscriber.name} max={120} plain />,{" "}
				<InertText text={subscriber.externalId} max={64} mono plain />. {step === "suspend" && <SuspendWords />}
				{step === "restore" &&
					"What the suspend has changed on each device is put back as it was, at once, and whatever the matrix says."}
				{step === "withdraw" && "It is cancelled, and nothing is sent."}
			</p>
			<Textarea
				label="Reason"
				description="It stands with the change, and in the audit trail."
				required
				maxLength={1_000}
				rows={2}
				value={reason}
				onChange={(event) => setReason(event.currentTarget.value)}
				data-autofocus
			/>
			{write.error && <ChangeFailure error={write.error} title={failed} />}
			{isRefused && <OverrideField value={overrideReason} onChange={setOverrideReason} isAllowed={mayOverride} />}
			<DialogButtons
				submit={submit}
				onCancel={onClose}
				isPending={write.isPending}
				isDisabled={isRefused && !mayOverride}
				isGrave={step === "suspend"}
			/>
		</form>
	);
}

function SuspendWords() {
	const { data: profile } = useServiceProfile();
	return (
		<>
			On each device at their sites, the tenant's service profile is set; what stood there before is recorded.{" "}
			{profile?.preApproved
				? "It begins at once."
				: "Others have to agree to it first, as the tenant's approval policy says."}
		</>
	);
}
