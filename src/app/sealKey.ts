import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../lib/edges.ts";
import { CertusError } from "../lib/errors.ts";
import { writePrivately } from "./privateFile.ts";

/** EX_CONFIG: the start ends with one line (contract, section 2). */
const EXIT_CONFIG = 78;
/** Letters and digits: some 256 bits. */
const LENGTH = 43;

/** The installation's own secret, with which it seals what it must read again; made where there is none. */
export function openSealKey(dataDir: string, random: Random): string {
	const path = join(dataDir, "seal-key");
	if (!existsSync(path)) writePrivately(path, `${random.alphanumeric(LENGTH)}\n`);
	const key = readFileSync(path, "utf8").trim();
	if (key.length < LENGTH) throw new CertusError(EXIT_CONFIG, "sealKey", `${path} holds no key`);
	return key;
}
