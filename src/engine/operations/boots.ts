import { fellByRestart, ranOn } from "../../device/uptime.ts";
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
import { readValues } from "./readValues.ts";

/** How long a device may stay away (contract, section 5, `timeoutSeconds`). */
const REBOOT_SECONDS = 600;
const FACTORY_RESET_SECONDS = 900;
/**
 * A crash of Certus may have come before the request was on its way. A device that did take it restarts once its session
 * is over: one that opens sessions for so long without a restart is waited for no longer.
 */
const INTERRUPTED_SECONDS = 10;

interface BootPhase {
	/** Whether it was answered; `null`: not known, as nobody was there any more. */
	readonly accepted: boolean | null;
	readonly uptimeBefore: number | null;
	/** Of a reset: settings that stood before it, by path. */
	readonly settings: Readonly<Record<string, string>>;
	readonly sentAt: string;
	/** Sessions that came and showed no restart, and what the last of them showed. */
	readonly sessionsWithoutBoot: number;
	readonly uptimeAfter: number | null;
	readonly settingsLost: boolean | null;
	/** From sending to that session, in seconds, and to when its uptime was read. */
	readonly lastAfter: number | null;
	readonly lastReadAfter?: number;
	/** When the first of them began. */
	readonly hereSince?: string;
}

/** First contact set them, so a reset takes them away (quirks 19, 121). */
const SETTINGS = ["ParameterKey", "ConnectionRequestUsername", "PeriodicInformInterval", "PeriodicInformTime"];

/**
 * Reboot, followed to the session after the boot. Any sign of a restart counts: `1 BOOT`, `M Reboot`, or an uptime that
 * went down to what can have gone by since (quirks 17, 18, 122); which of them came is recorded.
 */
export function* reboot(context: ProgramContext, phase: unknown): Program {
	let at = phase as BootPhase | null;
	if (at === null) {
		at = begun(yield* uptime(context), {}, context);
		yield { do: "keep", phase: at };
		const answer = yield* call<"Reboot">(
			{ kind: "request", rpc: "Reboot", body: { commandKey: context.commandKey } },
			true,
		);
		if (answer.kind === "fault") return failed(answer.fault);
		at = { ...at, accepted: answer.kind === "response" };
	}
	return yield* awaitBoot("Reboot", at, context, context.waitSeconds ?? REBOOT_SECONDS);
}

/**
 * FactoryReset, followed to the device's registration afterwards. A lost `0 BOOTSTRAP` is recorded; then settings that
 * are gone show the reset (quirks 19, 121).
 */
export function* factoryReset(context: ProgramContext, phase: unknown): Program {
	let at = phase as BootPhase | null;
	if (at === null) {
		at = begun(yield* uptime(context), yield* settings(context), context);
		yield { do: "keep", phase: at };
		const answer = yield* call<"FactoryReset">({ kind: "request", rpc: "FactoryReset", body: {} }, true);
		if (answer.kind === "fault") return failed(answer.fault);
		at = { ...at, accepted: answer.kind === "response" };
	}
	return yield* awaitBoot("FactoryReset", at, context, context.waitSeconds ?? FACTORY_RESET_SECONDS);
}

function begun(uptimeBefore: number | null, before: BootPhase["settings"], context: ProgramContext): BootPhase {
	return {
		...{ accepted: null, uptimeBefore, settings: before, sentAt: context.now().toISOString() },
		...{ sessionsWithoutBoot: 0, uptimeAfter: null, settingsLost: null, lastAfter: null },
	};
}

function* awaitBoot(
	what: "Reboot" | "FactoryReset",
	begunAt: BootPhase,
	context: ProgramContext,
	seconds: number,
): Program {
	let phase = begunAt;
	const missed = [...context.missed.boots];
	const pollSeconds = begunAt.accepted === null ? INTERRUPTED_SECONDS : Math.max(5, seconds / 4);
	for (;;) {
		const left = seconds - (context.now().getTime() - Date.parse(phase.sentAt)) / 1000;
		const session: MissedBoot | null =
			missed.shift() ?? (left > 0 ? yield* nextSession(phase, left, phase.accepted !== true, pollSeconds) : null);
		if (!session) break;
		const seen = signs(session, context.commandKey);
		const uptimeAfter = yield* uptime(context);
		const sinceSent = (context.now().getTime() - Date.parse(phase.sentAt)) / 1000;
		const settingsLost = what === "Reboot" ? null : lost(phase.settings, yield* settings(context));
		const uptimeFell = fellByRestart(phase.uptimeBefore, uptimeAfter, sinceSent);
		const lastAfter = (session.startedAt.getTime() - Date.parse(phase.sentAt)) / 1000;
		if (seen.boot || seen.bootstrap || seen.mReboot || uptimeFell || settingsLost) {
			const result = {
				accepted: true,
				answered: phase.accepted === true,
				bootedAt: session.startedAt.toISOString(),
				events: session.events.map(({ code }) => code),
				boot: seen.boot,
				bootstrap: seen.bootstrap,
				mReboot: seen.mReboot,
				commandKey: context.commandKey,
				commandKeyReturned: seen.commandKeyReturned,
				uptimeBeforeSeconds: phase.uptimeBefore,
				uptimeAfterSeconds: uptimeAfter,
				uptimeReadAfterSeconds: sinceSent,
				...(what === "FactoryReset" && { settingsLost }),
				awaySeconds: lastAfter,
			};
			const isClaim = !seen.boot && !seen.bootstrap && !settingsLost;
			if (isClaim && ranOn(phase.uptimeBefore, uptimeAfter, sinceSent))
				return { status: "failed", reason: "the device tells of M Reboot, and its uptime went on", result };
			return { status: "succeeded", result };
		}
		const hereSince = phase.hereSince ?? session.startedAt.toISOString();
		phase = {
			...{ ...phase, sessionsWithoutBoot: phase.sessionsWithoutBoot + 1, hereSince },
			...{ uptimeAfter, settingsLost, lastAfter, lastReadAfter: sinceSent },
		};
		const hereSeconds = (session.startedAt.getTime() - Date.parse(hereSince)) / 1000;
		if (phase.accepted === null && hereSeconds >= INTERRUPTED_SECONDS) break;
	}
	if (phase.accepted === null && phase.sessionsWithoutBoot > 0) {
		// Without a result: whether it was asked at all is not known, so this says nothing of the device.
		return {
			status: "unknown",
			reason: `Certus was stopped as it sent ${what}, and the device has not restarted since`,
		};
	}
	const result = {
		accepted: phase.accepted === true,
		sessionsWithoutBoot: phase.sessionsWithoutBoot,
		uptimeBeforeSeconds: phase.uptimeBefore,
		uptimeAfterSeconds: phase.uptimeAfter,
		...(phase.lastReadAfter !== undefined && { uptimeReadAfterSeconds: phase.lastReadAfter }),
		...(what === "FactoryReset" && { settingsLost: phase.settingsLost }),
		lastSeenAfterSeconds: phase.lastAfter,
	};
	const came = phase.sessionsWithoutBoot > 0;
	const reason = came
		? `the device came back ${phase.sessionsWithoutBoot} times within ${seconds} s and showed no restart`
		: `the device did not come back within ${seconds} s`;
	return phase.accepted === true
		? { status: "failed", reason, result }
		: { status: "unknown", reason: `${what} was sent, no answer came, and ${reason}`, result };
}

function* settings(context: ProgramContext): Generator<Step, Record<string, string>, StepResult> {
	const paths = SETTINGS.map((name) => `${context.roots[0]}ManagementServer.${name}`);
	const { values } = yield* readValues(
		paths.filter((path) => !context.hints.poison.has(path)),
		context.hints,
	);
	return Object.fromEntries(values.map(({ path, value }) => [path, value]));
}

/**
 * `null` where nothing could be read before and after. Some lose their ParameterKey with any restart (quirk 55): it counts
 * only where nothing else can be read.
 */
function lost(before: BootPhase["settings"], after: BootPhase["settings"]): boolean | null {
	const both = Object.entries(before).filter(([path]) => after[path] !== undefined);
	const lasting = both.filter(([path]) => !path.endsWith(".ParameterKey"));
	const telling = lasting.length > 0 ? lasting : both;
	return telling.length === 0 ? null : telling.some(([path, value]) => after[path] !== value);
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
