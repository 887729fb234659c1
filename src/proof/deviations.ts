import { isSecretName, REDACTED } from "../cwmp/redact.ts";
import { parentOf, type StandardEntry, type StandardModel, templatePath } from "../device/standard/model.ts";
import { type Standing, standardObject, valueDeviation } from "../device/standardModel.ts";
import { givenType, wireType } from "../device/standardTypes.ts";
import type { TreeNode } from "../device/tree.ts";
import { DEVIATION_KINDS, type Deviation, type DeviationKind } from "../shared/discoveryReport.ts";

const MAX_GIVEN = 120;

/** A parameter of a device's tree beside what the standard says of it. */
export interface Compared {
	readonly path: string;
	readonly node: TreeNode;
	readonly standing: Standing;
	readonly entry: StandardEntry | null;
}

interface Found extends Pick<Deviation, "kind" | "standard"> {
	readonly given: string;
	/** What of the path differs, where that is not all of it. */
	readonly part?: string;
}

/** How one parameter differs from the standard; what the device did not say is not judged. */
function* deviationsOf(compared: Compared, model: StandardModel): Generator<Found> {
	const { path, node, standing, entry } = compared;
	if (entry === null) {
		const name = path.slice(path.lastIndexOf(".") + 1);
		const [part, own] = /^.*?\.(X_[^.]*)/.exec(path) ?? [];
		if (part !== undefined && own !== undefined && vendorPrefix(own) === null)
			yield { kind: "malformedVendorName", part, standard: "X_<identifier>_", given: own };
		const twin = standing === "vendor" ? null : otherSpelling(path, name, model);
		if (standing === "unknown" || twin !== null) yield { kind: "unknownName", standard: twin, given: name };
		return;
	}
	// What may be set once is rightly shown as either.
	if (entry.access === "readWrite" && node.writable === false)
		yield { kind: "readOnly", standard: "readWrite", given: "readOnly" };
	if (entry.access === "readOnly" && node.writable === true)
		yield { kind: "writable", standard: "readOnly", given: "readWrite" };
	if (node.value === null || node.type === null) return;
	const type = givenType(entry, node.type);
	if (type !== null) yield { kind: "wrongType", standard: wireType(entry), given: type };
	// An empty value says that there is none; of a secret that was not kept there is nothing to judge.
	const isJudged = node.value.trim() !== "" && node.value !== REDACTED;
	const value = isJudged ? valueDeviation(entry, node.value) : null;
	if (value === null || value.kind === "notSettable") return;
	const isShown = value.kind === "badLength" || !isSecretName(path);
	yield { kind: value.kind, standard: value.standard, given: isShown ? value.given : REDACTED };
}

/** `X_00E0FC_` of `X_00E0FC_Power`; `null` where no identifier of a vendor follows the `X_` (TR-106, 3.3). */
export function vendorPrefix(segment: string): string | null {
	return /^X_[^_]+_/.exec(segment)?.[0] ?? null;
}

/** The name that the standard spells with other capitals. */
function otherSpelling(path: string, name: string, model: StandardModel): string | null {
	const names = standardObject(parentOf(path), model)?.parameters.keys() ?? [];
	for (const standard of names) if (standard.toLowerCase() === name.toLowerCase()) return standard;
	return null;
}

interface Gathered {
	readonly kind: DeviationKind;
	readonly path: string;
	readonly standard: string | null;
	occurrences: number;
	readonly example: Deviation["example"];
}

/** Deviations of all instances of a parameter count as one kind. */
export function gatherDeviations(
	parameters: Iterable<Compared>,
	model: StandardModel,
): { readonly all: readonly Deviation[]; readonly counts: Readonly<Record<DeviationKind, Count>> } {
	const kinds = new Map<string, Gathered>();
	for (const compared of parameters) {
		for (const { kind, standard, given, part = compared.path } of deviationsOf(compared, model)) {
			const path = templatePath(part);
			const key = `${kind} ${path}`;
			const known = kinds.get(key);
			if (known) known.occurrences++;
			else {
				const shown = given.length > MAX_GIVEN ? `${given.slice(0, MAX_GIVEN)}…` : given;
				kinds.set(key, { kind, path, standard, occurrences: 1, example: { path: compared.path, given: shown } });
			}
		}
	}
	const all = [...kinds.values()].sort((left, right) => right.occurrences - left.occurrences);
	const counts = Object.fromEntries(
		DEVIATION_KINDS.map((kind) => {
			const found = all.filter((deviation) => deviation.kind === kind);
			return [kind, { kinds: found.length, occurrences: found.reduce((sum, { occurrences }) => sum + occurrences, 0) }];
		}),
	) as Record<DeviationKind, Count>;
	return { all, counts };
}

interface Count {
	readonly kinds: number;
	readonly occurrences: number;
}
