import type { OperationEnd } from "./check.ts";

/** A fault's own code and those of the parameters that it names (A.3.2.1): `[9003, 9005]`. */
export function faultCodes(fault: OperationEnd["fault"]): number[] {
	return fault ? [...new Set([fault.code, ...(fault.parameters ?? []).map(({ code }) => code)])] : [];
}
