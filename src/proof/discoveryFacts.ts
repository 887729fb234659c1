import type { Tree } from "../device/tree.ts";
import type { DiscoveryFacts } from "./discoveryReport.ts";
import { type SeenMessage, seenRpcs } from "./rpcOutcomes.ts";

/** An operation of a discovery, as it is kept. */
export interface DiscoveryOperation {
	readonly kind: string;
	readonly status: string;
	readonly result: Readonly<Record<string, unknown>> | null;
	readonly createdAt: Date;
	readonly finishedAt: Date | null;
}

/** A message of the device's sessions since the discovery was asked for; `at` in milliseconds since the epoch. */
export interface TimedMessage extends SeenMessage {
	readonly at: number;
}

/** What a walk sends. */
const WALKING = ["GetParameterNames", "GetParameterValues"];

/** What a discovery's operations, the tree that they left and the sessions' messages say together. */
export function discoveryFacts(
	tree: Tree,
	operations: readonly DiscoveryOperation[],
	/** `null` where the sessions' transcripts are no longer kept. */
	messages: readonly TimedMessage[] | null,
): DiscoveryFacts {
	const walk = operations.find(({ kind }) => kind === "discover");
	const asked = operations.find(({ kind, status }) => kind === "getRpcMethods" && status === "succeeded");
	const since = walk?.createdAt.getTime() ?? 0;
	return {
		tree,
		since,
		walk: walk === undefined ? null : { status: endOf(walk.status), result: walk.result, ...costOf(walk, messages) },
		methods: (asked?.result?.methods as readonly string[] | undefined) ?? null,
		seen: seenRpcs(messages ?? []),
	};
}

type End = NonNullable<DiscoveryFacts["walk"]>["status"];

function endOf(status: string): End {
	const ends: readonly string[] = ["succeeded", "failed", "expired", "cancelled"] satisfies End[];
	return ends.includes(status) ? (status as End) : "unknown";
}

/** From the first thing that the walk asked to its end; nothing is counted of what was not kept. */
function costOf({ createdAt, finishedAt }: DiscoveryOperation, messages: readonly TimedMessage[] | null) {
	const [from, to] = [createdAt.getTime(), finishedAt?.getTime() ?? Number.NaN];
	const asked = (messages ?? []).filter(
		({ at, direction, name }) => direction === "toDevice" && WALKING.includes(name) && at >= from && at <= to,
	);
	const [first] = asked;
	if (first === undefined) return { rpcs: null, durationSeconds: null };
	return { rpcs: asked.length, durationSeconds: Math.round((to - first.at) / 100) / 10 };
}
