import { sameValue } from "../../device/sameValue.ts";
import type { SuspendedValue } from "../../store/suspensions.ts";
import { type DeviceOutcome, failed, NOTHING, operate, reasonOf, type Steps, typeAt, valuesOf } from "./steps.ts";

/**
 * Puts back on one device exactly what a suspend has changed there. What does not stand any more as the suspend left it
 * is somebody else's by now: it is left alone, and told. Every step waits for the device as long as that takes.
 */
export function* restoreSuspended(changed: readonly SuspendedValue[]): Steps<DeviceOutcome> {
	const done: DeviceOutcome = { ...NOTHING, state: "applied", failure: null };
	if (changed.length === 0) return done;
	const answer = yield { ask: "backup", paths: changed.map(({ path }) => path), touchedOnly: true };
	if (answer.got !== "backup") throw new Error(`a backup was asked for, and ${answer.got} came`);
	if (answer.kept === null) return failed(answer.code, answer.reason);
	const { kept } = answer;
	const stands = ({ path, type }: SuspendedValue, value: string) =>
		sameValue(kept.get(path)?.value, value, typeAt(path, kept, kept) ?? type);
	const suspended = changed.filter((one) => stands(one, one.after) && !stands(one, one.before));
	const leftAlone = changed
		.filter((one) => !stands(one, one.after) && !stands(one, one.before))
		.map(({ path }) => path);
	if (suspended.length === 0) return { ...done, leftAlone };
	const values = suspended.map(({ path, before, type }) => ({ path, value: before, ...(type && { type }) }));
	const how = { late: true, inverse: true };
	const end = yield* operate("apply", "set", { values }, how);
	if (end.status === "expired" || end.status === "cancelled")
		return { ...failed(end.status, reasonOf(end)), leftAlone };
	const read = yield* operate("readBack", "read", { paths: values.map(({ path }) => path) }, how);
	const now = valuesOf(read);
	if (now === null) {
		const detail = `the values could not be read back: ${reasonOf(read)}`;
		return { ...failed("notSeenAgain", detail), sent: true, leftAlone };
	}
	const wrong = values.filter(({ path, value }) => !sameValue(now.get(path)?.value, value, typeAt(path, now, kept)));
	const pendingReboot = (end.result as { status?: unknown } | null)?.status === 1;
	if (wrong.length === 0 || pendingReboot) return { ...done, sent: true, pendingReboot, leftAlone };
	if (end.status === "failed") return { ...failed("failed", reasonOf(end)), sent: end.fault === null, leftAlone };
	const detail = `${wrong.map(({ path }) => path).join(", ")} does not read back as it was before`;
	return { ...failed("readBackDiffers", detail), sent: true, leftAlone };
}
