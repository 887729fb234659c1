import type { FirmwareRange } from "./profile.ts";

/** Versions by their numbers and letters in turn: `1.9` before `1.10`, `R002` before `R010`. */
export function compareVersions(left: string, right: string): number {
	const [ours, theirs] = [partsOf(left), partsOf(right)];
	for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
		const [a, b] = [ours[i], theirs[i]];
		if (a === b) continue;
		if (a === undefined) return -1;
		if (b === undefined) return 1;
		const [m, n] = [numberOf(a), numberOf(b)];
		if (m !== null && n !== null) {
			if (m !== n) return m < n ? -1 : 1;
		} else return a < b ? -1 : 1;
	}
	return 0;
}

export function inRange(version: string, { from, to, versions }: FirmwareRange): boolean {
	if (versions?.includes(version)) return true;
	if (from === undefined && to === undefined) return versions === undefined;
	if (version === "") return false;
	return (
		(from === undefined || compareVersions(version, from) >= 0) &&
		(to === undefined || compareVersions(version, to) <= 0)
	);
}

function partsOf(version: string): string[] {
	return version.match(/\d+|[a-z]+/gi) ?? [];
}

function numberOf(part: string): bigint | null {
	return /^\d+$/.test(part) ? BigInt(part) : null;
}
