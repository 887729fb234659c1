import { rootsOf } from "../../device/facts.ts";
import type { Tree } from "../../device/tree.ts";
import { type CheckContext, currentTree, operate, type ProofAnswer, type ProofStep } from "../check.ts";
import { harmlessParameter } from "../harmless.ts";
import { readSettings, type Setting, type SettingsRead } from "./settings.ts";

/** A value that is set for a reset to take away, and what stood there before. */
export interface Mark extends Setting {
	readonly before: string;
}

/** What each part of a device keeps by itself, as subscribers and providers set it; `#` is an instance's number. */
const AREAS: readonly { readonly names: readonly string[]; readonly value: string }[] = [
	{ names: ["WiFi.SSID.#.SSID", "LANDevice.#.WLANConfiguration.#.SSID"], value: "Certus.Proof.One" },
	// Names that nobody can have (RFC 2606).
	{ names: ["Time.NTPServer#"], value: "ntp.certus.invalid" },
	{
		names: ["DHCPv4.Server.Pool.#.DomainName", "LANDevice.#.LANHostConfigManagement.DomainName"],
		value: "certus.invalid",
	},
];

/** One value of each part of the device that can be written: the harmless one first. */
function marksOf(tree: Tree, context: Pick<CheckContext, "profile" | "root">): Mark[] {
	const marks: Mark[] = [];
	const harmless = harmlessParameter(tree, context);
	const [value] = harmless?.values ?? [];
	if (harmless && value !== undefined) marks.push({ path: harmless.path, value, before: valueAt(tree, harmless.path) });
	const roots = rootsOf(context.root).map(escaped).join("|");
	for (const { names, value } of AREAS) {
		const expression = new RegExp(`^(?:${roots})(?:${names.map(escaped).join("|").replaceAll("#", "\\d+")})$`);
		const path = [...tree].find(
			([path, { writable, value: stands, type }]) =>
				writable === true && stands && stands !== value && !/int|bool/i.test(type ?? "") && expression.test(path),
		)?.[0];
		if (path && path !== harmless?.path) marks.push({ path, value, before: valueAt(tree, path) });
	}
	return marks;
}

function valueAt(tree: Tree, path: string): string {
	return tree.get(path)?.value ?? "";
}

function escaped(text: string): string {
	return text.replaceAll(".", "\\.");
}

/** Those that stand on the device once they are set; where they are refused together, of the first alone. */
export function* leaveMarks(context: CheckContext): Generator<ProofStep, Mark[], ProofAnswer> {
	if (!context.lab) return [];
	const marks = marksOf(yield* currentTree(), context);
	for (const tried of new Set([marks.length, Math.min(marks.length, 1)])) {
		if (tried === 0) break;
		const values = marks.slice(0, tried).map(({ path, value }) => ({ path, value }));
		const end = yield* operate("set", { values }, context.inputs.timeoutSeconds);
		if (end.status !== "succeeded") continue;
		const { read } = yield* readSettings(values, context);
		return marks.filter(({ path }) => read.some((one) => one.path === path && one.same));
	}
	return [];
}

export interface MarksLeft {
	readonly end: SettingsRead["end"];
	readonly kept: readonly Mark[];
	readonly gone: readonly Mark[];
}

/** What a reset has taken away of them. What it has kept is put back as it stood before it was set. */
export function* lookForMarks(
	marks: readonly Mark[],
	context: CheckContext,
): Generator<ProofStep, MarksLeft, ProofAnswer> {
	const { end, read } = yield* readSettings(marks, context);
	if (end.status !== "succeeded") return { end, kept: [], gone: [] };
	const stands = ({ path }: Mark) => read.some((one) => one.path === path && one.same);
	const kept = marks.filter(stands);
	const values = kept.map(({ path, before }) => ({ path, value: before }));
	if (kept.length > 0) yield* operate("set", { values }, context.inputs.timeoutSeconds);
	return { end, kept, gone: marks.filter((mark) => !stands(mark)) };
}
