import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, versionsBetween } from "../../src/proof/versions.ts";

test.each<[string, string]>([
	["1.0.0", "1.0.1"],
	["1.9", "1.10"],
	["V5R020C00S280", "V5R020C10S115"],
	["1.0", "1.0.1"],
	["1.0.9", "1.0.10-rc1"],
	["9.9.9", "10.0.0"],
	["1.0a", "1.0b"],
	["99999999999999999998", "99999999999999999999"],
])("%s comes before %s", (older, younger) => {
	expect(Math.sign(compareVersions(older, younger))).toBe(-1);
	expect(Math.sign(compareVersions(younger, older))).toBe(1);
});

const version = fc.stringMatching(/^[V0-9.a-c-]{0,8}$/);

test("any versions stand in one order, and only the same text is the same version", () => {
	fc.assert(
		fc.property(version, version, version, (a, b, c) => {
			expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) || 0);
			expect(compareVersions(a, b) === 0).toBe(a === b);
			if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
				expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
			}
		}),
		{ numRuns: 2_000 },
	);
});

test("a range is those of the versions seen that lie in it, its ends included", () => {
	const seen = ["2.0", "1.10", "1.2", "1.9", "1.0", "1.9"];
	expect(versionsBetween(seen, "1.2", "1.10")).toEqual(["1.2", "1.9", "1.10"]);
	expect(versionsBetween(seen, "1.3", "1.5")).toEqual([]);
});
