/** Event codes of an Inform (TR-069 Amendment 6, Table 8). Devices vary their order: events are a set (quirks 48, 124). */
import type { InformEvent } from "./messages.ts";

const eventCodes = {
	bootstrap: "0 BOOTSTRAP",
	boot: "1 BOOT",
	periodic: "2 PERIODIC",
	scheduled: "3 SCHEDULED",
	valueChange: "4 VALUE CHANGE",
	kicked: "5 KICKED",
	connectionRequest: "6 CONNECTION REQUEST",
	transferComplete: "7 TRANSFER COMPLETE",
	diagnosticsComplete: "8 DIAGNOSTICS COMPLETE",
	requestDownload: "9 REQUEST DOWNLOAD",
	autonomousTransferComplete: "10 AUTONOMOUS TRANSFER COMPLETE",
	duStateChangeComplete: "11 DU STATE CHANGE COMPLETE",
	autonomousDuStateChangeComplete: "12 AUTONOMOUS DU STATE CHANGE COMPLETE",
	wakeup: "13 WAKEUP",
	heartbeat: "14 HEARTBEAT",
	reboot: "M Reboot",
	scheduleInform: "M ScheduleInform",
	download: "M Download",
	scheduleDownload: "M ScheduleDownload",
	upload: "M Upload",
	changeDuState: "M ChangeDUState",
} as const;

export type EventName = keyof typeof eventCodes;

type Events = readonly InformEvent[];

/** Letter case and the number of spaces don't count: devices vary both. */
function normalised(code: string): string {
	return code.trim().replace(/\s+/g, " ").toUpperCase();
}

const byCode: ReadonlyMap<string, EventName> = new Map(
	Object.entries(eventCodes).map(([name, code]) => [normalised(code), name as EventName]),
);

/** The name of a code, or `null` for a vendor's. */
export function eventName(code: string): EventName | null {
	return byCode.get(normalised(code)) ?? null;
}

export function hasEvent(events: Events, name: EventName): boolean {
	return events.some(({ code }) => eventName(code) === name);
}

export function hasAnyEvent(events: Events, names: readonly EventName[]): boolean {
	return names.some((name) => hasEvent(events, name));
}

/** Nothing but its period began this session: whatever is lost with it comes again. */
export function isPlainPeriodic(events: Events): boolean {
	return events.length > 0 && events.every(({ code }) => eventName(code) === "periodic");
}

/** The command keys that an event came with; more than one where it came more than once. */
export function commandKeysOf(events: Events, name: EventName): readonly string[] {
	return events.filter(({ code }) => eventName(code) === name).map(({ commandKey }) => commandKey);
}

/** A vendor's own event: `X <OUI> …` or `M X_…`. */
export function isVendorEvent(code: string): boolean {
	return /^(?:X |M X_)/i.test(code.trim());
}
