import type { z } from "zod";
import { compareVersions } from "./firmware.ts";
import { isMatch, profileFor, specificity } from "./match.ts";
import type { FirmwareRange, ModelProfile, ProfileSubject } from "./profile.ts";
import { resolveProfiles } from "./resolve.ts";
import { FamilyFile, GenericFile, type ProfileFile, UNKNOWN } from "./schema.ts";

/** A file of `models/`, as YAML gave it. */
export interface Candidate {
	/** `acme-x1.yaml` */
	readonly name: string;
	readonly content: unknown;
	/** Why it is no YAML. */
	readonly problem: string | null;
}

export interface Complaint {
	readonly file: string;
	/** `facts.hosts[0].row` */
	readonly at: string;
	readonly message: string;
}

export interface Lint {
	readonly complaints: readonly Complaint[];
	/** What a file leaves open, by file. */
	readonly unknowns: Readonly<Record<string, readonly string[]>>;
	readonly families: number;
	readonly generics: number;
}

/** Everything that is wrong with the profiles of a folder, each by itself and all together. */
export function lintProfiles(candidates: readonly Candidate[]): Lint {
	const complaints: Complaint[] = [];
	const files: ProfileFile[] = [];
	const unknowns: Record<string, string[]> = {};
	for (const { name, content, problem } of candidates) {
		if (problem !== null) {
			complaints.push({ file: name, at: "", message: problem });
			continue;
		}
		const open = unknownsIn(content, "");
		if (open.length > 0) unknowns[name] = open;
		const parsed = (isGeneric(content) ? GenericFile : FamilyFile).safeParse(content);
		if (parsed.success) {
			files.push(parsed.data);
			complaints.push(...complaintsOf(name, parsed.data));
		} else complaints.push(...parsed.error.issues.flatMap((issue) => ofIssue(name, issue)));
	}
	complaints.push(...togetherOf(files, complaints.length === 0));
	const generics = files.filter((file) => "generic" in file).length;
	return { complaints, unknowns, families: files.length - generics, generics };
}

function isGeneric(content: unknown): boolean {
	return typeof content === "object" && content !== null && "generic" in content;
}

function ofIssue(file: string, issue: z.core.$ZodIssue): Complaint[] {
	return leavesOf(issue).map(({ path, message }) => ({ file, at: placeOf(path), message }));
}

/** A union's own message says nothing: what its nearest branch lacks does, the one that was got furthest into. */
function leavesOf(issue: z.core.$ZodIssue): { readonly path: readonly PropertyKey[]; readonly message: string }[] {
	const { path, message } = issue;
	if (issue.code !== "invalid_union") return [{ path, message }];
	const branches = issue.errors.map((branch) => branch.flatMap(leavesOf));
	const depth = (leaves: (typeof branches)[0]) => Math.max(0, ...leaves.map((leaf) => leaf.path.length));
	const nearest = branches.sort((left, right) => depth(right) - depth(left))[0] ?? [];
	if (nearest.length === 0) return [{ path, message }];
	return nearest.map((leaf) => ({ path: [...path, ...leaf.path], message: leaf.message }));
}

function placeOf(path: readonly PropertyKey[]): string {
	return path
		.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
		.join("")
		.replace(/^\./, "");
}

/** Where a draft says that it does not know. The flag of the hosts has that as a value of its own. */
function unknownsIn(content: unknown, at: string): string[] {
	if (content === UNKNOWN) return at.endsWith("activeFlag") ? [] : [at];
	if (typeof content !== "object" || content === null) return [];
	return Object.entries(content).flatMap(([key, value]) =>
		unknownsIn(value, Array.isArray(content) ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`),
	);
}

function complaintsOf(name: string, file: ProfileFile): Complaint[] {
	const found: Complaint[] = [];
	const complain = (at: string, message: string) => found.push({ file: name, at, message });
	if (name !== `${file.profile}.yaml`) complain("profile", `the file of ${file.profile} is ${file.profile}.yaml`);
	const root = "generic" in file ? file.root : file.extends === "generic-tr181" ? "Device." : "InternetGatewayDevice.";
	// Texts that people read may name a path of another root.
	for (const [at, path] of pathsIn(file, "")) if (!path.startsWith(root)) complain(at, `${path} is not below ${root}`);

	const ranges = [
		...("match" in file && file.match.firmware ? [["match.firmware", file.match.firmware] as const] : []),
		...(file.deviations ?? []).flatMap(({ firmware }, i) =>
			firmware ? [[`deviations[${i}].firmware`, firmware] as const] : [],
		),
	];
	for (const [at, range] of ranges) {
		const wrong = wrongRange(range);
		if (wrong !== null) complain(at, wrong);
	}
	for (const [i, { firmware, change }] of (file.deviations ?? []).entries()) {
		if (change && !firmware)
			complain(`deviations[${i}].change`, "without a firmware range it belongs to the profile itself");
	}

	const says = [
		["", file] as const,
		...(file.deviations ?? []).map(({ change }, i) => [`deviations[${i}].change.`, change] as const),
	];
	for (const [place, said] of says) {
		for (const [recipe, steps] of Object.entries(said?.writes ?? {})) {
			if (steps === UNKNOWN) continue;
			const used = new Set(steps.steps.flatMap(({ set }) => set.flatMap(({ value }) => inputsIn(value))));
			for (const input of steps.inputs.filter((one) => !used.has(one)))
				complain(`${place}writes.${recipe}.inputs`, `${input} is not used`);
			for (const input of used) {
				if (!steps.inputs.includes(input)) complain(`${place}writes.${recipe}.steps`, `{${input}} is no input`);
			}
		}
		const map = said?.radioMap === UNKNOWN ? [] : (said?.radioMap ?? []);
		const instances = map.flatMap((one) => one.instances);
		const twice = instances.find((one, i) => instances.indexOf(one) !== i);
		if (twice !== undefined) complain(`${place}radioMap`, `instance ${twice} is on two bands`);
		for (const [fact, sources] of Object.entries(said?.facts ?? {})) {
			if (sources === UNKNOWN || sources === undefined) continue;
			for (const [i, { row, counter }] of sources.entries()) {
				if (counter && !row.endsWith(".{i}."))
					complain(`${place}facts.${fact}[${i}].counter`, "only a table has rows to count");
			}
		}
	}
	return found;
}

function wrongRange({ from, to }: FirmwareRange): string | null {
	return from !== undefined && to !== undefined && compareVersions(from, to) > 0 ? `${from} comes after ${to}` : null;
}

function inputsIn(value: string): string[] {
	return [...value.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}

const PATH = /^(Device|InternetGatewayDevice)\.\S*$/;

function pathsIn(content: unknown, at: string): [at: string, path: string][] {
	if (typeof content === "string")
		return PATH.test(content) && !/^(root|text|title|source)$/.test(at) ? [[at, content]] : [];
	if (typeof content !== "object" || content === null) return [];
	return Object.entries(content).flatMap(([key, value]) =>
		pathsIn(value, Array.isArray(content) ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`),
	);
}

/** What only all of them together show: the generic ones, and whether each family's examples find it. */
function togetherOf(files: readonly ProfileFile[], isSound: boolean): Complaint[] {
	const found: Complaint[] = [];
	for (const [id, root] of [
		["generic-tr181", "Device."],
		["generic-tr098", "InternetGatewayDevice."],
	] as const) {
		const generic = files.find((file) => file.profile === id);
		if (!generic || !("generic" in generic) || generic.root !== root) {
			found.push({ file: `${id}.yaml`, at: "", message: `there is no generic profile for ${root}` });
		}
	}
	for (const { profile } of files.filter((file) => "generic" in file && !/^generic-tr(181|098)$/.test(file.profile))) {
		found.push({ file: `${profile}.yaml`, at: "generic", message: "a root has one generic profile" });
	}
	// A profile that is wrong by itself may find anything.
	if (!isSound || found.length > 0) return found;
	const profiles = resolveProfiles(files);
	for (const file of files) {
		if ("generic" in file) continue;
		for (const [i, example] of file.examples.entries()) {
			const root = file.extends === "generic-tr181" ? "Device." : "InternetGatewayDevice.";
			const message = foundBy(profiles, { ...example, root }, file.profile);
			if (message !== null) found.push({ file: `${file.profile}.yaml`, at: `examples[${i}]`, message });
		}
	}
	return found;
}

function foundBy(profiles: readonly ModelProfile[], subject: ProfileSubject, id: string): string | null {
	const finds = profileFor(profiles, subject);
	if (finds.id !== id) return `it finds ${finds.id}`;
	const own = profiles.find((profile) => profile.id === id);
	const rival = profiles.find(
		(other) =>
			!other.generic &&
			other.id !== id &&
			isMatch(other, subject) &&
			specificity(other.match) === specificity(own?.match ?? other.match),
	);
	return rival ? `${rival.id} matches it as well` : null;
}
