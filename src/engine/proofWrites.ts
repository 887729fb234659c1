import type { CheckEvidence } from "../shared/proof.ts";

type Operation = CheckEvidence["operations"][number];

/** The paths that a check's operations wrote, or may have; objects, ending in a full stop, stand for all below them. */
export function writtenBy(operations: readonly Operation[]): string[] {
	const paths = operations
		.filter(({ status }) => status !== "expired" && status !== "cancelled")
		.flatMap(({ kind, input, result }) => {
			if (kind === "set") return (input.values as readonly { readonly path: string }[]).map(({ path }) => path);
			if (kind === "addObject" || kind === "deleteObject") return [input.path as string];
			return kind === "diagnostic" && typeof result?.object === "string" ? [result.object] : [];
		});
	return [...new Set(paths)];
}
