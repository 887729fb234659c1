import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";
import { Override } from "./operations.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const Weekday = z.enum(WEEKDAYS);

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day is HH:MM");

const TimeZone = z.string().max(64).refine(isTimeZone, "is no time zone: give a name such as Europe/Vienna");

function isTimeZone(timeZone: string): boolean {
	try {
		return Intl.DateTimeFormat("en", { timeZone }) !== undefined;
	} catch {
		return false;
	}
}

/** When devices may be taken away from their people, by the clock on their wall. */
export const MaintenanceWindow = z
	.strictObject({
		from: Clock,
		/** Of the next day where it is not later. */
		to: Clock,
		/** On which it begins; unset: every day. */
		days: z.array(Weekday).min(1).max(7).optional(),
		timeZone: TimeZone.optional().describe(
			"By its clock for devices whose subscriber has no variable timeZone, and that tell no zone themselves; unset: UTC.",
		),
	})
	.refine(({ from, to }) => from !== to, { path: ["to"], message: "a window ends at another time than it begins" });
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

/** Devices, or a share of all. */
const WaveSize = z.union([
	z.int().min(1).max(100_000),
	z
		.string()
		.regex(
			/^(?!0+(?:\.0+)?%)(?:100|\d{1,2}(?:\.\d{1,3})?)%$/,
			"is a share of all, such as 10%",
		) as unknown as z.ZodType<`${number}%`>,
]);
export type WaveSize = z.infer<typeof WaveSize>;

const StopRule = z
	.strictObject({ failures: z.int().min(1).max(10_000), of: z.int().min(1).max(10_000) })
	.refine(({ failures, of }) => failures <= of, { path: ["of"], message: "is at least as many as failures" });

/** How a change goes over several devices; all that is left open has a default. */
export const NewRollout = z.strictObject({
	/** Each wave's own size; the last one takes what is left. */
	waves: z.array(WaveSize).min(1).max(50).optional(),
	/** Between two waves. */
	pauseMinutes: z.int().min(0).max(43_200).optional(),
	/** How long a device of a wave may be away. */
	deadlineHours: z.number().gt(0).max(2_160).optional(),
	/** So many failures among the last `of` that ended, and it pauses. */
	stop: StopRule.optional(),
	/** Devices under way at the same time, and so their downloads. */
	concurrency: z.int().min(1).max(1_000).optional(),
	window: MaintenanceWindow.optional(),
});
export type NewRollout = z.infer<typeof NewRollout>;

export const Rollout = z.object({
	waves: z.array(WaveSize),
	/** The devices of each wave. */
	sizes: z.array(z.int()),
	pauseMinutes: z.int(),
	deadlineHours: z.number(),
	stop: z.object({ failures: z.int(), of: z.int() }),
	concurrency: z.int(),
	window: MaintenanceWindow.nullable(),
});
export type Rollout = z.infer<typeof Rollout>;

export const ResumeRollout = z.strictObject({
	tenant: Slug.optional(),
	comment: z.string().trim().max(1_000).default(""),
	override: Override.optional(),
});

const Counts = {
	devices: z.int(),
	waiting: z.int(),
	running: z.int(),
	applied: z.int(),
	failed: z.int(),
	rolledBack: z.int(),
	skipped: z.int(),
};

/** Of devices that ended; `null` where none has. */
const Durations = z.object({ medianSeconds: z.number(), p95Seconds: z.number(), maxSeconds: z.number() }).nullable();

/** What became of a change of several devices. */
export const RolloutReport = z.object({
	changeId: Id,
	state: z.string(),
	startedAt: Time.nullable(),
	finishedAt: Time.nullable(),
	total: z.object(Counts),
	/** Of the last devices that ended since it was last let go, as many as the stop rule looks at; `null`: it goes in no waves. */
	recent: z.object({ ended: z.int(), failed: z.int() }).nullable(),
	waves: z.array(
		z.object({
			wave: z.int(),
			startedAt: Time.nullable(),
			finishedAt: Time.nullable(),
			...Counts,
			durations: Durations,
		}),
	),
	durations: Durations,
	/** What failed, was put back or was skipped, by its reason; the most frequent first. */
	failures: z.array(
		z.object({
			outcome: z.enum(["failed", "rolledBack", "skipped"]),
			code: z.string(),
			detail: z.string(),
			devices: z.int(),
			/** The first of them; all stand in the CSV. */
			deviceIds: z.array(Id),
		}),
	),
	/** From which software version to which, of the devices that ended. */
	versions: z.array(z.object({ before: z.string().nullable(), after: z.string().nullable(), devices: z.int() })),
});
export type RolloutReport = z.infer<typeof RolloutReport>;
