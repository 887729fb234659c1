import type { InformEvent, RequestOf } from "../cwmp/messages.ts";
import type { OperationInput } from "../shared/operations.ts";
import type { Database } from "../store/db.ts";
import type { DeviceSetup } from "../store/effects.ts";
import type { QueuedOperation } from "../store/queue.ts";
import { readReportsSince } from "../store/timeline.ts";
import type { ActiveProgram } from "./activeProgram.ts";
import type { LiveSession } from "./liveSession.ts";
import type { Outcome, ProgramContext, StepResult } from "./operations/program.ts";
import type { Unheard } from "./parked.ts";

/** The Inform that a waiting operation goes on with, and what the CPE reported before the ACS's turn. */
export function keepOpening(session: LiveSession, active: ActiveProgram): void {
	if (active.operation?.authority !== "run") return;
	for (const { at, direction, name, body } of session.transcript) {
		if (/^Inform|Complete/.test(name)) active.messages.push({ at, direction, name, body, sessionId: session.id });
	}
}

/** What was set stands with the device: a BOOTSTRAP loses it, and first contact applies it again. */
export function withAttributes(session: LiveSession, operation: QueuedOperation): DeviceSetup | null {
	if (operation.kind !== "setAttributes") return null;
	const { attributes } = operation.input as OperationInput<"setAttributes">;
	const set = attributes.flatMap(({ path, notification }) =>
		notification === undefined ? [] : [[path, notification]],
	);
	const setup = {
		...session.device.setup,
		attributes: { ...session.device.setup.attributes, ...Object.fromEntries(set) },
	};
	session.device = { ...session.device, setup };
	return setup;
}

/** A reset that no Inform told of, shown by settings that are gone: first contact is due again (quirks 19, 121). */
export function showsReset(session: LiveSession, operation: QueuedOperation, outcome: Outcome): boolean {
	if (operation.kind !== "factoryReset" || outcome.status !== "succeeded") return false;
	return (
		outcome.result.settingsLost === true && session.device.setup.settings !== undefined && !session.firstContactTried
	);
}

/** What a session shows, with what sessions told that were lost before it. */
export function seen(session: LiveSession, unheard: readonly Unheard[] = []): StepResult {
	const { startedAt, currentTime, informParameters: parameters } = session;
	const events = [...unheard.flatMap((lost) => lost.events), ...session.events];
	const transfers = [...unheard.flatMap((lost) => lost.transfers), ...session.transfers];
	return { kind: "session", session: { startedAt, currentTime, events, parameters, transfers } };
}

export const NOTHING_MISSED: ProgramContext["missed"] = { boots: [], transfers: [] };

/** What a device reported between an operation's sending and the crash after it: acknowledged, and in nobody's memory. */
export async function missedBy(database: Database, operation: QueuedOperation): Promise<ProgramContext["missed"]> {
	if (operation.sentAt === null) return NOTHING_MISSED;
	const types = ["boot", "bootstrap", "transferComplete"];
	const reports = await readReportsSince(database.scope(operation.tenant), operation.device, types, operation.sentAt);
	return {
		boots: reports
			.filter(({ type }) => type !== "transferComplete")
			.map(({ at, detail }) => ({ startedAt: at, events: (detail.informEvents ?? []) as readonly InformEvent[] })),
		transfers: reports
			.filter(({ type }) => type === "transferComplete")
			.map(({ detail }) => {
				const { commandKey, fault, startTime, completeTime } =
					detail as unknown as RequestOf<"TransferComplete">["body"];
				return { commandKey, faultCode: fault.code, faultMessage: fault.message, startTime, completeTime };
			}),
	};
}
