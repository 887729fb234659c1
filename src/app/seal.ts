import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { CertusError } from "../lib/errors.ts";

/** An answer that holds a secret, readable only with what its caller sent: their credential and the key's text. */
export interface SealedBody {
	readonly salt: string;
	readonly iv: string;
	readonly tag: string;
	readonly data: string;
}

const ALGORITHM = "aes-256-gcm";

export function seal(body: unknown, secret: string): SealedBody {
	const [salt, iv] = [randomBytes(16), randomBytes(12)];
	const cipher = createCipheriv(ALGORITHM, keyOf(secret, salt), iv);
	const data = Buffer.concat([cipher.update(JSON.stringify(body), "utf8"), cipher.final()]);
	return {
		salt: salt.toString("base64"),
		iv: iv.toString("base64"),
		tag: cipher.getAuthTag().toString("base64"),
		data: data.toString("base64"),
	};
}

export function unseal({ salt, iv, tag, data }: SealedBody, secret: string): unknown {
	const decipher = createDecipheriv(ALGORITHM, keyOf(secret, bytes(salt)), bytes(iv));
	decipher.setAuthTag(bytes(tag));
	try {
		return JSON.parse(Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString("utf8"));
	} catch (cause) {
		const message = "this answer is shown only to the credential that asked for it";
		throw new CertusError(409, "idempotencyKeyReused", message, {}, cause);
	}
}

function keyOf(secret: string, salt: Uint8Array): Uint8Array {
	return new Uint8Array(hkdfSync("sha256", secret, salt, "certus idempotency", 32));
}

function bytes(base64: string): Buffer {
	return Buffer.from(base64, "base64");
}
