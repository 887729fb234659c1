import { type CheckContext, type CheckRun, fail, inconclusive, pass, pastInforms, skipped } from "../check.ts";
import {
	bootedSince,
	change,
	differing,
	type Item,
	NOT_SET,
	read,
	type Standing,
	type Story,
	send,
	stands,
	storyOf,
	valuesOf,
} from "./configStory.ts";

/** A change that was made, stood at once and was taken back, without a reboot. */
function isClean({ there, lasts, back, restarted, beside }: Story, items: readonly Item[]): boolean {
	if (restarted || beside.length > 0 || there.set.how !== "accepted" || there.when !== "atOnce") return false;
	if (!stands(items, "after", there.standing) || (lasts !== null && !stands(items, "after", lasts))) return false;
	return back !== null && back.when === "atOnce" && stands(items, "before", back.standing);
}

/**
 * What was set stands only for a moment before it goes back. A lab device holds it while the run's next checks see to other
 * things: some take a set back by themselves some seconds later, or at their next Inform.
 */
export function* setAgain(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	if (!seen) return skipped(NOT_SET);
	if (!context.lab) return skipped("on a field device nothing is left to stand");
	const { items, story } = seen;
	if (!isClean(story, items))
		return skipped("the change did not stand at once and go back, so nothing is left to stand");
	const since = (yield* pastInforms([])).at(-1)?.at ?? "";
	let owes = true;
	try {
		const set = yield* send(valuesOf(items, "after"));
		if (set.how === "notSent") {
			owes = false;
			return skipped(set.reason ?? "the values could not be set once more");
		}
		if (!stands(items, "after", yield* read(items, context)))
			return skipped("the values did not stand there once more");
		owes = false;
		return pass("the values stand there, and are left for a while", { left: true, since });
	} finally {
		if (owes) yield* send(valuesOf(items, "before"));
	}
}

/** Also what follows where the run is cancelled in between: whether anything was left to stand may not be on record then. */
export function* lasts(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	if (!seen) return skipped(NOT_SET);
	const { items, story } = seen;
	if (!stands(items, "before", story.back?.standing ?? null)) return skipped("nothing was seen to stand again");
	const again = context.earlier.setAgain;
	const isLeft = again === undefined ? context.lab && isClean(story, items) : again.left === true;
	let owes = isLeft;
	try {
		const standing = yield* read(items, context);
		const hasRestarted = isLeft && (yield* bootedSince(String(again?.since ?? "")));
		const back = isLeft ? yield* change(items, "before", context) : null;
		owes = back?.set.how === "notSent";
		if (back && back.standing === null)
			return inconclusive("the device did not come to be put back as it was", { standing });
		if (back && !stands(items, "before", back.standing)) {
			const text = `The device does not take its own values back: ${differing(items, "before", back.standing).join(", ")}.`;
			return fail(text, [{ code: "config.rollbackFailed", text }], { standing, back }, "unsafe");
		}
		// What was not seen again is as it was seen; and what a restart takes, the device has not taken back by itself.
		if (standing === null) return skipped("the values could not be read again");
		if (hasRestarted) return skipped("the device has restarted meanwhile");
		return judge(items, isLeft ? "after" : "before", standing);
	} finally {
		if (owes) yield* send(valuesOf(items, "before"));
	}
}

function judge(items: readonly Item[], which: "before" | "after", standing: NonNullable<Standing>) {
	const lost = differing(items, which, standing);
	if (lost.length === 0)
		return pass(which === "after" ? "what was set still stood there" : "the values of the backup still stand", {
			standing,
		});
	const shown = lost.map((path) => `${path} is ${standing[path] === undefined ? "not there" : `"${standing[path]}"`}`);
	const [code, what] =
		which === "after" ? ["config.notApplied", "a set"] : ["config.rollbackFailed", "its own values back"];
	const text = `The device takes ${what}, and it does not last: ${shown.join(", ")}, and nobody has set that.`;
	return fail(text, [{ code, text }], { standing, lost });
}
