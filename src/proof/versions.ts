/** What the order of two versions is read from: numbers by their value, all else as text. */
const PARTS = /\d+|\D+/g;

/** The order of firmware versions as people read them; it serves ranges and suggestions, never what evidence covers. */
export function compareVersions(left: string, right: string): number {
	const [ours, theirs] = [left.match(PARTS) ?? [], right.match(PARTS) ?? []];
	for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
		const [a, b] = [ours[i] as string, theirs[i] as string];
		if (a === b) continue;
		const [m, n] = [numberOf(a), numberOf(b)];
		if (m !== null && n !== null) {
			if (m !== n) return m < n ? -1 : 1;
		} else return a < b ? -1 : 1;
	}
	return ours.length - theirs.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** Those of the versions seen that lie in a range, its ends included, in their order. */
export function versionsBetween(seen: readonly string[], from: string, to: string): string[] {
	return [...new Set(seen)]
		.filter((version) => compareVersions(from, version) <= 0 && compareVersions(version, to) <= 0)
		.sort(compareVersions);
}

function numberOf(part: string): bigint | null {
	return /^\d/.test(part) ? BigInt(part) : null;
}
