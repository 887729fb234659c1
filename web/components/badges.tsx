import type { ReactNode } from "react";
import type { Presence } from "../../src/shared/devices.ts";
import type { OperationStatus } from "../../src/shared/operations.ts";
import type { CellStatus, CheckOutcome, ProofRun, Verdict } from "../../src/shared/proof.ts";
import { ToneMark } from "./icons.tsx";
import {
	CELL_STATUS,
	OPERATION_STATUS,
	OPERATION_TONE,
	OUTCOME_TONE,
	OUTCOMES,
	PRESENCE_TONE,
	PRESENCES,
	RUN_STATUS,
	type Tone,
	VERDICT_TONE,
	VERDICTS,
} from "./vocabulary.ts";

interface MarkProps {
	readonly tone: Tone;
	readonly children: ReactNode;
	readonly title?: string;
	/** Without the tinted plate: in dense lists. */
	readonly quiet?: boolean;
}

/** Shape, colour and word together: never colour alone. */
export function Mark({ tone, children, title, quiet = false }: MarkProps) {
	return (
		<span className={`mark tone-${tone}${quiet ? " mark-quiet" : ""}`} title={title}>
			<ToneMark tone={tone} />
			<span>{children}</span>
		</span>
	);
}

export function CellStatusBadge({ status }: { readonly status: CellStatus }) {
	return (
		<Mark tone={status} title={CELL_STATUS[status].means}>
			{CELL_STATUS[status].name}
		</Mark>
	);
}

export function VerdictBadge({ verdict, quiet = false }: { readonly verdict: Verdict; readonly quiet?: boolean }) {
	return (
		<Mark tone={VERDICT_TONE[verdict]} title={VERDICTS[verdict].means} quiet={quiet}>
			{VERDICTS[verdict].name}
		</Mark>
	);
}

export function OutcomeBadge({ outcome }: { readonly outcome: CheckOutcome }) {
	return (
		<Mark tone={OUTCOME_TONE[outcome]} quiet>
			{OUTCOMES[outcome]}
		</Mark>
	);
}

export function PresenceBadge({ presence }: { readonly presence: Presence }) {
	return (
		<Mark tone={PRESENCE_TONE[presence]} title={PRESENCES[presence].means} quiet>
			{PRESENCES[presence].name}
		</Mark>
	);
}

export function OperationBadge({ status }: { readonly status: OperationStatus }) {
	return <Mark tone={OPERATION_TONE[status]}>{OPERATION_STATUS[status]}</Mark>;
}

export function RunStatusBadge({ status }: { readonly status: ProofRun["status"] }) {
	// "Finished" says nothing about what was found, so it gets no colour.
	if (status === "finished" || status === "cancelled") return <Tag>{RUN_STATUS[status]}</Tag>;
	return (
		<Mark tone="busy" quiet>
			{RUN_STATUS[status]}
		</Mark>
	);
}

export function Tag({ children, title }: { readonly children: ReactNode; readonly title?: string }) {
	return (
		<span className="tag" title={title}>
			{children}
		</span>
	);
}

export function SimulatedTag() {
	return <Tag title="Proven on a virtual CPE. Says nothing about real hardware.">simulated</Tag>;
}
