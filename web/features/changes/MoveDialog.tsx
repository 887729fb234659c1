import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Change } from "../../../src/shared/changes.ts";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { CHANGE_KINDS } from "../../components/changeVocabulary.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { ChangeFailure, RiskMark } from "./parts.tsx";
import { useChangeStep } from "./queries.ts";
import type { Move } from "./steps.ts";

interface MoveWords {
	readonly name: string;
	readonly question: string;
	readonly means: string;
	readonly failed: string;
	readonly isGrave: boolean;
}

export const MOVES: Record<Move, MoveWords> = {
	submit: {
		name: "Submit",
		question: "Submit this change?",
		means: "Others may then agree to it. Nothing is sent to a device yet.",
		failed: "Not submitted",
		isGrave: false,
	},
	approve: {
		name: "Approve",
		question: "Approve this change?",
		means: "You agree to exactly what the preview shows.",
		failed: "Not approved",
		isGrave: false,
	},
	reject: {
		name: "Reject",
		question: "Reject this change?",
		means: "It is over then, and nothing is sent.",
		failed: "Not rejected",
		isGrave: true,
	},
	apply: {
		name: "Apply",
		question: "Apply this change?",
		means:
			"Each device's configuration is kept first, then changed and read back. It stops where a device no longer stands as it was previewed.",
		failed: "Not applied",
		isGrave: false,
	},
	rollback: {
		name: "Roll back",
		question: "Roll this change back?",
		means:
			"On every device, what it touched goes back to what the backup has. Hidden values only where Certus holds them for sure.",
		failed: "Not rolled back",
		isGrave: true,
	},
	cancel: {
		name: "Cancel the change",
		question: "Cancel this change?",
		means: "It is over then, and nothing is sent.",
		failed: "Not cancelled",
		isGrave: true,
	},
};

interface Props {
	readonly change: Change;
	readonly move: Move;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function MoveDialog({ change, move, isOpen, onClose }: Props) {
	return (
		<Dialog title={MOVES[move].question} isOpen={isOpen} onClose={onClose}>
			<MoveForm change={change} move={move} onClose={onClose} />
		</Dialog>
	);
}

function MoveForm({ change, move, onClose }: Omit<Props, "isOpen">) {
	// As it was read: what is applied or agreed to must not change under the question.
	const [{ previewDigest, kind, devices, risks, override, operationId }] = useState(change);
	const [text, setText] = useState("");
	const [overrideReason, setOverrideReason] = useState("");
	const step = useChangeStep(change.id);
	const { name, means, failed, isGrave } = MOVES[move];
	const isDecision = move === "approve" || move === "reject";
	const isRefused = step.error instanceof ApiError && step.error.code === "overrideNeeded";
	const needsOverride = move === "submit" && override === null && (risks.includes("losesManagement") || isRefused);
	const mayOverride = useMay("override");
	const body = isDecision
		? { comment: text }
		: move === "apply"
			? { previewDigest }
			: needsOverride
				? { override: { reason: overrideReason } }
				: {};
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				step.mutate({ step: move, body }, { onSuccess: onClose });
			}}
		>
			<p>
				{CHANGE_KINDS[kind]} on {devices.total === 1 ? "one device" : `${devices.total.toLocaleString("en")} devices`}.{" "}
				{means}
				{move === "approve" && operationId !== null && " It is begun as soon as enough people have agreed."}
			</p>
			{risks.length > 0 && move !== "cancel" && move !== "reject" && (
				<p className="badges">
					{risks.map((risk) => (
						<RiskMark key={risk} risk={risk} />
					))}
				</p>
			)}
			{isDecision && (
				<Textarea
					label="Comment"
					description="Kept with the change, and in the audit trail."
					required={move === "reject"}
					maxLength={1_000}
					rows={3}
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
					data-autofocus
				/>
			)}
			{needsOverride && <OverrideField value={overrideReason} onChange={setOverrideReason} isAllowed={mayOverride} />}
			{step.error && <ChangeFailure error={step.error} title={failed} />}
			<DialogButtons
				submit={name}
				onCancel={onClose}
				isPending={step.isPending}
				isDisabled={needsOverride && !mayOverride}
				isGrave={isGrave || needsOverride}
			/>
		</form>
	);
}

interface OverrideProps {
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly isAllowed: boolean;
}

/** A refusal that somebody takes upon himself. */
export function OverrideField({ value, onChange, isAllowed }: OverrideProps) {
	if (!isAllowed) {
		return (
			<p className="tone-text-red">
				This is refused unless somebody with the permission override gives a reason. This sign-in does not have it.
			</p>
		);
	}
	return (
		<Textarea
			className="field-apart"
			label="Reason for the override"
			description="This is refused otherwise, and may be irreversible. The reason stands in the audit trail."
			required
			maxLength={1_000}
			rows={2}
			value={value}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}
