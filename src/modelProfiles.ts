import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { ModelProfile } from "./device/profiles/profile.ts";
import { resolveProfiles } from "./device/profiles/resolve.ts";
import { ProfileFile } from "./device/profiles/schema.ts";
import { CertusError } from "./lib/errors.ts";
import { EXIT } from "./settings.ts";

/** The profiles that come with Certus. */
export const MODELS_FOLDER = fileURLToPath(new URL("../models/", import.meta.url));

export interface ReadProfile {
	/** Its name in the folder. */
	readonly name: string;
	/** As YAML gives it; what can't be parsed is told instead. */
	readonly content: unknown;
	readonly problem: string | null;
}

/** Every profile of a folder, not yet looked at. */
export function readProfiles(folder: string): ReadProfile[] {
	const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
	return names.sort().map((name) => {
		try {
			return { name, content: parse(readFileSync(join(folder, name), "utf8"), { merge: true }), problem: null };
		} catch (error) {
			return { name, content: null, problem: (error as Error).message.split("\n")[0] ?? "no YAML" };
		}
	});
}

/** The profiles of a folder, whole; a folder with a fault ends the start: `certus models check` tells all of them. */
export function loadProfiles(folder: string = MODELS_FOLDER): ModelProfile[] {
	return resolveProfiles(
		readProfiles(folder).map(({ name, content, problem }) => {
			const parsed = ProfileFile.safeParse(content);
			if (problem === null && parsed.success) return parsed.data;
			const text = `${join(folder, name)}: ${problem ?? "not a model profile"}: certus models check tells more`;
			throw new CertusError(EXIT.usage, "models.invalid", text);
		}),
	);
}
