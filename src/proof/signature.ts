import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { CertusError } from "../lib/errors.ts";
import { digestOf } from "../lib/hash.ts";

/** A public key of the installation, as the API and a bundle name it. */
export interface PublicKey {
	/** `sha256:…` over the SPKI DER. */
	readonly keyId: string;
	readonly algorithm: "ed25519";
	/** SPKI, PEM. */
	readonly publicKey: string;
}

export interface Signer extends PublicKey {
	sign(bytes: Uint8Array): Uint8Array;
}

/** What signs with a private key: PKCS#8, PEM. */
export function signerOf(privateKey: string): Signer {
	const key = ed25519(() => createPrivateKey(privateKey), "it is no private key in PKCS#8");
	return { ...namesOf(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}

export function publicKeyOf(pem: string): PublicKey {
	return namesOf(ed25519(() => createPublicKey(pem), "it is no public key in PEM"));
}

export function isSignedBy({ publicKey }: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
	return verify(null, bytes, createPublicKey(publicKey), signature);
}

/** What a DSSE signature is over: the pre-authentication encoding of type and payload (DSSE v1, protocol.md). */
export function preAuthentication(payloadType: string, payload: Uint8Array): Uint8Array {
	const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
	return Buffer.concat([Buffer.from(head), payload]);
}

function ed25519(read: () => KeyObject, otherwise: string): KeyObject {
	let key: KeyObject;
	try {
		key = read();
	} catch (cause) {
		throw new CertusError(422, "keyInvalid", otherwise, {}, cause);
	}
	if (key.asymmetricKeyType !== "ed25519") throw new CertusError(422, "keyInvalid", "it is no Ed25519 key");
	return key;
}

function namesOf(key: KeyObject): PublicKey {
	return {
		keyId: digestOf(key.export({ type: "spki", format: "der" })),
		algorithm: "ed25519",
		publicKey: key.export({ type: "spki", format: "pem" }) as string,
	};
}
