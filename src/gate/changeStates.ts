import type { ChangeState, Failure, ItemState } from "../shared/changes.ts";

/** A change as its states are decided by. */
export interface ChangeFacts {
	readonly state: ChangeState;
	/** The person who proposed it. */
	readonly author: string;
	/** The tokens that his own was made with. */
	readonly authorMakers: readonly string[];
	readonly approvalsNeeded: number;
	readonly approvedBy: readonly string[];
	readonly previewDigest: string;
	/** After that it is never sent. */
	readonly expiresAt: Date;
	/** Whether any device was changed by it. */
	readonly changedSomething: boolean;
	/** Of one that is under way: why it can't be withdrawn; `null` where something of it was not sent yet. */
	readonly withdrawalFault: string | null;
}

export type ChangeEvent =
	| { readonly do: "submit" }
	| { readonly do: "approve" | "reject"; readonly person: string; readonly makers: readonly string[] }
	| { readonly do: "apply"; readonly previewDigest: string }
	| { readonly do: "cancel" }
	| { readonly do: "rollback" }
	/** What became of it, once all its devices are through. */
	| { readonly do: "end"; readonly with: "applied" | "failed" | "rolledBack" | "cancelled" }
	| { readonly do: "expire" };

export type Transition =
	| { readonly ok: true; readonly state: ChangeState }
	| { readonly ok: false; readonly status: 403 | 409; readonly code: string; readonly detail: string };

const OPEN: readonly ChangeState[] = ["previewed", "pendingApproval", "approved"];

/**
 * The one place that says what may follow on what (contract, section 7): nothing is applied without its approvals, none
 * of them is the author's, and nothing is sent after its time.
 */
export function transition(change: ChangeFacts, event: ChangeEvent, now: Date): Transition {
	const { state } = change;
	if (event.do === "expire") return OPEN.includes(state) ? to("expired") : wrongState(change, event);
	if (OPEN.includes(state) && now > change.expiresAt) {
		return refuse(409, "expired", "the change's time is over: make a new one");
	}
	switch (event.do) {
		case "submit":
			if (state !== "previewed") return wrongState(change, event);
			return to(change.approvalsNeeded === 0 ? "approved" : "pendingApproval");
		case "approve":
		case "reject":
			if (isAuthor(change, event.person, event.makers)) {
				return refuse(
					403,
					"sameApprover",
					"who proposes a change can't agree to it, nor by a token that he made: another person does",
				);
			}
			if (state !== "pendingApproval") return wrongState(change, event);
			if (event.do === "reject") return to("rejected");
			return to(agreed(change, event.person) >= change.approvalsNeeded ? "approved" : "pendingApproval");
		case "apply":
			if (state !== "approved") {
				return state === "previewed" || state === "pendingApproval"
					? refuse(409, "notApproved", `the change is ${state}: it needs ${needs(change)}`)
					: wrongState(change, event);
			}
			if (event.previewDigest !== change.previewDigest) {
				return refuse(409, "previewChanged", "this is not the digest of the change's preview");
			}
			return to("applying");
		case "cancel":
			if (state !== "applying") return OPEN.includes(state) ? to("cancelled") : wrongState(change, event);
			// What is under way goes to its end first.
			return change.withdrawalFault === null ? to("applying") : refuse(409, "wrongState", change.withdrawalFault);
		case "rollback":
			if (state === "applied" || (state === "failed" && change.changedSomething)) return to("applying");
			return wrongState(change, event);
		case "end":
			return state === "applying" ? to(event.with) : wrongState(change, event);
	}
}

/** What a change comes to, by how many of its devices are in which state; all of them are through. */
export function endingOf(
	counts: Readonly<Partial<Record<ItemState, number>>>,
	rollingBack: boolean,
	/** Why it was withdrawn while it was under way. */
	withdrawal: Failure | null = null,
): { readonly state: "applied" | "failed" | "rolledBack" | "cancelled"; readonly failure: Failure | null } {
	const { applied = 0, failed = 0, rolledBack = 0, skipped = 0 } = counts;
	const bad = failed + skipped;
	const told = `${applied} applied, ${failed} failed, ${rolledBack} rolled back, ${skipped} not begun`;
	if (withdrawal !== null && skipped > 0) {
		const isUntouched = applied + failed + rolledBack === 0;
		const failure = { code: withdrawal.code, detail: `${withdrawal.detail}: ${told}` };
		return { state: isUntouched && withdrawal.code === "cancelled" ? "cancelled" : "failed", failure };
	}
	if (rollingBack) {
		if (failed === 0) return { state: "rolledBack", failure: null };
		return {
			state: "failed",
			failure: { code: "rollbackFailed", detail: `${failed} of the devices are not as they were` },
		};
	}
	if (bad === 0 && rolledBack === 0) return { state: "applied", failure: null };
	const state = bad === 0 && applied === 0 ? "rolledBack" : "failed";
	return { state, failure: { code: state === "rolledBack" ? "rolledBack" : "notAllApplied", detail: told } };
}

/** Whoever made a token may hold it. */
function isAuthor({ author, authorMakers }: ChangeFacts, person: string, makers: readonly string[]): boolean {
	return person === author || makers.includes(author) || authorMakers.includes(person);
}

/** How many people have agreed, once this one does: nobody counts twice. */
function agreed({ approvedBy, author }: ChangeFacts, person: string): number {
	return new Set([...approvedBy, person].filter((one) => one !== author)).size;
}

function needs({ state, approvalsNeeded, approvedBy }: ChangeFacts): string {
	if (state === "previewed") return "to be submitted";
	const missing = approvalsNeeded - new Set(approvedBy).size;
	return `${missing} more approval${missing === 1 ? "" : "s"}`;
}

function to(state: ChangeState): Transition {
	return { ok: true, state };
}

function wrongState({ state }: ChangeFacts, event: ChangeEvent): Transition {
	return refuse(409, "wrongState", `the change is ${state}: it can't be ${WORD[event.do]}`);
}

const WORD: Readonly<Record<ChangeEvent["do"], string>> = {
	submit: "submitted",
	approve: "approved",
	reject: "rejected",
	apply: "applied",
	cancel: "cancelled",
	rollback: "rolled back",
	end: "ended",
	expire: "expired",
};

function refuse(status: 403 | 409, code: string, detail: string): Transition {
	return { ok: false, status, code, detail };
}
