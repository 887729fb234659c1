/** What of a recorded device's behaviour the lab's declarations say. What the evidence does not show stays clean. */
import type { AcsRpcName } from "../../src/cwmp/messages.ts";
import type { Evidence } from "../bundle.ts";
import type { Behaviour, Deviations } from "../model.ts";
import { recordedFactoryReset, recordedReboot } from "./boots.ts";
import type { Conversation, Exchange } from "./conversation.ts";
import { recordedDownload } from "./downloads.ts";
import type { RecordedNames } from "./names.ts";
import { faultCode, outcomeOf } from "./outcome.ts";
import { type RecordedSessions, recordedConnectionRequest, recordedInforms } from "./sessions.ts";
import type { RecordedTree } from "./tree.ts";
import type { RecordedValues } from "./values.ts";
import { recordedWire } from "./wire.ts";

const NOT_SUPPORTED = 9000;
/** Delays that are worth a pause; less is the network's. */
const LEAST_DELAY_SECONDS = 1;

export function recordedBehaviour(
	evidence: Evidence,
	conversation: Conversation,
	learnt: {
		readonly tree: RecordedTree;
		readonly names: RecordedNames;
		readonly values: RecordedValues;
		readonly sessions: RecordedSessions;
		readonly isAtomic: boolean;
	},
): Deviations {
	const { tree, names, values, sessions, isAtomic } = learnt;
	const { exchanges } = conversation;
	const wire = recordedWire(conversation);
	const unknown = unknownRpcs(exchanges);
	return {
		rpcs: { unknown },
		names: { oneLevelOnly: names.oneLevelOnly, ...(names.root && { root: names.root }) },
		values: { poisoned: values.poisoned, hidden: tree.hidden },
		faults: { ...wire.faults, ...unknownNames(values), endsSession: sessions.endsAtFaults },
		// Types are refused where that was recorded, and there only.
		set: {
			...{ atomic: isAtomic, dropsAfter: sessions.dropsAfter },
			...{ strictTypes: false, keepsParameterKey: keepsParameterKey(conversation) },
		},
		reboot: recordedReboot(conversation),
		factoryReset: recordedFactoryReset(conversation),
		download: recordedDownload(evidence, conversation),
		transport: wire.transport,
		xml: wire.xml,
		connectionRequest: recordedConnectionRequest(evidence),
		inform: recordedInforms(evidence, conversation, tree),
		delays: delays(exchanges),
	};
}

/** That were answered with 9000 each time. */
function unknownRpcs(exchanges: readonly Exchange[]): AcsRpcName[] {
	const byRpc = Map.groupBy(exchanges, ({ request }) => request.rpc);
	return [...byRpc]
		.filter(([, asked]) => asked.every((exchange) => faultCode(outcomeOf(exchange)) === NOT_SUPPORTED))
		.map(([rpc]) => rpc);
}

function unknownNames({ unknownName }: RecordedValues): Partial<Behaviour["faults"]> {
	if (unknownName === null) return {};
	if (unknownName === "emptyList") return { unknownName };
	if (unknownName.does === "drop") return { unknownName: "drop" };
	const code = faultCode(unknownName);
	// A fault without a code is one without a detail.
	return code === null || code === 0 ? {} : { unknownNameCode: code };
}

/** Whether what an accepted write gave as its key was seen again (quirk 55). */
function keepsParameterKey({ exchanges, reports }: Conversation): boolean {
	const seen = reports.flatMap(({ at, message }) => {
		const key = message.rpc === "Inform" && message.body.parameters.find(({ path }) => path.endsWith(".ParameterKey"));
		return key ? [{ at, key: key.value }] : [];
	});
	for (const { at, request, answer } of exchanges) {
		if (answer?.kind !== "response" || !("parameterKey" in request.body) || request.body.parameterKey === "") continue;
		const { parameterKey } = request.body;
		const after = seen.find((one) => one.at > at);
		if (after !== undefined) return after.key === parameterKey;
	}
	return true;
}

/** Median seconds until an answer, by RPC. */
function delays(exchanges: readonly Exchange[]): Behaviour["delays"] {
	const byRpc = Map.groupBy(
		exchanges.filter(({ answer }) => answer !== null),
		({ request }) => request.rpc,
	);
	const medians = [...byRpc].map(([rpc, asked]) => {
		const sorted = asked.map(({ elapsedMs }) => elapsedMs / 1000).sort((left, right) => left - right);
		return [rpc, sorted[sorted.length >> 1] ?? 0] as const;
	});
	return Object.fromEntries(medians.filter(([, seconds]) => seconds >= LEAST_DELAY_SECONDS));
}
