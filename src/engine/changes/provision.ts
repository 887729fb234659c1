import { isHiddenValue } from "../../cwmp/redact.ts";
import { sameValue } from "../../device/sameValue.ts";
import type { OperationInput } from "../../shared/operations.ts";
import { readBack } from "./program.ts";
import {
	type DeviceOutcome,
	type DevicePlan,
	failed,
	NOTHING,
	operate,
	reasonOf,
	type Steps,
	typeAt,
} from "./steps.ts";

/**
 * Brings one device to what its profiles wish: nothing is sent where it stands so already. What a suspend `held` is left
 * alone, and told.
 */
export function* provisionDevice(plan: DevicePlan, held: readonly string[]): Steps<DeviceOutcome> {
	const all = (plan.input as OperationInput<"set">).values;
	const values = all.filter(({ path }) => !held.includes(path));
	const leftAlone = all.filter(({ path }) => held.includes(path)).map(({ path }) => path);
	if (values.length === 0) return { ...NOTHING, state: "applied", failure: null, leftAlone };
	const answer = yield { ask: "backup", paths: values.map(({ path }) => path), touchedOnly: true };
	if (answer.got !== "backup") throw new Error(`a backup was asked for, and ${answer.got} came`);
	if (answer.kept === null) return failed(answer.code, answer.reason);
	const { kept } = answer;
	const differing = values.filter(({ path, value, type }) => {
		const now = kept.get(path)?.value;
		// What the device hides may be anything.
		return isHiddenValue(path, now) || !sameValue(now, value, typeAt(path, kept, kept) ?? type ?? null);
	});
	if (differing.length === 0) return { ...NOTHING, state: "applied", failure: null, leftAlone };
	const input = { values: differing };
	const end = yield* operate("apply", "set", input);
	if (end.status === "expired" || end.status === "cancelled") return failed(end.status, reasonOf(end));
	return { ...(yield* readBack({ ...plan, input }, kept, end)), leftAlone };
}
