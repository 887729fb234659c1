import type { Change } from "../../../src/shared/changes.ts";
import type { Permission } from "../../../src/shared/common.ts";
import type { Subscriber } from "../../../src/shared/subscribers.ts";

/** `asked`: somebody else has to agree to the suspend first. */
export type Service = "served" | "asked" | "suspending" | "suspended" | "restoring";

/** Whether a subscriber has service, by what is recorded and the newest suspend or restore. */
export function serviceOf(
	{ suspended }: Pick<Subscriber, "suspended">,
	last: Pick<Change, "action" | "state"> | null,
): Service {
	if (last?.state === "applying") return last.action === "restore" ? "restoring" : "suspending";
	if (suspended !== null) return "suspended";
	const isAsked = last?.action === "suspend" && (last.state === "pendingApproval" || last.state === "approved");
	return isAsked ? "asked" : "served";
}

/** `withdraw`: the restore of one whose suspend has not begun. */
export type ServiceStepName = "suspend" | "restore" | "withdraw";

const STEPS: Record<Service, readonly ServiceStepName[]> = {
	served: ["suspend"],
	asked: ["withdraw"],
	// What it has begun is undone.
	suspending: ["restore"],
	suspended: ["restore"],
	restoring: ["suspend"],
};

/** What this person may do about it as it stands. */
export function stepsFor(service: Service, held: readonly Permission[]): ServiceStepName[] {
	return STEPS[service].filter((step) => held.includes(step === "withdraw" ? "restore" : step));
}
