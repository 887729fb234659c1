import { expect, test } from "vitest";
import { isPlainPeriodic } from "../../src/cwmp/events.ts";

test.each<[readonly string[], boolean]>([
	[["2 PERIODIC"], true],
	[[" 2  periodic "], true],
	[["2 PERIODIC", "2 PERIODIC"], true],
	[["2 PERIODIC", "4 VALUE CHANGE"], false],
	[["2 PERIODIC", "7 TRANSFER COMPLETE", "M Download"], false],
	[["6 CONNECTION REQUEST"], false],
	[["X 00D09E SOMETHING"], false],
	[[], false],
])("a session that began with %j: nothing but its period began it: %s", (codes, plain) => {
	expect(isPlainPeriodic(codes.map((code) => ({ code, commandKey: "" })))).toBe(plain);
});
