import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { isHiddenValue, isSecretName } from "../cwmp/redact.ts";
import { isActionName } from "./actions.ts";
import { templatePath } from "./standard/model.ts";
import { standardEntry } from "./standardModel.ts";
import type { Tree } from "./tree.ts";

/** One parameter of a device's writable configuration. */
export interface BackedUpValue {
	readonly path: string;
	/** `null` where the device hides it or did not give it. */
	readonly value: string | null;
	readonly type: string;
	/** It was read with what the change touched, and can't be set. */
	readonly readOnly?: true;
}

const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** As it is stored: `[[path, value, type]]`, compressed; what can't be set has a fourth, 1. */
export function packBackup(values: readonly BackedUpValue[]): Uint8Array {
	const rows = values.map(({ path, value, type, readOnly }) => [path, value, type, ...(readOnly ? [1] : [])]);
	return zstdCompressSync(JSON.stringify(rows), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

export function unpackBackup(document: Uint8Array): BackedUpValue[] {
	const json = zstdDecompressSync(document, { maxOutputLength: MAX_DOCUMENT_BYTES }).toString("utf8");
	const rows = JSON.parse(json) as [string, string | null, string, 1?][];
	return rows.map(([path, value, type, readOnly]) => ({ path, value, type, ...(readOnly && { readOnly: true }) }));
}

/** The parameters that make up a device's configuration: what it says can be written, and what is no action. */
export function writablePaths(tree: Tree): string[] {
	return [...tree]
		.filter(([path, { writable }]) => writable === true && !path.endsWith(".") && !isActionName(path))
		.map(([path]) => path);
}

/**
 * What is known to be read-only: by the device's own names, else as it is with the others of a table, else by the standard.
 * What nobody knows is taken for a setting.
 */
export function readOnlyIn(tree: Tree): (path: string) => boolean {
	let templates: Map<string, boolean> | null = null;
	return (path) => {
		const own = tree.get(path)?.writable;
		if (typeof own === "boolean") return !own;
		templates ??= new Map(
			[...tree].flatMap(([name, { writable }]) => (writable === null ? [] : [[templatePath(name), writable]])),
		);
		const others = templates.get(templatePath(path));
		return others === undefined ? standardEntry(path)?.access === "readOnly" : !others;
	};
}

/** What was read, as it is kept: secrets are not. What a partial path does not show is not there. */
export function backedUp(
	paths: readonly string[],
	read: ReadonlyMap<string, { readonly value: string; readonly type: string | null }>,
	isReadOnly: (path: string) => boolean = () => false,
): BackedUpValue[] {
	const partial = paths.filter((path) => path.endsWith("."));
	const isGone = (path: string) =>
		!read.has(path) && !isSecretName(path) && partial.some((object) => path.startsWith(object));
	return [...new Set([...paths, ...read.keys()])]
		.filter((path) => !path.endsWith(".") && !isGone(path))
		.map((path) => {
			const { value = null, type = null } = read.get(path) ?? {};
			return {
				path,
				value: isSecretName(path) || isHiddenValue(path, value ?? "") ? null : value,
				type: type ?? "xsd:string",
				...(isReadOnly(path) && { readOnly: true as const }),
			};
		});
}
