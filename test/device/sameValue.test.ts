import { expect, test } from "vitest";
import { sameValue } from "../../src/device/sameValue.ts";

test.each<[string, string, string | null, boolean]>([
	["1", "true", "xsd:boolean", true],
	["False", "0", "boolean", true],
	["1", "0", "xsd:boolean", false],
	["yes", "no", "xsd:boolean", false],
	["1", "true", "xsd:string", false],
	["+5", "5", "xsd:unsignedInt", true],
	["007", "7", "xsd:int", true],
	["18446744073709551615", "18446744073709551614", "xsd:unsignedLong", false],
	["", "0", "xsd:unsignedInt", false],
	["2020-01-01T00:00:07Z", "2020-01-01T00:00:07.000Z", "xsd:dateTime", true],
	["2020-01-01T00:00:07Z", "2020-01-01T02:00:07+02:00", "xsd:dateTime", true],
	["2020-01-01T00:00:07Z", "2020-01-01T00:00:07", "xsd:dateTime", true],
	["2020-01-01T00:00:07Z", "2020-01-01T00:00:08Z", "xsd:dateTime", false],
	["never", "ever", "xsd:dateTime", false],
	["0aF3", "0AF3", "xsd:hexBinary", true],
	["a", "A", null, false],
	["a", "a", null, true],
])("%j and %j as %s: %s", (left, right, type, same) => {
	expect([sameValue(left, right, type), sameValue(right, left, type)]).toEqual([same, same]);
});
