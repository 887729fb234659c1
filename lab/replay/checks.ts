/** What the ACS itself observed, from the values of its checks: what no message shows. */
import type { Evidence, RecordedCheck } from "../bundle.ts";

export function checkOf(checks: Evidence["checks"], name: string): RecordedCheck | undefined {
	return checks.find(({ check: { workflow, id } }) => `${workflow}/${id}` === name);
}

export function valuesOf(checks: Evidence["checks"], name: string): RecordedCheck["values"] | undefined {
	return checkOf(checks, name)?.values;
}

/** A transfer at the ACS's own address. */
export interface Observed {
	readonly requests: number;
	/** Of a whole body; 0 where none went over. */
	readonly bytes: number;
}

/** `null` where the check looked at no transfer. */
export function transfersSeen(checks: Evidence["checks"], name: string): readonly Observed[] | null {
	const values = valuesOf(checks, name);
	const leg = values?.leg as { readonly transfers?: unknown } | undefined;
	const seen = values?.observed ?? values?.transfers ?? leg?.transfers;
	if (!Array.isArray(seen)) return null;
	return seen.map((one: { requests?: unknown; bytes?: unknown; completedAt?: unknown }) => ({
		requests: Number(one.requests) || 0,
		bytes: typeof one.completedAt === "string" ? Number(one.bytes) || 0 : 0,
	}));
}
