import { parentOf } from "../../device/profiles/paths.ts";
import { sameValue } from "../../device/sameValue.ts";
import {
	type CheckContext,
	type CheckRun,
	currentTree,
	fail,
	inconclusive,
	notCarriedOut,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { harmlessObjects, harmlessParameter, isForbidden } from "../harmless.ts";
import { templateOf } from "../subtrees.ts";
import { cameUnderAnotherName } from "./anotherName.ts";
import { lasts, setAgain } from "./configLasting.ts";
import {
	changeAndBack,
	differing,
	type Item,
	NOT_SET,
	type SetSeen,
	standingOf,
	stands,
	storyOf,
} from "./configStory.ts";
import { configurationFile } from "./configurationFile.ts";
import { changedSince, type Since, type Stood, settingsNow, toldOf } from "./steady.ts";

/** The objects whose names are asked for, to see what can be written. */
const MAX_OBJECTS = 20;
const METHOD_NOT_SUPPORTED = 9000;
const NOT_WRITABLE = 9008;
/** Invalid arguments, type, value: of a value that a person gave, that may be right. */
const WRONG_INPUT: readonly number[] = [9003, 9006, 9007];

const COMMON = {
	id: "config",
	kind: "workflow",
	operations: ["read", "discover", "set", "reboot", "getRpcMethods", "upload"],
} as const;

/** One atomic change: preview, backup, set, read back, and the way back. It proves the paths that it set. */
export const config: WorkflowDefinition = {
	...COMMON,
	order: 50,
	checks: [
		{
			id: "previewed",
			version: 1,
			title: "What is to be set is there, can be written and has another value",
			essential: false,
			run: previewed,
		},
		{ id: "backedUp", version: 1, title: "What is to be set is read and kept", essential: false, run: backedUp },
		{
			id: "applied",
			version: 1,
			title: "One set is accepted and takes effect",
			essential: true,
			acts: ["set", "reboot"],
			run: applied,
		},
		{ id: "readBack", version: 2, title: "Every value reads back as it was set", essential: true, run: readBack },
		{
			id: "takesEffect",
			version: 3,
			title: "The values take effect without a reboot",
			essential: false,
			run: takesEffect,
		},
		{
			id: "atomic",
			version: 2,
			title: "A set with one name that does not exist changes nothing",
			essential: false,
			acts: ["set"],
			run: atomic,
		},
		{
			id: "rolledBack",
			version: 4,
			title: "The values of the backup are set again and read back",
			essential: true,
			acts: ["set", "reboot"],
			run: rolledBack,
		},
		{
			id: "configurationFile",
			version: 1,
			title: "The device uploads its vendor configuration file, for backups",
			essential: false,
			run: uploaded,
		},
	],
};

/** Around the trait that has the device come by itself, before another writes and a boot may change anything. */
export const configStanding: WorkflowDefinition = {
	...COMMON,
	order: 55,
	checks: [
		{
			id: "setAgain",
			version: 1,
			title: "The values are set once more, to stand while the run goes on",
			essential: false,
			run: setAgain,
		},
	],
};

export const configLater: WorkflowDefinition = {
	...COMMON,
	order: 65,
	checks: [
		{
			id: "lasts",
			version: 1,
			title: "What was set still stands when the run has gone on, and goes back for good",
			essential: true,
			undoes: "setAgain",
			run: lasts,
		},
	],
};

interface Wanted {
	readonly path: string;
	/** What it may be set to; the first that it does not have. */
	readonly values: readonly string[];
}

function* previewed(context: CheckContext): CheckRun {
	const given = context.inputs.configValues;
	const wanted = given?.map(({ path, value }) => ({ path, values: [value] })) ?? (yield* chosen(context));
	if (wanted.length === 0) {
		return inconclusive("no parameter is known that can be written harmlessly: name some in configValues");
	}
	const forbidden = wanted.filter(({ path }) => isForbidden(path)).map(({ path }) => path);
	if (forbidden.length > 0) return inconclusive(`a proof never sets ${forbidden.join(", ")}`);
	if (given) yield* learnNames(wanted.map(({ path }) => parentOf(path)));
	const end = yield* operate("read", { paths: wanted.map(({ path }) => path) }, context.inputs.timeoutSeconds);
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const standing = standingOf(end) ?? {};
	const missing = wanted.filter(({ path }) => standing[path] === undefined).map(({ path }) => path);
	if (missing.length > 0) return inconclusive(`${missing.join(", ")} can't be read: ${end.reason ?? "not there"}`);
	const tree = yield* currentTree();
	const readOnly = wanted.filter(({ path }) => tree.get(path)?.writable === false).map(({ path }) => path);
	if (readOnly.length > 0) return inconclusive(`${readOnly.join(", ")} can't be written, by the device's own names`);
	const types = typesOf(end.result?.values);
	const items = wanted.flatMap(({ path, values }) => {
		const type = types[path] ?? "xsd:string";
		const before = standing[path] as string;
		const after = values.find((value) => !sameValue(before, value, type));
		return after === undefined ? [] : [{ path, type, before, after } satisfies Item];
	});
	if (items.length === 0) return inconclusive("the device has these values already: nothing would be shown");
	const writable = Object.fromEntries(items.map(({ path }) => [path, tree.get(path)?.writable ?? null]));
	const text = items.map(({ path, before, after }) => `${path} from "${before}" to "${after}"`).join(", ");
	return pass(`would set ${text}`, { items, writable });
}

type Steps<Result> = Generator<ProofStep, Result, ProofAnswer>;

/** A harmless parameter of this device; by its own names, which are asked for where they are not known. */
function* chosen(context: CheckContext): Steps<Wanted[]> {
	let choice = harmlessParameter(yield* currentTree(), context);
	if (!choice) {
		for (const object of harmlessObjects(context))
			yield* operate("discover", { path: object }, context.inputs.timeoutSeconds);
		choice = harmlessParameter(yield* currentTree(), context);
	}
	return choice ? [choice] : [];
}

function* learnNames(objects: readonly string[]): Steps<void> {
	const tree = yield* currentTree();
	const unknown = [...new Set(objects)].filter(
		(object) => ![...tree].some(([path, { writable }]) => parentOf(path) === object && writable !== null),
	);
	for (const object of unknown.slice(0, MAX_OBJECTS)) yield* operate("discover", { path: object });
}

function typesOf(values: unknown): Readonly<Record<string, string>> {
	const read = (values ?? []) as readonly { readonly path: string; readonly type: string }[];
	return Object.fromEntries(read.map(({ path, type }) => [path, type]));
}

const NO_PLAN = "nothing was chosen to be set, so this could not be seen";

function itemsOf(context: CheckContext, check: "previewed" | "backedUp"): readonly Item[] | null {
	return (context.earlier[check]?.items as readonly Item[] | undefined) ?? null;
}

function* backedUp(context: CheckContext): CheckRun {
	const items = itemsOf(context, "previewed");
	if (!items) return skipped(NO_PLAN);
	const end = yield* operate("read", { paths: items.map(({ path }) => path) }, context.inputs.timeoutSeconds);
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const standing = standingOf(end);
	if (standing === null) return inconclusive(end.reason ?? "the values could not be read");
	const changed = differing(items, "before", standing);
	if (changed.length > 0) return inconclusive(`${changed.join(", ")} changed since the preview`, { standing });
	// As they stand now, to the letter.
	const kept = items.map((item) => ({ ...item, before: standing[item.path] ?? item.before }));
	return pass(`${kept.length} values are kept`, { items: kept, stood: yield* settingsNow(context) });
}

function* applied(context: CheckContext): CheckRun {
	const items = itemsOf(context, "backedUp");
	if (!items) return skipped(NO_PLAN);
	const own = new Set(items.map(({ path }) => path));
	const stood = Object.entries((context.earlier.backedUp?.stood ?? {}) as Stood);
	const others = Object.fromEntries(stood.filter(([path]) => !own.has(path)));
	const story = yield* changeAndBack(items, others, context);
	// What the set does not name, when all that it names stands as before.
	const isBack = stands(items, "before", story.back?.standing ?? null);
	const values = { items, story, since: isBack ? yield* changedSince(others, context) : null };
	const { set, reboot, standing } = story.there;
	if (set.how === "notSent") return inconclusive(set.reason ?? "the set could not be sent");
	if (reboot && !reboot.returned) {
		const text = "The device did not come back from the reboot that its set asked for.";
		return (yield* cameUnderAnotherName()) ?? fail(text, [], values, "unsafe");
	}
	if (set.how === "refused" && set.codes.includes(NOT_WRITABLE) && !saysWritable(items, context)) {
		return inconclusive(`the device has not said that it can be written, and refuses it: ${set.reason}`, values);
	}
	if (
		set.how === "refused" &&
		context.inputs.configValues &&
		set.codes.length > 0 &&
		set.codes.every((code) => WRONG_INPUT.includes(code))
	)
		return inconclusive(`the device does not take the values that were given: ${set.reason}`, values);
	const taken = standing === null ? [] : differing(items, "before", standing);
	if (set.how !== "refused" && standing === null)
		return inconclusive("the values could not be read after the set", values);
	if (set.how === "accepted" && taken.length > 0) {
		const what = stands(items, "after", standing) ? "what it was set to stands there" : "what stands there has changed";
		return pass(`the device answered Status ${set.status}, and ${what}`, values);
	}
	if (set.how === "silent" && stands(items, "after", standing)) {
		return pass("the device did not answer the set, and what it was set to stands there", values);
	}
	const text = notApplied(set);
	const blame = set.codes.includes(METHOD_NOT_SUPPORTED) ? "unsupported" : undefined;
	return fail(text, [{ code: "config.notApplied", text }], values, blame);
}

function saysWritable(items: readonly Item[], { earlier }: CheckContext): boolean {
	const writable = (earlier.previewed?.writable ?? {}) as Readonly<Record<string, boolean | null>>;
	return items.every(({ path }) => writable[path] === true);
}

function notApplied({ how, status, reason }: SetSeen): string {
	if (how === "refused") return `The device refuses the set: ${reason}.`;
	if (how === "silent") return "The device does not answer the set, and does not take its values.";
	return `The device answers the set with Status ${status}, and does not take its values.`;
}

// biome-ignore lint/correctness/useYield: it looks at what the set showed
function* readBack(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	if (!seen) return skipped(NOT_SET);
	const { items, story } = seen;
	const { standing, set } = story.there;
	if (set.how === "refused" && !stands(items, "after", standing)) return skipped("the set was refused");
	if (standing === null) return inconclusive("the values could not be read after the set");
	const wrong = differing(items, "after", standing);
	const lost = wrong.length > 0 || story.lasts === null ? [] : differing(items, "after", story.lasts);
	if (lost.length > 0) {
		const text = `The device takes a set, and ${lost.join(", ")} stands there only until its session ends.`;
		return fail(text, [{ code: "config.notApplied", text }], { standing, lasts: story.lasts });
	}
	if (wrong.length === 0) {
		const where = story.lasts === null ? "" : ", in a later session as well";
		return pass(`${items.length} values read back as they were set${where}`, { standing });
	}
	const text = `The device takes a set, and ${wrong.join(", ")} does not stand there.`;
	return fail(text, [{ code: "config.notApplied", text }], { standing, wrong });
}

// biome-ignore lint/correctness/useYield: it looks at what the set showed
function* takesEffect(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	if (!seen || !stands(seen.items, "after", seen.story.there.standing)) return skipped("the values never stood there");
	const { set, when } = seen.story.there;
	if (seen.story.restarted) {
		const text = "The device restarts by itself when it is set.";
		return fail(text, [{ code: "config.needsReboot", text }]);
	}
	if (when === "reboot" && seen.story.there.reboot?.accepted !== true)
		return inconclusive("the device answers Status 1, and could not be rebooted to see the values take effect");
	if (when !== "reboot") {
		return pass(`Status ${set.status}; they stood there in the ${when === "atOnce" ? "same" : "next"} session`);
	}
	const text = "The device answers a set with Status 1, and the values take effect after a reboot.";
	return fail(text, [{ code: "config.needsReboot", text }]);
}

// biome-ignore lint/correctness/useYield: it looks at what the set showed
function* atomic(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	const probe = seen?.story.probe;
	if (!seen || !probe) return skipped("the values did not stand there, so this could not be seen");
	if (probe.set.how === "notSent") return inconclusive(probe.set.reason ?? "it could not be sent");
	if (probe.standing === null) return inconclusive("the values could not be read after it");
	const changed = differing(seen.items, "after", probe.standing);
	const answer =
		probe.set.how === "refused"
			? `fault ${probe.set.codes.join(", ")}`
			: probe.set.how === "silent"
				? "nothing"
				: `Status ${probe.set.status}`;
	if (changed.length > 0) {
		const text = `The device answers a set with one bad name with ${answer}, and takes the rest of it.`;
		return fail(text, [{ code: "config.notAtomic", text }], { changed });
	}
	if (seen.story.there.when === "reboot")
		return inconclusive("what takes effect after a reboot can't be seen to have changed nothing");
	return pass(`the device answered ${answer}, and nothing had changed`);
}

function* rolledBack(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	if (!seen) return skipped(NOT_SET);
	const { items, story } = seen;
	const { back } = story;
	const { reboot, standing } = story.there;
	if (story.beside.length > 0) {
		const text = `A set changes what it does not name, as long as it stands: ${toldOf({ changed: story.beside, gone: [] })}.`;
		return fail(text, [{ code: "config.rollbackFailed", text }], { beside: story.beside }, "unsafe");
	}
	if (reboot && !reboot.returned) {
		const text = "The device did not come back from a reboot: its values can't be put back.";
		return fail(text, [{ code: "config.rollbackFailed", text }], {}, "unsafe");
	}
	if (back === null) return skipped("nothing had changed");
	if (stands(items, "before", back.standing)) {
		const since = (context.earlier.applied?.since ?? null) as Since | null;
		const told = since === null ? "" : toldOf(since);
		if (told !== "") {
			const text = `The set changes what it does not name, and the way back does not put it right: ${told}.`;
			return fail(text, [{ code: "config.rollbackFailed", text }], { ...since }, "unsafe");
		}
		if (since && since.unread.length > 0)
			return inconclusive(`${since.unread.length} settings can't be read any more, such as ${since.unread[0]}`, {
				unread: since.unread,
			});
		const isLasting = story.lasts === null || stands(items, "after", story.lasts);
		const proven =
			stands(items, "after", standing) && isLasting
				? { provenPaths: [...new Set(items.map(({ path }) => templateOf(path)))] }
				: {};
		return pass("the values of the backup stand there again", { standing: back.standing, ...proven });
	}
	const gone = back.reboot?.returned === false;
	if (back.standing === null && !gone)
		return inconclusive("the device did not come to be put back as it was", { back });
	const text = gone
		? "The device did not come back from a reboot while its values were put back."
		: `The device does not take its own values back: ${differing(items, "before", back.standing).join(", ")}.`;
	return fail(text, [{ code: "config.rollbackFailed", text }], { back }, "unsafe");
}

/** Of a device that does not stand as before nothing more is asked. */
function* uploaded(context: CheckContext): CheckRun {
	const seen = storyOf(context);
	if (!seen) return skipped(NOT_SET);
	if (!stands(seen.items, "before", seen.story.back?.standing ?? null))
		return skipped("what was set does not stand as it was before: nothing more is asked of the device");
	return yield* configurationFile(context);
}
