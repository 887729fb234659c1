import type { ActionPolicy, ApprovalPolicy, ApprovalPolicyPatch, ChangeAction, ChangeKind } from "../shared/changes.ts";

const AGREED: ActionPolicy = {
	approvals: 1,
	approverRoles: null,
	waivedForOneDevice: false,
	waivedPerHour: 100,
	waiverFailures: 5,
};

/** As shipped (contract, section 7): only the reboot of one device needs nobody's agreement. */
export const SHIPPED_POLICY: ApprovalPolicy = {
	config: AGREED,
	firmware: AGREED,
	reboot: { ...AGREED, waivedForOneDevice: true },
	factoryReset: AGREED,
	suspend: AGREED,
	restore: AGREED,
};

/** A tenant's own words laid over what is shipped, or over what it said before. */
export function policyWith(patch: Readonly<Partial<ApprovalPolicyPatch>>, before = SHIPPED_POLICY): ApprovalPolicy {
	const actions = Object.keys(SHIPPED_POLICY) as ChangeAction[];
	return Object.fromEntries(
		actions.map((action) => {
			const given = Object.entries(patch[action] ?? {}).filter(([, value]) => value !== undefined);
			return [action, { ...before[action], ...Object.fromEntries(given) }];
		}),
	) as ApprovalPolicy;
}

/** What a policy must not say (contract, section 7); `null` where it may stand. */
export function policyFault(policy: ApprovalPolicy): string | null {
	return policy.factoryReset.waivedForOneDevice
		? "a factory reset's approval can't be waived: factoryReset.waivedForOneDevice must be false"
		: null;
}

/** The stricter of two in everything that they say. Where nobody would have both roles, the second's count. */
export function strictest(one: ApprovalPolicy, other: ApprovalPolicy): ApprovalPolicy {
	const actions = Object.keys(SHIPPED_POLICY) as ChangeAction[];
	return Object.fromEntries(
		actions.map((action): [ChangeAction, ActionPolicy] => {
			const [left, right] = [one[action], other[action]];
			return [
				action,
				{
					approvals: Math.max(left.approvals, right.approvals),
					approverRoles: commonRoles(left.approverRoles, right.approverRoles),
					waivedForOneDevice: left.waivedForOneDevice && right.waivedForOneDevice,
					waivedPerHour: Math.min(left.waivedPerHour, right.waivedPerHour),
					waiverFailures: Math.min(left.waiverFailures, right.waiverFailures),
				},
			];
		}),
	) as ApprovalPolicy;
}

function commonRoles(left: ActionPolicy["approverRoles"], right: ActionPolicy["approverRoles"]) {
	if (left === null || right === null) return left ?? right;
	const both = left.filter((role) => right.includes(role));
	return both.length > 0 ? both : right;
}

/** Whether anything that the first asks for is not asked for by the second. */
export function isLoosened(before: ApprovalPolicy, after: ApprovalPolicy): boolean {
	const kept = strictest(after, before);
	return (Object.keys(SHIPPED_POLICY) as ChangeAction[]).some((action) => {
		const [now, would] = [after[action], kept[action]];
		const roles = (policy: ActionPolicy) => policy.approverRoles?.toSorted().join() ?? null;
		return (
			now.approvals !== would.approvals ||
			roles(now) !== roles(would) ||
			now.waivedForOneDevice !== would.waivedForOneDevice ||
			now.waivedPerHour !== would.waivedPerHour ||
			now.waiverFailures !== would.waiverFailures
		);
	});
}

export interface ApprovalAsk {
	readonly action: ChangeAction;
	readonly devices: number;
	/** Whether a value or its loss may cut the device off from its ACS. */
	readonly losesManagement: boolean;
	/** What the matrix or the rules refuse is asked for all the same. */
	readonly overridden: boolean;
	/** It takes back a suspend that is on record. */
	readonly restoresSuspend: boolean;
	/** Waived ones on this row's devices: within the last hour, and failed ones since the last that did not. */
	readonly waivedLately: { readonly lastHour: number; readonly failedInARow: number };
}

/** By how many other people a change has to be agreed to. */
export function approvalsNeeded(policy: ApprovalPolicy, ask: ApprovalAsk): number {
	const { approvals, waivedForOneDevice, waivedPerHour, waiverFailures } = policy[ask.action];
	if (ask.restoresSuspend) return 0;
	const isWaived =
		waivedForOneDevice &&
		ask.devices === 1 &&
		ask.action !== "factoryReset" &&
		!ask.losesManagement &&
		!ask.overridden &&
		ask.waivedLately.lastHour < waivedPerHour &&
		ask.waivedLately.failedInARow < waiverFailures;
	return isWaived ? 0 : approvals;
}

/** The action whose policy and permission a kind of operation falls under. */
export function actionOf(kind: ChangeKind, fileKind: "firmware" | "config" | null): ChangeAction {
	if (kind === "download") return fileKind === "config" ? "config" : "firmware";
	return kind === "reboot" || kind === "factoryReset" ? kind : "config";
}
