import type { Change, ChangeState } from "../../../src/shared/changes.ts";
import type { Permission } from "../../../src/shared/common.ts";

interface StateStep {
	readonly state: ChangeState;
	readonly place: "done" | "current" | "ahead";
	/** Who or what brought it there. */
	readonly by: string | null;
	readonly at: string | null;
}

const OVER: readonly ChangeState[] = ["applied", "failed", "rolledBack", "rejected", "cancelled", "expired"];

/** The way of a change as steps: what lies behind it, where it is, and what lies ahead while all goes well. */
export function stepsOf(change: Change): StateStep[] {
	const { state, author, createdAt, submittedAt, approvals, approvalsNeeded, finishedAt } = change;
	const wasAgreed = approvals.filter(({ decision }) => decision === "approve").length >= approvalsNeeded;
	const asks: readonly ChangeState[] = approvalsNeeded > 0 ? ["pendingApproval"] : [];
	const way: readonly ChangeState[] = ["previewed", ...asks, "approved", "applying"];
	const behind = way.filter((each) => {
		if (state === "rejected") return each === "previewed" || each === "pendingApproval";
		if (state !== "cancelled" && state !== "expired") return true;
		return (
			each === "previewed" ||
			(submittedAt !== null && (each === "pendingApproval" || (each === "approved" && wasAgreed)))
		);
	});
	const steps = OVER.includes(state) ? [...behind, state] : [...way, "applied" as const];
	const at = steps.indexOf(state);
	const last = approvals.at(-1);
	const brought: Partial<Record<ChangeState, { readonly by: string | null; readonly at: string | null }>> = {
		previewed: { by: author, at: createdAt },
		pendingApproval: { by: null, at: submittedAt },
		approved: { by: last?.by ?? null, at: last?.at ?? submittedAt },
		...(state === "rejected" && { rejected: { by: last?.by ?? null, at: last?.at ?? finishedAt } }),
	};
	return steps.map((each, index) => {
		const { by, at: when } = brought[each] ?? { by: null, at: OVER.includes(each) ? finishedAt : null };
		return {
			state: each,
			place: index < at ? "done" : index === at ? "current" : "ahead",
			by: index > at ? null : by,
			at: index > at ? null : when,
		};
	});
}

export type Move = "submit" | "approve" | "reject" | "apply" | "rollback" | "cancel" | "pause" | "resume" | "stop";

/** What has no values of its own to put back. */
const ONE_WAY: readonly Change["kind"][] = ["download", "reboot", "factoryReset"];

/** What this person may do with a change as it stands; the first leads on. */
export function movesOf(change: Change, held: readonly Permission[], name: string): Move[] {
	const mayPropose = held.includes(permissionOf(change));
	const mayAgree = held.includes("approve") && !isOwn(change, name);
	switch (change.state) {
		case "previewed":
			return mayPropose ? ["submit", "cancel"] : [];
		case "pendingApproval":
			return [...(mayAgree ? (["approve", "reject"] as const) : []), ...(mayPropose ? (["cancel"] as const) : [])];
		case "approved":
			return mayPropose ? ["apply", "cancel"] : [];
		case "applying":
			if (mayPropose && isSteered(change)) return [change.paused ? "resume" : "pause", "stop"];
			return mayPropose && isWithdrawable(change) ? ["cancel"] : [];
		case "applied":
			return mayPropose && isReversible(change) ? ["rollback"] : [];
		case "failed":
			return mayPropose && isReversible(change) && hasChangedSomething(change) ? ["rollback"] : [];
		default:
			return [];
	}
}

/** Some of its devices wait for their wave: there is something to hold, or to end. */
function isSteered({ rollout, rollingBack, devices }: Change): boolean {
	return rollout !== null && !rollingBack && (devices.waiting ?? 0) > 0;
}

/** A suspend is taken back by a restore, on the subscriber's page; a proof run puts back by itself what it changed. */
export function isReversible({ kind, action, proofRunId }: Change): boolean {
	return proofRunId === null && !ONE_WAY.includes(kind) && action !== "suspend" && action !== "restore";
}

/** Who proposed it can't agree to it. */
export function isOwn({ author }: Change, name: string): boolean {
	return author === name;
}

/** What somebody must hold to propose, apply or take back what this is. */
function permissionOf({ kind, action, proofRunId }: Pick<Change, "kind" | "action" | "proofRunId">): Permission {
	if (proofRunId !== null) return "certify";
	return kind === "download" ? "firmware" : action;
}

/** A rollout is stopped, and a restore only suspended again. */
function isWithdrawable({ rollout, action, failure, devices }: Change): boolean {
	const isOpen = (devices.waiting ?? 0) + (devices.running ?? 0) > 0;
	return rollout === null && action !== "restore" && failure === null && isOpen;
}

/** As far as the answer tells: a device is kept before it is changed, and compared with its preview after that. */
function hasChangedSomething({ devices, backupId, failure }: Change): boolean {
	if ((devices.applied ?? 0) > 0) return true;
	return backupId !== null && failure?.code !== "previewOutdated";
}
