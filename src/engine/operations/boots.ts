import {
	call,
	failed,
	type MissedBoot,
	nextSession,
	type Program,
	type ProgramContext,
	type Step,
	type StepResult,
} from "./program.ts";

/** How long a device may stay away (contract, section 5, `timeoutSeconds`). */
const REBOOT_SECONDS = 600;
const FACTORY_RESET_SECONDS = 900;

interface BootPhase {
	readonly accepted: boolean | null;
	readonly uptimeBefore: number | null;
	readonly sentAt: string;
	/** Sessions that came and showed no restart. */
	readonly sessionsWithoutBoot: number;
}

/**
 * Reboot, followed to the session after the boot. Any sign of a restart counts: `1 BOOT`, `M Reboot`, or an uptime that
 * went down (quirks 17, 18, 122); which of them came is recorded.
 */
export function* reboot(context: ProgramContext, phase: unknown): Program {
	let at = phase as BootPhase | null;
	if (at === null) {
		const uptimeBefore = yield* uptime(context);
		const sentAt = context.now().toISOString();
		at = { accepted: null, uptimeBefore, sentAt, sessionsWithoutBoot: 0 };
		yield { do: "keep", phase: at };
		const answer = yield* call<"Reboot">(
			{ kind: "request", rpc: "Reboot", body: { commandKey: context.commandKey } },
			true,
		);
		if (answer.kind === "fault") return failed(answer.fault);
		at = { ...at, accepted: answer.kind === "response" ? true : null };
	}
	return yield* awaitBoot("Reboot", at, context, context.waitSeconds ?? REBOOT_SECONDS);
}

/** FactoryReset, followed to the device's registration afterwards; a lost `0 BOOTSTRAP` is recorded (quirks 19, 121). */
export function* factoryReset(context: ProgramContext, phase: unknown): Program {
	let at = phase as BootPhase | null;
	if (at === null) {
		const uptimeBefore = yield* uptime(context);
		at = { accepted: null, uptimeBefore, sentAt: context.now().toISOString(), sessionsWithoutBoot: 0 };
		yield { do: "keep", phase: at };
		const answer = yield* call<"FactoryReset">({ kind: "request", rpc: "FactoryReset", body: {} }, true);
		if (answer.kind === "fault") return failed(answer.fault);
		at = { ...at, accepted: answer.kind === "response" ? true : null };
	}
	return yield* awaitBoot("FactoryReset", at, context, context.waitSeconds ?? FACTORY_RESET_SECONDS);
}

function* awaitBoot(
	what: "Reboot" | "FactoryReset",
	begun: BootPhase,
	context: ProgramContext,
	seconds: number,
): Program {
	let phase = begun;
	const missed = [...context.missed.boots];
	for (;;) {
		const left = seconds - (context.now().getTime() - Date.parse(phase.sentAt)) / 1000;
		const session: MissedBoot | null =
			missed.shift() ??
			(left > 0 ? yield* nextSession(phase, left, phase.accepted !== true, Math.max(5, seconds / 4)) : null);
		if (!session) break;
		const seen = signs(session, context.commandKey);
		const uptimeAfter = yield* uptime(context);
		const uptimeFell = phase.uptimeBefore !== null && uptimeAfter !== null && uptimeAfter < phase.uptimeBefore;
		if (seen.boot || seen.bootstrap || seen.mReboot || uptimeFell) {
			return {
				status: "succeeded",
				result: {
					accepted: true,
					bootedAt: session.startedAt.toISOString(),
					events: session.events.map(({ code }) => code),
					boot: seen.boot,
					bootstrap: seen.bootstrap,
					mReboot: seen.mReboot,
					commandKeyReturned: seen.commandKeyReturned,
					uptimeBeforeSeconds: phase.uptimeBefore,
					uptimeAfterSeconds: uptimeAfter,
					awaySeconds: (session.startedAt.getTime() - Date.parse(phase.sentAt)) / 1000,
				},
			};
		}
		phase = { ...phase, sessionsWithoutBoot: phase.sessionsWithoutBoot + 1 };
	}
	const result = { accepted: phase.accepted === true, sessionsWithoutBoot: phase.sessionsWithoutBoot };
	const came = phase.sessionsWithoutBoot > 0;
	const reason = came
		? `the device came back ${phase.sessionsWithoutBoot} times within ${seconds} s and showed no restart`
		: `the device did not come back within ${seconds} s`;
	return phase.accepted === true
		? { status: "failed", reason, result }
		: { status: "unknown", reason: `${what} was sent, no answer came, and ${reason}`, result };
}

function signs(session: MissedBoot, commandKey: string) {
	const codes = new Set(session.events.map(({ code }) => code.trim().toUpperCase()));
	const mReboot = session.events.find(({ code }) => code.trim().toUpperCase() === "M REBOOT");
	return {
		boot: codes.has("1 BOOT"),
		bootstrap: codes.has("0 BOOTSTRAP"),
		mReboot: mReboot !== undefined,
		commandKeyReturned: mReboot?.commandKey === commandKey,
	};
}

/** DeviceInfo.UpTime in seconds; `null` where the device does not give it. */
function* uptime(context: ProgramContext): Generator<Step, number | null, StepResult> {
	const path = `${context.roots[0]}DeviceInfo.UpTime`;
	if (context.hints.poison.has(path)) return null;
	const answer = yield* call<"GetParameterValues">({
		kind: "request",
		rpc: "GetParameterValues",
		body: { paths: [path] },
	});
	if (answer.kind !== "response") {
		if (answer.kind === "fault") context.hints.poison.add(path);
		return null;
	}
	const value = answer.body.parameters.find((parameter) => parameter.path === path)?.value.trim();
	return value !== undefined && /^\d+$/.test(value) ? Number(value) : null;
}
