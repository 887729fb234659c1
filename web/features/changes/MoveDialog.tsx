import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Change } from "../../../src/shared/changes.ts";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { changeName } from "../../components/changeVocabulary.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { MOVES } from "./moveWords.ts";
import { OverrideField } from "./OverrideField.tsx";
import { ChangeFailure, RiskMark } from "./parts.tsx";
import { useChangeStep } from "./queries.ts";
import type { Move } from "./steps.ts";

/** What somebody says to it is kept with it. */
const COMMENTED: ReadonlySet<Move> = new Set(["approve", "reject", "pause", "resume", "stop"]);
/** Where its risks are to be read once more. */
const WEIGHED: ReadonlySet<Move> = new Set(["submit", "approve", "apply", "rollback"]);
/** Refusals that somebody with the permission may lift, by giving a reason. */
const LIFTABLE: Readonly<Partial<Record<Move, ReadonlySet<string>>>> = {
	submit: new Set(["overrideNeeded"]),
	resume: new Set(["overrideNeeded", "notSupported", "notProven", "oneDeviceAtATime"]),
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
	const [{ previewDigest, devices, risks, override, operationId, proofRunId, ...asRead }] = useState(change);
	const [text, setText] = useState("");
	const [overrideReason, setOverrideReason] = useState("");
	const step = useChangeStep(change.id);
	const { name, means, failed, isGrave } = MOVES[move];
	const hasComment = COMMENTED.has(move);
	const isRefused = step.error instanceof ApiError && LIFTABLE[move]?.has(step.error.code);
	const needsOverride = isRefused || (move === "submit" && override === null && risks.includes("losesManagement"));
	const mayOverride = useMay("override");
	const body = {
		...(hasComment && { comment: text }),
		...(move === "apply" && { previewDigest }),
		...(needsOverride && { override: { reason: overrideReason } }),
	};
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				step.mutate({ step: move, body }, { onSuccess: onClose });
			}}
		>
			<p>
				{changeName(asRead)} on {devices.total === 1 ? "one device" : `${devices.total.toLocaleString("en")} devices`}.{" "}
				{means}
				{move === "approve" &&
					(operationId !== null || proofRunId !== null) &&
					" It is begun as soon as enough people have agreed."}
			</p>
			{risks.length > 0 && WEIGHED.has(move) && (
				<p className="badges">
					{risks.map((risk) => (
						<RiskMark key={risk} risk={risk} />
					))}
				</p>
			)}
			{hasComment && (
				<Textarea
					label="Comment"
					description="Kept with the change, and in the audit trail."
					required={move === "reject" || move === "stop"}
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
