/** What a recorded device did after Reboot and FactoryReset. */
import { commandKeysOf, hasEvent } from "../../src/cwmp/events.ts";
import type { InformEvent } from "../../src/cwmp/messages.ts";
import type { Behaviour } from "../model.ts";
import type { Conversation, Exchange } from "./conversation.ts";
import { type Reading, readingsOf } from "./readings.ts";

/** A session that the device opened, as far as the evidence has its Inform. */
interface Called {
	readonly at: number;
	readonly sessionId: string;
	readonly events: readonly InformEvent[];
	readonly retryCount: number;
}

export function callsIn({ reports }: Conversation): Called[] {
	return reports.flatMap(({ at, sessionId, message }) => {
		if (message.rpc !== "Inform") return [];
		const { events, retryCount } = message.body;
		return [{ at, sessionId, events, retryCount }];
	});
}

function tellsBoot({ events }: Called): boolean {
	return hasEvent(events, "boot") || hasEvent(events, "bootstrap") || hasEvent(events, "reboot");
}

/** When the device told of a boot, in order. */
export function bootsIn(conversation: Conversation): number[] {
	return callsIn(conversation)
		.filter(tellsBoot)
		.map(({ at }) => at);
}

export function recordedReboot(conversation: Conversation): Partial<Behaviour["reboot"]> {
	const asked = conversation.exchanges.find(({ request }) => request.rpc === "Reboot");
	if (asked?.request.rpc !== "Reboot" || asked.answer === null) return {};
	if (asked.answer.kind === "fault") return { outcome: "rejected", rejectedCode: asked.answer.fault.code };
	const { commandKey } = asked.request.body;
	const after = aftermathOf(conversation, asked);
	if (after.told !== null) {
		const { at, events } = after.told;
		return {
			outcome: after.uptimeWentOn && !hasEvent(events, "boot") ? "claimed" : "normal",
			boot: hasEvent(events, "boot"),
			mReboot: hasEvent(events, "reboot"),
			returnsCommandKey: commandKeysOf(events, "reboot").includes(commandKey),
			delaySeconds: (at - asked.at) / 1000,
		};
	}
	if (after.isGone) return { outcome: "noReturn" };
	if (!after.hasCalled) return {};
	return after.uptimeFell ? { outcome: "normal", boot: false, mReboot: false } : { outcome: "never" };
}

export function recordedFactoryReset(conversation: Conversation): Partial<Behaviour["factoryReset"]> {
	const asked = conversation.exchanges.find(({ request }) => request.rpc === "FactoryReset");
	if (asked === undefined || asked.answer === null) return {};
	if (asked.answer.kind === "fault") return { outcome: "rejected" };
	const after = aftermathOf(conversation, asked);
	if (after.told !== null) {
		const bootstrap = hasEvent(after.told.events, "bootstrap");
		const { kept, gone } = after;
		if (bootstrap && kept.length > 0 && gone.length === 0) return { outcome: "claimed", bootstrap };
		return { outcome: "normal", bootstrap, keeps: kept };
	}
	if (after.isGone) return { outcome: "noReturn" };
	if (!after.hasCalled) return {};
	const isReset = after.uptimeFell || after.settingsChanged;
	return isReset ? { outcome: "normal", bootstrap: false } : { outcome: "never" };
}

/** What followed, until the device was next told to boot. */
function aftermathOf(conversation: Conversation, { at }: Exchange) {
	const { exchanges } = conversation;
	const next = exchanges.find((other) => other.at > at && BOOTING.includes(other.request.rpc))?.at ?? Infinity;
	const calls = callsIn(conversation).filter((call) => call.at > at && call.at < next);
	const readings = readingsOf(conversation);
	const around = (path: string) => {
		const read = readings.get(path) ?? [];
		const before = read.findLast((reading) => reading.at < at);
		const after = read.find((reading) => reading.at > at && reading.at < next);
		return { before, after };
	};
	// What was put back to what stood there first says nothing.
	const written = writtenBefore(conversation, at).filter(({ path, value }) => {
		const read = readings.get(path) ?? [];
		return read[0]?.value !== value && around(path).after !== undefined;
	});
	const uptimes = [...readings.keys()].filter((path) => path.endsWith(".DeviceInfo.UpTime")).map(around);
	const settings = [...readings.keys()].filter((path) => path.includes(".ManagementServer.Periodic")).map(around);
	return {
		told: calls.find(tellsBoot) ?? null,
		hasCalled: calls.length > 0,
		isGone: calls.length === 0 && !exchanges.some((other) => other.at > at && other.answer !== null),
		uptimeFell: uptimes.some(({ before, after }) => isLess(after, before)),
		uptimeWentOn: uptimes.some(({ before, after }) => before && after && !isLess(after, before)),
		kept: written.filter(({ path, value }) => around(path).after?.value === value).map(({ path }) => path),
		gone: written.filter(({ path, value }) => around(path).after?.value !== value).map(({ path }) => path),
		settingsChanged: settings.some(({ before, after }) => before && after && before.value !== after.value),
	};
}

/** What was last set, the ACS's own settings aside. */
function writtenBefore({ exchanges }: Conversation, at: number): readonly { path: string; value: string }[] {
	const written = new Map<string, string>();
	for (const { request, answer, at: asked } of exchanges) {
		if (asked >= at || request.rpc !== "SetParameterValues" || answer?.kind !== "response") continue;
		for (const { path, value } of request.body.parameters)
			if (!path.includes(".ManagementServer.")) written.set(path, value);
	}
	return [...written].map(([path, value]) => ({ path, value }));
}

const BOOTING: readonly string[] = ["Reboot", "FactoryReset", "Download"];

function isLess(after: Reading | undefined, before: Reading | undefined): boolean {
	return after !== undefined && before !== undefined && Number(after.value) < Number(before.value);
}
