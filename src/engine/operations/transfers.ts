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

interface TransferPhase {
	readonly transfer: PreparedTransfer;
	readonly sentAt: string;
	readonly answered: boolean;
	readonly complete: TransferSeen | null;
}

/**
 * Download, followed to its TransferComplete; firmware succeeds only with the expected version (quirks 95–97).
 * A device that never reports, but shows the version, has succeeded all the same.
 */
export function* download(context: ProgramContext, prepare: () => PreparedTransfer, phase: unknown): Program {
	let at = phase as TransferPhase | null;
	if (at === null) {
		const transfer = prepare();
		at = { transfer, sentAt: context.now().toISOString(), answered: false, complete: null };
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
		if (answer.kind === "response" && answer.body.status === 0) {
			const { startTime, completeTime } = answer.body;
			at = {
				...at,
				complete: { commandKey: context.commandKey, faultCode: 0, faultMessage: "", startTime, completeTime },
			};
			if (transfer.expectedVersion === null) return done(at, null);
		}
	}
	at = { ...at, complete: at.complete ?? match(context.missed, context.commandKey) };
	const seconds = context.waitSeconds ?? (at.transfer.expectedVersion === null ? FILE_SECONDS : FIRMWARE_SECONDS);
	for (;;) {
		const session: SessionSeen | null = yield* nextSession(
			at,
			remaining(at, seconds, context),
			!at.answered,
			seconds / 4,
		);
		if (!session) break;
		const complete: TransferSeen | null = match(session, context.commandKey) ?? at.complete;
		at = { ...at, complete };
		if (complete && complete.faultCode !== 0) {
			return {
				status: "failed",
				reason: `the device reported fault ${complete.faultCode}: ${complete.faultMessage}`,
				fault: { code: complete.faultCode, message: complete.faultMessage, parameters: [], soapCode: "" },
				result: { accepted: true, transferComplete: complete },
			};
		}
		if (at.transfer.expectedVersion === null) {
			if (complete) return done(at, null);
		} else {
			const version = yield* softwareVersion(session, context);
			// A version that stood before shows nothing by itself.
			const flipped = version !== at.transfer.versionBefore;
			if (version === at.transfer.expectedVersion && (flipped || complete)) return done(at, version);
		}
	}
	if (at.complete) {
		return {
			status: "failed",
			reason: `the device reported success, and its software version is not ${at.transfer.expectedVersion}`,
			result: { accepted: true, transferComplete: at.complete },
		};
	}
	return {
		status: "unknown",
		reason: `no TransferComplete and no new version within ${seconds} s`,
		result: { accepted: at.answered },
	};
}

function done(at: TransferPhase, version: string | null): Outcome {
	return {
		status: "succeeded",
		result: { accepted: true, transferComplete: at.complete, versionBefore: at.transfer.versionBefore, version },
	};
}

/** By its CommandKey, or, where that is empty or another's, the single one that came (quirk 95). */
function match(session: Pick<SessionSeen, "transfers">, commandKey: string): TransferSeen | null {
	const exact = session.transfers.find((transfer) => transfer.commandKey === commandKey);
	return exact ?? (session.transfers.length === 1 ? (session.transfers[0] ?? null) : null);
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
	for (;;) {
		const session: SessionSeen | null = yield* nextSession(
			at,
			remaining(at, seconds, context),
			!at.answered,
			seconds / 4,
		);
		if (!session)
			return {
				status: "unknown",
				reason: `no TransferComplete within ${seconds} s`,
				result: { accepted: at.answered },
			};
		const complete = match(session, context.commandKey);
		if (!complete) continue;
		if (complete.faultCode === 0)
			return { status: "succeeded", result: { accepted: true, transferComplete: complete } };
		return {
			status: "failed",
			reason: `the device reported fault ${complete.faultCode}: ${complete.faultMessage}`,
			fault: { code: complete.faultCode, message: complete.faultMessage, parameters: [], soapCode: "" },
		};
	}
}
