import { createCipheriv, createDecipheriv, hash, hkdfSync } from "node:crypto";

/** What a sealed text begins with: its form's version; what begins otherwise was never sealed. */
const PREFIX = "sealed1.";
const SEALED = /^sealed1\.([0-9a-f]{12})\.([A-Za-z0-9_-]{38,})$/;
const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a sealed text may be; part of what it is bound to. */
export type SecretKind =
	| "tenant.cpePassword"
	/** Also the one before it. */
	| "device.connectionRequestPassword"
	| "device.password"
	| "operation.value"
	/** Also as a backup keeps it. */
	| "device.secret"
	/** A file: base64 of its zstd frame (RFC 8878). */
	| "device.configuration"
	| "subscriber.variable"
	| "provisioning.value"
	/** Also the one before it. */
	| "webhook.secret"
	| "account.totp"
	| "oidc.signIn";

/** What a text is sealed for; `owner` is the id of its tenant, or of its account. */
export function secretContext(owner: string, kind: SecretKind): string {
	return `${owner}/${kind}`;
}

/** An operation's input in which the values of secret parameters are sealed. */
export type SealedInput = Readonly<Record<string, unknown>> & { readonly __sealed: unique symbol };

/** A subscriber's variables in which the values of secret ones are sealed. */
export type SealedVariables = Readonly<Record<string, string>> & { readonly __sealed: unique symbol };

export interface ProfileParameter {
	readonly path: string;
	readonly value: string;
	readonly type?: string | undefined;
}

/** What a provisioning profile wishes for, with secrets that stand in it sealed. */
export type SealedParameters = readonly ProfileParameter[] & { readonly __sealed: unique symbol };

export interface VaultKey {
	/** Twelve hexadecimal digits that tell keys apart and nothing of them. */
	readonly id: string;
	/** 256 bits. */
	readonly bytes: Uint8Array;
}

export interface Vault {
	/** One ASCII string; the context is not in it, and opens nothing but what was sealed for it. */
	seal(text: string, context: string): string;
	/** Throws where a byte was changed, the context is another or the key is not here. */
	open(sealed: string, context: string): string;
	/** The same, and as it is what was stored before anything was sealed. */
	read(text: string, context: string): string;
	/** `null` where the text is not sealed. */
	keyIdOf(text: string): string | null;
	readonly currentKeyId: string;
}

/** The key that a secret of high entropy stands for (RFC 5869); derived once, not for each value. */
export function vaultKeyOf(secret: string): VaultKey {
	const derived = (info: string) => new Uint8Array(hkdfSync("sha256", secret, "certus vault 1", info, 32));
	return { id: hash("sha256", derived("key id")).slice(0, 12), bytes: derived("aes-256-gcm") };
}

/** Seals with the first of the keys (AES-256-GCM, a fresh nonce for each text) and opens with any of them. */
export function createVault(
	keys: readonly [VaultKey, ...VaultKey[]],
	randomBytes: (length: number) => Uint8Array,
): Vault {
	const [current] = keys;
	const byId = new Map(keys.map(({ id, bytes }) => [id, bytes]));
	const keyIdOf = (text: string) => SEALED.exec(text)?.[1] ?? null;
	const vault: Vault = {
		seal(text, context) {
			const nonce = randomBytes(NONCE_BYTES);
			const cipher = createCipheriv(ALGORITHM, current.bytes, nonce, { authTagLength: TAG_BYTES });
			cipher.setAAD(Buffer.from(boundTo(current.id, context)));
			const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
			return `${PREFIX}${current.id}.${sealed.toString("base64url")}`;
		},
		open(sealed, context) {
			const [, id = "", body = ""] = SEALED.exec(sealed) ?? [];
			const key = byId.get(id);
			const bytes = Buffer.from(body, "base64url");
			// Two spellings of the same bytes would be two sealed texts of which one was never made.
			if (!key || bytes.toString("base64url") !== body) throw new Error(whyNot(id, key !== undefined));
			const end = bytes.length - TAG_BYTES;
			const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
			decipher.setAAD(Buffer.from(boundTo(id, context)));
			decipher.setAuthTag(bytes.subarray(end));
			const text = decipher.update(bytes.subarray(NONCE_BYTES, end));
			return Buffer.concat([text, decipher.final()]).toString("utf8");
		},
		read: (text, context) => (keyIdOf(text) === null ? text : vault.open(text, context)),
		keyIdOf,
		currentKeyId: current.id,
	};
	return vault;
}

function boundTo(keyId: string, context: string): string {
	return `${PREFIX}${keyId}.${context}`;
}

function whyNot(id: string, isKnown: boolean): string {
	if (id === "" || isKnown) return "the text is not a sealed one";
	return `it was sealed with the key ${id}, which is not among the secrets keys of this installation`;
}
