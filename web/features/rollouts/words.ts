import type { Change } from "../../../src/shared/changes.ts";
import type { MaintenanceWindow, Rollout } from "../../../src/shared/rollouts.ts";

type Day = NonNullable<MaintenanceWindow["days"]>[number];

export const DAYS: Record<Day, string> = {
	mon: "Mon",
	tue: "Tue",
	wed: "Wed",
	thu: "Thu",
	fri: "Fri",
	sat: "Sat",
	sun: "Sun",
};

const ORDER = Object.keys(DAYS) as readonly Day[];

export function windowWords({ from, to, days, timeZone }: MaintenanceWindow): string {
	const when = days === undefined ? "every day" : days.map((day) => DAYS[day]).join(", ");
	const next = to < from ? " of the next day" : "";
	const clock = `the subscriber's variable timeZone, else the device's own zone, else ${timeZone ?? "UTC"}`;
	return `${from} to ${to}${next}, ${when}, by the clock of ${clock}`;
}

/** Whether devices may begin, of those that neither their subscriber nor they themselves give a time zone. */
export function isOpenAt({ from, to, days, timeZone = "UTC" }: MaintenanceWindow, at: Date): boolean {
	const parts = new Intl.DateTimeFormat("en-GB", {
		...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
	} as const).formatToParts(at);
	const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? "";
	const clock = `${part("hour")}:${part("minute")}`;
	const today = ORDER.indexOf(part("weekday").toLowerCase() as Day);
	const begins = (day: number) => days === undefined || days.includes(ORDER[day] as Day);
	if (from < to) return clock >= from && clock < to && begins(today);
	// It began yesterday, or begins today.
	return (clock >= from && begins(today)) || (clock < to && begins((today + 6) % 7));
}

/** The waves' sizes, and why the first one is of one device. */
export function wavesWords({ sizes }: Rollout, { action, risks }: Pick<Change, "action" | "risks">): string {
	const all = `${sizes.map((size) => size.toLocaleString("en")).join(", ")} ${sizes.join() === "1" ? "device" : "devices"}`;
	const mayCutOff = action === "firmware" || risks.includes("losesConnectivity") || risks.includes("losesManagement");
	if (!mayCutOff || sizes.length < 2 || sizes[0] !== 1) return all;
	return `${all}; what may cut devices off goes to one of them first`;
}

export function stopWords({ failures, of }: Rollout["stop"]): string {
	return `pauses at ${failures} ${failures === 1 ? "failure" : "failures"} among the last ${of} devices`;
}

/** Until when a wave's devices may be away; its deadline begins anew when somebody lets it go on. */
export function deadlineOf(startedAt: string, deadlineHours: number): string {
	return new Date(Date.parse(startedAt) + deadlineHours * 3_600_000).toISOString();
}

export function hoursWords(hours: number): string {
	return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} h`;
}
