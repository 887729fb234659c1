import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** JSON that only who has the secret can read; what it was sealed for is part of the key. */
export interface SealedBody {
	readonly salt: string;
	readonly iv: string;
	readonly tag: string;
	readonly data: string;
}

const ALGORITHM = "aes-256-gcm";

export function seal(body: unknown, secret: string, purpose: string): SealedBody {
	const [salt, iv] = [randomBytes(16), randomBytes(12)];
	const cipher = createCipheriv(ALGORITHM, keyOf(secret, salt, purpose), iv);
	const data = Buffer.concat([cipher.update(JSON.stringify(body), "utf8"), cipher.final()]);
	return {
		salt: salt.toString("base64"),
		iv: iv.toString("base64"),
		tag: cipher.getAuthTag().toString("base64"),
		data: data.toString("base64"),
	};
}

/** Throws where the secret or the purpose is another, or a byte was changed. */
export function unseal({ salt, iv, tag, data }: SealedBody, secret: string, purpose: string): unknown {
	const decipher = createDecipheriv(ALGORITHM, keyOf(secret, bytes(salt), purpose), bytes(iv), { authTagLength: 16 });
	decipher.setAuthTag(bytes(tag));
	return JSON.parse(Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString("utf8"));
}

function keyOf(secret: string, salt: Uint8Array, purpose: string): Uint8Array {
	return new Uint8Array(hkdfSync("sha256", secret, salt, purpose, 32));
}

function bytes(base64: string): Buffer {
	return Buffer.from(base64, "base64");
}
