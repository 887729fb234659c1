/** `unavailable`: browsers hash only on HTTPS and on localhost. */
export type DigestCheck = "verified" | "mismatch" | "unavailable";

/** Hashes the very bytes that were served and compares them with the address they were asked by. */
export async function verifyDigest(bytes: ArrayBuffer, digest: string): Promise<DigestCheck> {
	const { subtle } = globalThis.crypto as Partial<Crypto>;
	if (subtle === undefined) return "unavailable";
	const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
	const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return digest === `sha256:${hex}` ? "verified" : "mismatch";
}
