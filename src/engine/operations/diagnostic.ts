import type { ParameterValue } from "../../cwmp/messages.ts";
import type { OperationInput } from "../../shared/operations.ts";
import {
	call,
	failed,
	nextSession,
	type Program,
	type ProgramContext,
	type SessionSeen,
	unanswered,
} from "./program.ts";
import { readValues } from "./readValues.ts";

type Diagnostic = OperationInput<"diagnostic">["diagnostic"];

/** TR-181 2.x, IP.Diagnostics, and TR-098 1.x: where each diagnostic stands under the two roots. */
const OBJECTS: Readonly<Record<Diagnostic, readonly [tr181: string, tr098: string]>> = {
	ipPing: ["IP.Diagnostics.IPPing.", "IPPingDiagnostics."],
	traceRoute: ["IP.Diagnostics.TraceRoute.", "TraceRouteDiagnostics."],
	download: ["IP.Diagnostics.DownloadDiagnostics.", "DownloadDiagnostics."],
	upload: ["IP.Diagnostics.UploadDiagnostics.", "UploadDiagnostics."],
};
const WAIT_SECONDS: Readonly<Record<Diagnostic, number>> = { ipPing: 120, traceRoute: 600, download: 120, upload: 120 };
const POLL_SECONDS = 15;

interface DiagnosticPhase {
	readonly object: string;
	readonly sentAt: string;
}

/**
 * Asks for a diagnostic: its parameters, then `DiagnosticsState` last, in one SetParameterValues; then the session ends,
 * as some devices start only then. The end shows by event or by polling in later sessions (quirks 79, 80).
 */
export function* diagnostic(input: OperationInput<"diagnostic">, context: ProgramContext, phase: unknown): Program {
	let at = phase as DiagnosticPhase | null;
	if (at === null) {
		const root = context.roots[0] as string;
		const object = root + OBJECTS[input.diagnostic][root === "Device." ? 0 : 1];
		at = { object, sentAt: context.now().toISOString() };
		const parameters: ParameterValue[] = Object.entries(input.parameters).map(([name, value]) => ({
			path: object + name,
			value: String(value),
			type: typeof value === "number" ? "xsd:unsignedInt" : typeof value === "boolean" ? "xsd:boolean" : "xsd:string",
		}));
		parameters.push({ path: `${object}DiagnosticsState`, value: "Requested", type: "xsd:string" });
		yield { do: "keep", phase: at };
		const body = { parameters, parameterKey: context.parameterKey };
		const answer = yield* call<"SetParameterValues">({ kind: "request", rpc: "SetParameterValues", body }, true);
		if (answer.kind === "fault") return failed(answer.fault);
	}
	const seconds = context.waitSeconds ?? WAIT_SECONDS[input.diagnostic];
	for (;;) {
		const left = seconds - (context.now().getTime() - Date.parse(at.sentAt)) / 1000;
		const session: SessionSeen | null = left > 0 ? yield* nextSession(at, left, false, POLL_SECONDS) : null;
		if (!session) return { status: "failed", reason: `the diagnostic did not end within ${seconds} s` };
		const read = yield* readValues([at.object], context.hints);
		if (read.refused) return failed(read.refused);
		const state = read.values.find(({ path }) => path === `${at?.object}DiagnosticsState`)?.value.trim();
		if (state === undefined) return unanswered("the diagnostic's state");
		if (state === "Requested") continue;
		const results = Object.fromEntries(read.values.map(({ path, value }) => [path.slice(at?.object.length), value]));
		if (/^complete/i.test(state)) return { status: "succeeded", result: { state, results } };
		return { status: "failed", reason: `the diagnostic ended as ${state}`, result: { state, results } };
	}
}
