import { type Dimension, FACT_FIELDS, FACTS, type Fact } from "./fields.ts";
import type { FactSource, FactSources, FieldSource, ModelProfile, ProfileVariant, WriteRecipe } from "./profile.ts";
import { type ProfileFile, type ProfileSays, UNKNOWN } from "./schema.ts";
import { STANDARD_UNIT, type Unit } from "./units.ts";

const NO_FACTS = Object.fromEntries(FACTS.map((fact) => [fact, []])) as unknown as FactSources;

const GROUND = {
	facts: NO_FACTS,
	radioMap: [],
	interfaceAliases: [],
	activeFlag: "unknown",
	writes: {},
	settleSeconds: 0,
	timeouts: {},
	xmlDeclaration: false,
	harmlessParameter: null,
} as const;

/** Every file as a whole profile: a family's over the generic one that it extends. */
export function resolveProfiles(files: readonly ProfileFile[]): ModelProfile[] {
	const generics = new Map(
		files.filter((file) => "generic" in file).map((file) => [file.profile, resolveOne(file, null)]),
	);
	return files.map((file) => {
		if ("generic" in file) return generics.get(file.profile) as ModelProfile;
		const base = generics.get(file.extends);
		if (!base) throw new Error(`${file.profile} extends ${file.extends}, which is not there`);
		return resolveOne(file, base);
	});
}

function resolveOne(file: ProfileFile, base: ModelProfile | null): ModelProfile {
	const own = saidBy(file, base?.facts ?? NO_FACTS);
	const facts: FactSources = { ...(base?.facts ?? NO_FACTS), ...own.facts };
	const said = { ...GROUND, ...(base && pickSaid(base)), ...own, facts };
	const match = "match" in file ? file.match : {};
	const deviations = file.deviations ?? [];
	return {
		...said,
		id: file.profile,
		title: file.title,
		generic: base === null,
		root: base?.root ?? (file as { root: ModelProfile["root"] }).root,
		match: {
			vendors: match.vendors ?? [],
			ouis: match.ouis ?? [],
			productClasses: match.productClasses ?? [],
			models: match.models ?? [],
			firmware: match.firmware ?? null,
		},
		deviations: deviations.map(({ code, text, firmware = null }) => ({ code, text, firmware })),
		variants: deviations.flatMap(({ firmware, change }) =>
			firmware && change ? [{ firmware, change: saidBy(change, said.facts) }] : [],
		),
	};
}

function pickSaid(profile: ModelProfile): Pick<ModelProfile, keyof ProfileVariant["change"]> {
	const { facts, radioMap, interfaceAliases, activeFlag, writes, settleSeconds, timeouts } = profile;
	const { xmlDeclaration, harmlessParameter } = profile;
	return {
		facts,
		radioMap,
		interfaceAliases,
		activeFlag,
		writes,
		settleSeconds,
		timeouts,
		xmlDeclaration,
		harmlessParameter,
	};
}

/** What a file says, without what it leaves as unknown; its facts over those that it builds on. */
function saidBy(says: ProfileSays, facts: FactSources): ProfileVariant["change"] {
	const known = <Value>(value: Value | typeof UNKNOWN | undefined): value is Value =>
		value !== undefined && value !== UNKNOWN;
	const writes = Object.entries(says.writes ?? {}).filter(([, recipe]) => known(recipe)) as [string, WriteRecipe][];
	return {
		...(says.facts && { facts: overlay(facts, says.facts) }),
		...(known(says.radioMap) && { radioMap: says.radioMap }),
		...(says.interfaceAliases && { interfaceAliases: says.interfaceAliases }),
		...(known(says.activeFlag) && { activeFlag: says.activeFlag }),
		...(says.writes && { writes: Object.fromEntries(writes) }),
		...(known(says.settleSeconds) && { settleSeconds: says.settleSeconds }),
		...(says.timeouts && { timeouts: says.timeouts }),
		...(says.xmlDeclaration !== undefined && { xmlDeclaration: says.xmlDeclaration }),
		...(known(says.harmlessParameter) && { harmlessParameter: says.harmlessParameter }),
	};
}

type SaidSource = { row: string; counter?: string | null; fields?: Record<string, SaidField | undefined> };
type SaidField = string | { path: string; unit: string } | null;

/**
 * A fact that is said replaces the list of its sources; a source of the same row as one before it inherits the fields
 * and the counter that it does not name.
 */
function overlay(base: FactSources, said: NonNullable<ProfileSays["facts"]>): FactSources {
	const changed = FACTS.map((fact) => {
		const sources = said[fact] as SaidSource[] | typeof UNKNOWN | undefined;
		if (sources === undefined || sources === UNKNOWN) return [fact, base[fact]];
		const inherited = base[fact] as readonly FactSource[];
		return [
			fact,
			sources.map((source) =>
				sourceOf(
					fact,
					source,
					inherited.find(({ row }) => row === source.row),
				),
			),
		];
	});
	return Object.fromEntries(changed) as FactSources;
}

function sourceOf(fact: Fact, said: SaidSource, base: FactSource | undefined): FactSource {
	const fields: Record<string, FieldSource> = { ...base?.fields };
	for (const [name, field] of Object.entries(said.fields ?? {})) {
		if (field === undefined || field === UNKNOWN) continue;
		if (field === null) delete fields[name];
		else if (typeof field === "string") fields[name] = { path: field, unit: standardUnit(fact, name) };
		else fields[name] = { path: field.path, unit: field.unit as Unit };
	}
	return { row: said.row, counter: said.counter === undefined ? (base?.counter ?? null) : said.counter, fields };
}

function standardUnit(fact: Fact, field: string): Unit {
	const dimension = (FACT_FIELDS[fact] as Readonly<Record<string, Dimension>>)[field] as Dimension;
	return STANDARD_UNIT[dimension];
}
