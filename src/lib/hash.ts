import { hash } from "node:crypto";

export function sha256(bytes: Uint8Array | string): string {
	return hash("sha256", bytes);
}

/** A digest as the API names it: `sha256:` and 64 hexadecimal digits. */
export function digestOf(bytes: Uint8Array | string): string {
	return `sha256:${sha256(bytes)}`;
}
