import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { isHiddenValue, isSecretName } from "../cwmp/redact.ts";
import { isActionName } from "./actions.ts";
import type { Tree } from "./tree.ts";

/** One parameter of a device's writable configuration. */
export interface BackedUpValue {
	readonly path: string;
	/** `null` where the device hides it or did not give it. */
	readonly value: string | null;
	readonly type: string;
}

const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** As it is stored: `[[path, value, type]]`, compressed. */
export function packBackup(values: readonly BackedUpValue[]): Uint8Array {
	const rows = values.map(({ path, value, type }) => [path, value, type]);
	return zstdCompressSync(JSON.stringify(rows), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

export function unpackBackup(document: Uint8Array): BackedUpValue[] {
	const json = zstdDecompressSync(document, { maxOutputLength: MAX_DOCUMENT_BYTES }).toString("utf8");
	const rows = JSON.parse(json) as [string, string | null, string][];
	return rows.map(([path, value, type]) => ({ path, value, type }));
}

/** The parameters that make up a device's configuration: what it says can be written, and what is no action. */
export function writablePaths(tree: Tree): string[] {
	return [...tree]
		.filter(([path, { writable }]) => writable === true && !path.endsWith(".") && !isActionName(path))
		.map(([path]) => path);
}

/** What was read, as it is kept: secrets are not. */
export function backedUp(
	paths: readonly string[],
	read: ReadonlyMap<string, { readonly value: string; readonly type: string | null }>,
): BackedUpValue[] {
	return [...new Set([...paths, ...read.keys()])]
		.filter((path) => !path.endsWith("."))
		.map((path) => {
			const { value = null, type = null } = read.get(path) ?? {};
			return {
				path,
				value: isSecretName(path) || isHiddenValue(path, value ?? "") ? null : value,
				type: type ?? "xsd:string",
			};
		});
}
