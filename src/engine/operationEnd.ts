import type { CwmpFault } from "../cwmp/messages.ts";
import type { OperationEnd } from "../proof/check.ts";
import type { OperationRow } from "../store/operations.ts";

/** How an operation has ended; `null` while it has not. */
export function endOf(row: OperationRow): OperationEnd | null {
	const { status } = row;
	if (status === "pendingApproval" || status === "queued" || status === "running") return null;
	// `unknown` may still be settled by what the device shows.
	if (status === "unknown" && row.finishedAt === null) return null;
	const fault = row.fault as OperationEnd["fault"];
	return {
		status: status as OperationEnd["status"],
		result: row.result,
		fault,
		reason: row.reason,
		sessionId: row.session,
	};
}

/** A fault as an operation shows it. */
export function publicFault({
	code,
	message,
	parameters,
}: CwmpFault): Pick<CwmpFault, "code" | "message" | "parameters"> {
	return { code, message, parameters };
}
