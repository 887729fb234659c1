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
	["1.50", "1.5", "xsd:decimal", true],
	["1.5", "1.6", "decimal", false],
	["AA:BB:CC:00:11:22", "aa:bb:cc:00:11:22", "xsd:string", true],
	["AA:BB:CC:00:11:22", "aa-bb-cc-00-11-22", "xsd:string", false],
	["9.9.9.9, 1.1.1.1", "9.9.9.9,1.1.1.1", "xsd:string", true],
	["9.9.9.9,1.1.1.1", "1.1.1.1,9.9.9.9", "xsd:string", false],
	["2001:DB8:0:0::2", "2001:db8::2", "xsd:string", true],
	["2001:DB8::/32, 2001:db8:1::/48", "2001:db8::/32,2001:DB8:1::/48", "xsd:string", true],
	["2001:db8::/32", "2001:db8::/48", "xsd:string", false],
	["a, b", "a,b", "xsd:string", false],
	["", " ", "xsd:string", false],
	["face", "FACE", "xsd:string", false],
	["1::2::3", "1::2:::3", "xsd:string", false],
	["a", "A", null, false],
	["a", "a", null, true],
])("%j and %j as %s: %s", (left, right, type, same) => {
	expect([sameValue(left, right, type), sameValue(right, left, type)]).toEqual([same, same]);
});
