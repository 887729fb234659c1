import { type MaintenanceWindow, WEEKDAYS } from "../shared/rollouts.ts";

type Weekday = (typeof WEEKDAYS)[number];

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 1_000;

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
	const known = formats.get(timeZone);
	if (known) return known;
	if (formats.size >= MAX_FORMATS) formats.clear();
	try {
		const format = new Intl.DateTimeFormat("en-US", {
			...{ timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
		});
		formats.set(timeZone, format);
		return format;
	} catch {
		return null;
	}
}

/** Whether the window is open by the clock on the wall; `own`: the device's time zone, where a right one is known. */
export function isOpen(window: MaintenanceWindow, own: string | null, now: Date): boolean {
	const format = (own === null ? null : formatOf(own)) ?? formatOf(window.timeZone ?? "UTC");
	if (!format) return false;
	const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
	const day = WEEKDAYS.indexOf((parts.get("weekday") ?? "").toLowerCase() as Weekday);
	const time = `${parts.get("hour")}:${parts.get("minute")}`;
	const begins = (on: number) => !window.days || window.days.includes(WEEKDAYS[on] as Weekday);
	if (window.from < window.to) return begins(day) && window.from <= time && time < window.to;
	// Over midnight: the later part belongs to the day before.
	return (begins(day) && time >= window.from) || (begins((day + 6) % 7) && time < window.to);
}
