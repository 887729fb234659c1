import {
	type CheckContext,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
} from "../check.ts";
import { rootFor } from "./settings.ts";

/** Sessions that are awaited at a short interval have to fit in the time of one step, with one to spare. */
const INTERVALS_A_STEP = 5;

/** What the device says of its periodic Informs. */
export interface Period {
	readonly end: OperationEnd;
	readonly path: string;
	/** In seconds; `null` where the device does not show it. */
	readonly interval: number | null;
	readonly enabled: boolean;
}

export function periodPaths(context: CheckContext): readonly string[] {
	const server = `${rootFor(context)}ManagementServer.`;
	return ["PeriodicInformInterval", "PeriodicInformEnable", "PeriodicInformTime"].map((name) => server + name);
}

export function* readPeriod(context: CheckContext): Generator<ProofStep, Period, ProofAnswer> {
	const paths = periodPaths(context).slice(0, 2);
	const end = yield* operate("read", { paths }, context.inputs.timeoutSeconds);
	const values = (end.result?.values ?? []) as readonly { path: string; value: string }[];
	const [interval, enable] = paths.map((path) => values.find((one) => one.path === path)?.value.trim() ?? null);
	return {
		end,
		path: paths[0] as string,
		interval: interval && /^\d+$/.test(interval) && Number(interval) > 0 ? Number(interval) : null,
		enabled: !/^(0|false)$/i.test(enable ?? "1"),
	};
}

/** The longest interval of which enough fit into a step. */
export function shortInterval(stepSeconds: number): number {
	return Math.max(1, Math.floor(stepSeconds / INTERVALS_A_STEP));
}

export interface Shortened<T> {
	/** `null` where the device would not take the interval. */
	readonly seen: T | null;
	/** What it would not take, or why. */
	readonly refused: string | null;
	/** Whether the old interval stands again; `null` where the device did not come for that. */
	readonly restored: boolean | null;
}

/**
 * Does something while the device calls at a shorter interval; where its own is short enough, nothing is changed. The
 * old one is put back whatever happens.
 */
export function* atShortInterval<T>(
	context: CheckContext,
	period: Period & { readonly interval: number },
	stepSeconds: number,
	body: (interval: number) => Generator<ProofStep, T, ProofAnswer>,
): Generator<ProofStep, Shortened<T>, ProofAnswer> {
	const wanted = shortInterval(stepSeconds);
	if (period.interval <= wanted) return { seen: yield* body(period.interval), refused: null, restored: true };
	let seen: T | null = null;
	let refused: string | null = null;
	let restored: boolean | null = null;
	let changed = true;
	try {
		const end = yield* setInterval(context, period.path, wanted);
		changed = end.status === "succeeded" || end.status === "unknown";
		if (end.status !== "succeeded") refused = end.reason ?? end.fault?.message ?? "the interval could not be set";
		else if (end.result?.status === 1) refused = "the interval takes effect after a reboot";
		else {
			const now = yield* readPeriod(context);
			// Some devices have a shortest interval of their own.
			if (now.interval !== null && now.interval <= stepSeconds / (INTERVALS_A_STEP - 1))
				seen = yield* body(now.interval);
			else refused = `the device has ${now.interval ?? "none"} for an interval of ${wanted} s`;
		}
	} finally {
		if (changed) restored = yield* restore(context, period);
	}
	return { seen, refused, restored: changed ? restored : true };
}

function setInterval(context: CheckContext, path: string, seconds: number) {
	const values = [{ path, value: String(seconds), type: "xsd:unsignedInt" }];
	return operate("set", { values }, context.inputs.timeoutSeconds);
}

function* restore(
	context: CheckContext,
	{ path, interval }: Period,
): Generator<ProofStep, boolean | null, ProofAnswer> {
	const end = yield* setInterval(context, path, interval as number);
	const now = yield* readPeriod(context);
	return notCarriedOut(end) || notCarriedOut(now.end) ? null : now.interval === interval;
}
