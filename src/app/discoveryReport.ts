import { unpackTranscript } from "../cwmp/transcript.ts";
import { discoveryFacts, type TimedMessage } from "../proof/discoveryFacts.ts";
import { reportOf } from "../proof/discoveryReport.ts";
import type { DiscoveryReport } from "../shared/discoveryReport.ts";
import type { Scope } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { OperationRow } from "../store/operations.ts";
import { findSession } from "../store/sessions.ts";
import { readParameters } from "./parameters.ts";

/** What a discovery showed of a device: by its operations, the device's tree and the transcripts of their sessions. */
export async function readDiscoveryReport(
	scope: Scope,
	device: KnownDevice,
	operations: readonly OperationRow[],
): Promise<DiscoveryReport> {
	const tree = await readParameters(scope, device);
	return reportOf(discoveryFacts(tree, operations, await readMessages(scope, device, operations)));
}

/** `null` where the transcript of one of the sessions is no longer kept. */
async function readMessages(
	scope: Scope,
	device: KnownDevice,
	operations: readonly OperationRow[],
): Promise<TimedMessage[] | null> {
	const ids = new Set(operations.flatMap(({ session }) => (session === null ? [] : [session])));
	const messages: TimedMessage[] = [];
	for (const sessionId of ids) {
		const { transcript } = (await findSession(scope, device.id, sessionId)) ?? { transcript: null };
		if (transcript === null) return null;
		for (const message of unpackTranscript(transcript)) messages.push({ ...message, sessionId });
	}
	return messages.sort((left, right) => left.at - right.at);
}
