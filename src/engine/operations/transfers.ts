import { commandKeysOf, hasEvent } from "../../cwmp/events.ts";
import type { ResponseFor } from "../../cwmp/session.ts";
import type { OperationInput } from "../../shared/operations.ts";
import {
	call,
	failed,
	nextSession,
	type Outcome,
	type Program,
	type ProgramContext,
	type SessionSeen,
	type Step,
	type StepResult,
	type TransferSeen,
} from "./program.ts";

const FIRMWARE_SECONDS = 1_800;
const FILE_SECONDS = 600;

/** What the engine prepared for a transfer: the address that only this device may use, and what to expect of it. */
export interface PreparedTransfer {
	readonly url: string;
	readonly fileType: string;
	readonly fileSizeBytes: number;
	readonly targetFileName: string;
	/** The software version that must stand afterwards; `null` for anything but firmware. */
	readonly expectedVersion: string | null;
	readonly versionBefore: string | null;
}

/** How a report was known to be of this transfer. */
type MatchedBy = "commandKey" | "event" | "single" | "status";

interface TransferPhase {
	readonly transfer: PreparedTransfer;
	readonly sentAt: string;
	readonly answered: boolean;
	/** Of DownloadResponse. */
	readonly status: number | null;
	readonly complete: TransferSeen | null;
	readonly matchedBy: MatchedBy | null;
	/** That followed; the last of them showed this version, so many seconds after sending. */
	readonly sessions: number;
	readonly version: string | null;
	readonly lastAfter: number | null;
}

/**
 * Download, followed to its TransferComplete; firmware succeeds only with the expected version (quirks 95–97, 119, 124).
 * A device that never reports, but shows the version, has succeeded all the same.
 */
export function* download(context: ProgramContext, prepare: () => PreparedTransfer, phase: unknown): Program {
	let at = phase as TransferPhase | null;
	if (at === null) {
		const transfer = prepare();
		at = {
			...{ transfer, sentAt: context.now().toISOString(), answered: false, status: null, complete: null },
			...{ matchedBy: null, sessions: 0, version: null, lastAfter: null },
		};
		yield { do: "keep", phase: at };
		const answer = yield* call<"Download">(
			{
				kind: "request",
				rpc: "Download",
				body: {
					commandKey: context.commandKey,
					fileType: transfer.fileType,
					url: transfer.url,
					username: "",
					password: "",
					fileSizeBytes: transfer.fileSizeBytes,
					targetFileName: transfer.targetFileName,
					delaySeconds: 0,
					successUrl: "",
					failureUrl: "",
				},
			},
			true,
		);
		if (answer.kind === "fault") return failed(answer.fault);
		at = { ...at, answered: answer.kind === "response" };
		if (answer.kind === "response") at = { ...at, ...answered(answer.body, context.commandKey) };
		if (at.complete && transfer.expectedVersion === null) return done(at);
	}
	const { boots, transfers } = context.missed;
	at = reported(at, { transfers, events: boots.flatMap(({ events }) => events) }, context.commandKey);
	const { expectedVersion, versionBefore } = at.transfer;
	const seconds = context.waitSeconds ?? (expectedVersion === null ? FILE_SECONDS : FIRMWARE_SECONDS);
	for (;;) {
		const left = remaining(at, seconds, context);
		const session: SessionSeen | null = yield* nextSession(at, left, !at.answered, seconds / 4);
		if (!session) break;
		const lastAfter: number = (session.startedAt.getTime() - Date.parse(at.sentAt)) / 1000;
		at = { ...reported(at, session, context.commandKey), sessions: at.sessions + 1, lastAfter };
		const { complete } = at;
		if (expectedVersion !== null) at = { ...at, version: yield* softwareVersion(session, context) };
		if (complete && complete.faultCode !== 0) return faulted(complete, toldOf(at));
		if (expectedVersion === null) {
			if (complete) return done(at);
			continue;
		}
		// A version that stood before shows nothing by itself.
		if (at.version === expectedVersion && (at.version !== versionBefore || complete)) return done(at);
	}
	const other = at.version !== null && at.version !== versionBefore && at.version !== expectedVersion;
	if (expectedVersion !== null && (at.complete || other)) {
		const reason = at.complete
			? `the device reported success, and its software version is not ${expectedVersion}`
			: `the device runs ${at.version}, not ${expectedVersion}`;
		return { status: "failed", reason, result: toldOf(at) };
	}
	const missing = expectedVersion === null ? "no TransferComplete" : "no TransferComplete and no new version";
	return { status: "unknown", reason: `${missing} within ${seconds} s`, result: toldOf(at) };
}

/** Status 0: it is over, and TransferComplete does not follow (A.3.2.8). */
function answered(
	{ status, startTime, completeTime }: ResponseFor<"Download">["body"],
	commandKey: string,
): Partial<TransferPhase> {
	if (status !== 0) return { status };
	const complete = { commandKey, faultCode: 0, faultMessage: "", startTime, completeTime };
	return { status, complete, matchedBy: "status" };
}

function toldOf(at: TransferPhase): Readonly<Record<string, unknown>> {
	const { answered: accepted, status, complete: transferComplete, matchedBy, version, sessions, lastAfter } = at;
	const { versionBefore } = at.transfer;
	return { accepted, status, transferComplete, matchedBy, versionBefore, version, sessions, afterSeconds: lastAfter };
}

function done(at: TransferPhase): Outcome {
	return { status: "succeeded", result: { ...toldOf(at), accepted: true } };
}

function faulted({ faultCode, faultMessage }: TransferSeen, told: Readonly<Record<string, unknown>>): Outcome {
	return {
		status: "failed",
		reason: `the device reported fault ${faultCode}: ${faultMessage}`,
		fault: { code: faultCode, message: faultMessage, parameters: [], soapCode: "" },
		result: { ...told, accepted: true },
	};
}

type Reports = Pick<SessionSeen, "transfers" | "events">;

function reported(at: TransferPhase, reports: Reports, commandKey: string): TransferPhase {
	const found = match(reports, commandKey, "download");
	return found ? { ...at, complete: found.transfer, matchedBy: found.by } : at;
}

/** The command keys of Certus's own operations. */
const OPERATION_KEY = /^[0-9a-f]{32}$/;

/**
 * By its CommandKey; where that is empty or nobody's, the single one that came, unless the events say that it is one of
 * the other direction (quirks 95, 119, 124). Several that could be it are none.
 */
function match(
	{ transfers, events }: Reports,
	commandKey: string,
	direction: "download" | "upload",
): { readonly transfer: TransferSeen; readonly by: MatchedBy } | null {
	const exact = transfers.find((transfer) => transfer.commandKey === commandKey);
	if (exact) return { transfer: exact, by: "commandKey" };
	const [transfer, ...others] = transfers.filter((one) => !OPERATION_KEY.test(one.commandKey));
	if (!transfer || others.length > 0) return null;
	const other = direction === "download" ? "upload" : "download";
	if (hasEvent(events, other) && !hasEvent(events, direction)) return null;
	return { transfer, by: commandKeysOf(events, direction).includes(commandKey) ? "event" : "single" };
}

function remaining(at: { sentAt: string }, seconds: number, context: ProgramContext): number {
	return Math.max(0, seconds - (context.now().getTime() - Date.parse(at.sentAt)) / 1000);
}

function* softwareVersion(session: SessionSeen, context: ProgramContext): Generator<Step, string | null, StepResult> {
	const informed = session.parameters.find(({ path }) => path.endsWith(".DeviceInfo.SoftwareVersion"));
	if (informed) return informed.value;
	const path = `${context.roots[0]}DeviceInfo.SoftwareVersion`;
	const answer = yield* call<"GetParameterValues">({
		kind: "request",
		rpc: "GetParameterValues",
		body: { paths: [path] },
	});
	return answer.kind === "response" ? (answer.body.parameters[0]?.value ?? null) : null;
}

/** Upload, followed to its TransferComplete. */
export function* upload(
	input: OperationInput<"upload">,
	context: ProgramContext,
	prepare: () => { readonly url: string },
	phase: unknown,
): Program {
	let at = phase as { sentAt: string; answered: boolean } | null;
	if (at === null) {
		const { url } = prepare();
		at = { sentAt: context.now().toISOString(), answered: false };
		yield { do: "keep", phase: at };
		const body = {
			commandKey: context.commandKey,
			fileType: input.fileType,
			url,
			username: "",
			password: "",
			delaySeconds: 0,
		};
		const answer = yield* call<"Upload">({ kind: "request", rpc: "Upload", body }, true);
		if (answer.kind === "fault") return failed(answer.fault);
		if (answer.kind === "response" && answer.body.status === 0)
			return { status: "succeeded", result: { accepted: true } };
		at = { ...at, answered: answer.kind === "response" };
	}
	const seconds = context.waitSeconds ?? FILE_SECONDS;
	const { boots, transfers } = context.missed;
	let reports: Reports = { transfers, events: boots.flatMap(({ events }) => events) };
	for (;;) {
		const found = match(reports, context.commandKey, "upload");
		if (found) {
			const result = { accepted: true, transferComplete: found.transfer, matchedBy: found.by };
			return found.transfer.faultCode === 0 ? { status: "succeeded", result } : faulted(found.transfer, result);
		}
		const left = remaining(at, seconds, context);
		const session: SessionSeen | null = yield* nextSession(at, left, !at.answered, seconds / 4);
		if (!session) {
			const reason = `no TransferComplete within ${seconds} s`;
			return { status: "unknown", reason, result: { accepted: at.answered } };
		}
		reports = session;
	}
}
