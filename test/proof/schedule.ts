/** Random schedules of what people and devices do to one certification. */
import fc from "fast-check";
import type { Verdict } from "../../src/shared/proof.ts";

export const IN_SCOPE = ["inventory", "reboot"] as const;
export type InScope = (typeof IN_SCOPE)[number];

export interface Move {
	readonly do: "discover" | "verify" | "canary" | "operate" | "wait" | "approve" | "lower";
	/** As it should be, or not. */
	readonly well: boolean;
	/** Which version, devices, bounds or time. */
	readonly which: number;
	/** Who does it, or on which workflow. */
	readonly who: number;
	/** How many operations in a row. */
	readonly times: number;
}

const BAD: readonly Verdict[] = ["failed", "unsafe", "unsupported", "inconclusive", "partial"];

export function verdictsOf({ well, which }: Move): Record<InScope, Verdict> {
	return { inventory: "proven", reboot: well ? "proven" : (BAD[which % BAD.length] as Verdict) };
}

const moveOf = (what: Move["do"]): fc.Arbitrary<Move> =>
	fc.record({
		do: fc.constant(what),
		well: fc.integer({ min: 0, max: 9 }).map((die) => die > 0),
		which: fc.nat(29),
		who: fc.nat(1),
		times: fc.integer({ min: 1, max: 40 }),
	});

const anyMove = fc.oneof(
	{ weight: 1, arbitrary: moveOf("discover") },
	{ weight: 2, arbitrary: moveOf("verify") },
	{ weight: 2, arbitrary: moveOf("canary") },
	{ weight: 4, arbitrary: moveOf("operate") },
	{ weight: 2, arbitrary: moveOf("wait") },
	{ weight: 3, arbitrary: moveOf("approve") },
	{ weight: 1, arbitrary: moveOf("lower") },
);

/** The path in its order, each step mostly as it should be. */
const path = fc.tuple(
	moveOf("discover"),
	moveOf("verify").map((one) => ({ ...one, which: 0 })),
	moveOf("verify").map((one) => ({ ...one, which: 1 })),
	moveOf("canary"),
	...[0, 1, 2].map(() => moveOf("operate").map((one) => ({ ...one, times: 40 }))),
	moveOf("approve"),
	moveOf("approve"),
);
/** What may follow: the fleet fails, or somebody has seen enough. */
const tail = fc.array(
	fc.oneof(
		moveOf("lower"),
		moveOf("wait"),
		moveOf("operate").map((one) => ({ ...one, well: one.which > 20 })),
	),
	{ maxLength: 5 },
);

/** Anything at any time, and between it, so that many come far, the moves of the path and what may follow. */
export const schedule: fc.Arbitrary<Move[]> = fc
	.tuple(fc.array(anyMove, { maxLength: 15 }), path, tail, fc.array(fc.nat(15), { minLength: 9, maxLength: 9 }))
	.map(([moves, steps, after, places]) => {
		const mixed = [...moves];
		const sorted = places.map((place) => Math.min(place, mixed.length)).sort((left, right) => right - left);
		for (const [index, place] of sorted.entries()) mixed.splice(place, 0, steps[steps.length - 1 - index] as Move);
		return [...mixed, ...after];
	});
