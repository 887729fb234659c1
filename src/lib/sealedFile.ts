import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { secretContext, type Vault } from "./vault.ts";

/** A device's configuration file with its passwords, as it is kept. */
export function sealFile(vault: Vault, tenant: string, bytes: Uint8Array): string {
	return vault.seal(zstdCompressSync(bytes).toString("base64"), secretContext(tenant, "device.configuration"));
}

/** Throws where the text is not a sealed file of that tenant, or holds more than `maxBytes`. */
export function openSealedFile(vault: Vault, tenant: string, sealed: string, maxBytes: number): Buffer {
	const text = vault.open(sealed, secretContext(tenant, "device.configuration"));
	return zstdDecompressSync(Buffer.from(text, "base64"), { maxOutputLength: maxBytes });
}
