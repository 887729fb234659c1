/** The files that a lab CPE gives and takes: its configuration as lines of `path=value`, and a log. */
import type { Cpe } from "./cpe.ts";

export function configText(cpe: Cpe): string {
	const lines: string[] = [];
	for (const { path, value } of cpe.tree.values("") ?? []) {
		if (cpe.tree.leaf(path)?.writable) lines.push(`${path}=${value.replaceAll("\n", " ")}`);
	}
	return `${lines.join("\n")}\n`;
}

/** What can't be set is passed over, and secrets stay. */
export function applyConfigText(cpe: Cpe, text: string): void {
	for (const line of text.split("\n")) {
		const at = line.indexOf("=");
		const leaf = at > 0 ? cpe.tree.leaf(line.slice(0, at)) : undefined;
		if (leaf?.writable && !leaf.secret) cpe.tree.set(line.slice(0, at), line.slice(at + 1).trim());
	}
}

export function logText(cpe: Cpe): string {
	return `${cpe.timestamp()} ${cpe.model.name} ${cpe.serialNumber} up for ${cpe.upTimeSeconds} s\n`;
}
