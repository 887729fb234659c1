import type { MaintenanceWindow, Rollout } from "../../../src/shared/rollouts.ts";

export const DAYS: Record<NonNullable<MaintenanceWindow["days"]>[number], string> = {
	mon: "Mon",
	tue: "Tue",
	wed: "Wed",
	thu: "Thu",
	fri: "Fri",
	sat: "Sat",
	sun: "Sun",
};

export function windowWords({ from, to, days, timeZone }: MaintenanceWindow): string {
	const when = days === undefined ? "every day" : days.map((day) => DAYS[day]).join(", ");
	const next = to < from ? " of the next day" : "";
	return `${from} to ${to}${next}, ${when}, by the clock of the subscriber's variable timeZone, else ${timeZone ?? "UTC"}`;
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
