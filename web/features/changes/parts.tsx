import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ChangeItem, ChangeState, ItemState, Risk } from "../../../src/shared/changes.ts";
import { ApiError } from "../../api/client.ts";
import { Mark } from "../../components/badges.tsx";
import { CHANGE_STATES, ITEM_STATES, RISK_WORDS } from "../../components/changeVocabulary.ts";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useDevice } from "../devices/queries.ts";
import { adviceFor } from "./advice.ts";

export function ChangeStateBadge({ state, rollingBack = false }: StateProps) {
	const { name, means, tone } = CHANGE_STATES[state];
	return rollingBack ? (
		<Mark tone={tone} title="What it has changed is being put back.">
			Rolling back
		</Mark>
	) : (
		<Mark tone={tone} title={means}>
			{name}
		</Mark>
	);
}

interface StateProps {
	readonly state: ChangeState;
	readonly rollingBack?: boolean;
}

export function PausedMark() {
	return (
		<Mark tone="yellow" title="No further device begins until somebody resumes it.">
			Paused
		</Mark>
	);
}

export function ItemStateBadge({ state }: { readonly state: ItemState }) {
	const { name, tone } = ITEM_STATES[state];
	return (
		<Mark tone={tone} quiet>
			{name}
		</Mark>
	);
}

export function RiskMark({ risk }: { readonly risk: Risk }) {
	const { name, means, isGrave } = RISK_WORDS[risk];
	return (
		<Mark tone={isGrave ? "red" : "yellow"} title={means} quiet={!isGrave}>
			{name}
		</Mark>
	);
}

interface DifferenceProps {
	readonly item: Pick<ChangeItem, "before" | "after"> & Partial<Pick<ChangeItem, "path" | "risks">>;
	/** Whether the preview has read it from the device. */
	readonly isLive?: boolean;
	/** What it means that nothing is known to stand there. */
	readonly unknown?: string;
}

/** What stands there, and what is to stand there. */
export function Difference({ item, isLive = false, unknown = unknownOf(item, isLive) }: DifferenceProps) {
	const { before, after } = item;
	return (
		<span className="difference">
			<del className="difference-before">
				<VisuallyHidden>before: </VisuallyHidden>
				<Value value={before} none={unknown} />
			</del>
			<span className="muted" aria-hidden="true">
				→
			</span>
			<ins className="difference-after">
				<VisuallyHidden>after: </VisuallyHidden>
				<Value value={after} none="nothing" />
			</ins>
		</span>
	);
}

/** A parameter that the device was never seen to have, or one whose value it does not give; an object has no value. */
function unknownOf({ path = "", risks = [] }: DifferenceProps["item"], isLive: boolean): string {
	if (risks.includes("unknownParameter") || path.endsWith(".")) return "not there";
	return isLive ? "hidden" : "hidden, or not read yet";
}

function Value({ value, none }: { readonly value: string | null; readonly none: string }) {
	if (value === null) return <span className="muted">{none}</span>;
	if (value === "") return <span className="muted">empty</span>;
	return <InertText text={value} max={160} mono />;
}

/** A device by what people know it by; its id while that loads. */
export function DeviceLink({ id }: { readonly id: string }) {
	const { data: device, error } = useDevice(id);
	return (
		<Link to="/devices/$id" params={{ id }}>
			{device === undefined ? (
				<span className="mono">{error ? `${id.slice(0, 8)} (gone)` : id.slice(0, 8)}</span>
			) : (
				<>
					<span className="muted">
						<InertText text={device.model} max={40} plain />
					</span>{" "}
					<InertText text={device.serialNumber || "(no serial)"} max={48} plain mono />
				</>
			)}
		</Link>
	);
}

interface ChangeFailureProps {
	readonly error: Error;
	readonly title: string;
}

/** A refusal, with what to do about it. */
export function ChangeFailure({ error, title }: ChangeFailureProps) {
	const advice = error instanceof ApiError ? adviceFor(error.code) : null;
	return (
		<Failure error={error} title={title}>
			{advice !== null && <p className="advice">{advice}</p>}
		</Failure>
	);
}
