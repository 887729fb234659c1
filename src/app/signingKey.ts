import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CertusError } from "../lib/errors.ts";
import { type Signer, signerOf } from "../proof/signature.ts";
import { writePrivately } from "./privateFile.ts";

/** EX_CONFIG: the start ends with one line (contract, section 2). */
const EXIT_CONFIG = 78;

/** The installation's Ed25519 key, with which it signs evidence; made where there is none. */
export function openSigningKey(dataDir: string): Signer {
	const path = join(dataDir, "signing-key.pem");
	if (!existsSync(path)) writePrivately(path, newSigningKey());
	try {
		return signerOf(readFileSync(path, "utf8"));
	} catch (error) {
		throw new CertusError(EXIT_CONFIG, "signingKey", `${path} can't be used: ${(error as Error).message}`, {}, error);
	}
}

/** PKCS#8, PEM. */
export function newSigningKey(): string {
	return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }) as string;
}
