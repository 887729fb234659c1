import { decode } from "../cwmp/codec.ts";
import type { ReportedRpc, RpcOutcome } from "../shared/discoveryReport.ts";

/** A message of a session, as the transcript or an operation's record has it. */
export interface SeenMessage {
	readonly direction: "fromDevice" | "toDevice";
	/** The RPC's name, with `Response` where it is one; `Fault`. */
	readonly name: string;
	readonly sessionId: string;
	readonly body: Uint8Array;
}

export interface SeenRpc {
	readonly name: string;
	readonly outcome: RpcOutcome;
	readonly fault: number | null;
}

/** What every CPE must answer to (TR-069 Amendment 6, A.3, table 4). */
const REQUIRED = [
	"GetRPCMethods",
	"SetParameterValues",
	"GetParameterValues",
	"GetParameterNames",
	"SetParameterAttributes",
	"GetParameterAttributes",
	"AddObject",
	"DeleteObject",
	"Reboot",
	"Download",
];

const NOT_AN_RPC = new Set(["empty", "unintelligible", "Fault"]);

/** Of each request to the device what it came to, in the order that the sessions had them. */
export function seenRpcs(messages: readonly SeenMessage[]): SeenRpc[] {
	const open = new Map<string, string>();
	const seen: SeenRpc[] = [];
	for (const { direction, name, sessionId, body } of messages) {
		const asked = open.get(sessionId);
		if (direction === "toDevice") {
			// A request that another one follows got no answer.
			if (asked !== undefined) seen.push({ name: asked, outcome: "silence", fault: null });
			open.delete(sessionId);
			if (!name.endsWith("Response") && !NOT_AN_RPC.has(name)) open.set(sessionId, name);
		} else if (asked !== undefined && name === `${asked}Response`) {
			seen.push({ name: asked, outcome: "worked", fault: null });
			open.delete(sessionId);
		} else if (asked !== undefined && name === "Fault") {
			seen.push({ name: asked, outcome: "fault", fault: faultCodeOf(body) });
			open.delete(sessionId);
		}
	}
	for (const name of open.values()) seen.push({ name, outcome: "silence", fault: null });
	return seen;
}

function faultCodeOf(body: Uint8Array): number | null {
	const decoded = decode(body);
	return decoded.ok && decoded.envelope.message.kind === "fault" ? decoded.envelope.message.fault.code : null;
}

const RANK: Readonly<Record<RpcOutcome, number>> = { worked: 2, fault: 1, silence: 0 };

/** Every RPC that is required, claimed or was tried, with the best that was seen of it. */
export function reportRpcs(claimed: readonly string[] | null, seen: readonly SeenRpc[]): ReportedRpc[] {
	const best = new Map<string, SeenRpc>();
	for (const rpc of seen) {
		const known = best.get(rpc.name);
		if (!known || RANK[rpc.outcome] > RANK[known.outcome]) best.set(rpc.name, rpc);
	}
	return [...new Set([...REQUIRED, ...(claimed ?? []), ...best.keys()])].map((name) => ({
		name,
		required: REQUIRED.includes(name),
		claimed: claimed === null ? null : claimed.includes(name),
		outcome: best.get(name)?.outcome ?? null,
		fault: best.get(name)?.fault ?? null,
	}));
}
