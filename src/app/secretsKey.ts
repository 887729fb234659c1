import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../lib/edges.ts";
import { CertusError } from "../lib/errors.ts";
import { createVault, type Vault, vaultKeyOf } from "../lib/vault.ts";
import { writePrivately } from "./privateFile.ts";

/** EX_CONFIG: the start ends with one line (contract, section 2). */
const EXIT_CONFIG = 78;
/** Letters and digits: some 256 bits. */
const LENGTH = 43;
/** 32 bytes in hexadecimal digits. */
const HEX_LENGTH = 64;
/** Of 64 random hexadecimal digits fewer are different in one of 10^11, of letters less often still. */
const DIFFERENT = 10;

export interface SecretsKeySettings {
	/** CERTUS_SECRETS_KEY. */
	readonly given: readonly [string, ...string[]] | null;
	/** CERTUS_SECRETS_KEY_FILE. */
	readonly file: string | null;
	readonly dataDir: string;
}

export interface SecretsKeys {
	/** The first seals; the others open what was sealed before it. */
	readonly secrets: readonly [string, ...string[]];
	/** The file that they stand in; `null`: they were given in the environment. */
	readonly path: string | null;
	/** The secret under which earlier versions sealed second factors, where it is another. */
	readonly earlier: string | null;
}

/** The installation's own secrets, with which it seals what it must read again; one is made where there is none. */
export function openSecretsKeys({ given, file, dataDir }: SecretsKeySettings, random: Random): SecretsKeys {
	const sealKey = join(dataDir, "seal-key");
	if (given !== null || file !== null) {
		const earlier = existsSync(sealKey) ? readFileSync(sealKey, "utf8").trim() : null;
		return given !== null
			? { secrets: given, path: null, earlier }
			: { secrets: readSecrets(file as string), path: file, earlier };
	}
	mkdirSync(dataDir, { recursive: true });
	const path = join(dataDir, "secrets-key");
	// What earlier versions called it.
	if (!existsSync(path) && existsSync(sealKey)) renameSync(sealKey, path);
	if (!existsSync(path)) writeSecrets(path, [newSecret(random)]);
	return { secrets: readSecrets(path), path, earlier: null };
}

export function vaultOf({ secrets: [first, ...others] }: Pick<SecretsKeys, "secrets">, random: Random): Vault {
	return createVault([vaultKeyOf(first), ...others.map(vaultKeyOf)], random.bytes);
}

export function newSecret(random: Random): string {
	return random.alphanumeric(LENGTH);
}

/** One a line, the newest first. */
export function writeSecrets(path: string, secrets: readonly string[]): void {
	writePrivately(path, `${secrets.join("\n")}\n`);
}

/** The secrets in a setting or a file, apart by white space or commas; `null` where one of them could be guessed. */
export function secretsIn(text: string): readonly [string, ...string[]] | null {
	const [first, ...others] = text.split(/[\s,]+/).filter((secret) => secret !== "");
	if (first === undefined) return null;
	const isStrong = (secret: string): boolean => {
		const needed = /^[0-9a-f]+$/i.test(secret) ? HEX_LENGTH : LENGTH;
		return secret.length >= needed && new Set(secret).size >= DIFFERENT;
	};
	return [first, ...others].every(isStrong) ? [first, ...others] : null;
}

/** Throws one line that names the file, and says nothing of what is in it. */
export function readSecrets(path: string): readonly [string, ...string[]] {
	const secrets = secretsIn(readKeyFile(path));
	if (!secrets) throw unusable(path, "needs 32 random bytes a line, as of: openssl rand -base64 32");
	return secrets;
}

function readKeyFile(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw unusable(path, `can't be read (${(error as NodeJS.ErrnoException).code})`, error);
	}
}

function unusable(source: string, why: string, cause?: unknown): CertusError {
	return new CertusError(EXIT_CONFIG, "secretsKey", `${source} is no usable secrets key: it ${why}`, {}, cause);
}
