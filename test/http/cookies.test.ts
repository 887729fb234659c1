import fc from "fast-check";
import { expect, test } from "vitest";
import { sessionCookies, setCookie } from "../../src/http/cwmp/cookies.ts";

test("quirk 1: the cookie is its name, its value and the path, and nothing fancy", () => {
	expect(setCookie("abc123")).toBe("certus=abc123; Path=/");
});

test.each<[string, string | undefined, string[]]>([
	["none", undefined, []],
	["an empty header", "", []],
	["one", "certus=abc", ["abc"]],
	["a quoted one", 'certus="abc"', ["abc"]],
	["with its attributes sent back", "$Version=1; certus=abc; $Path=/", ["abc"]],
	["among others", "lang=de; certus=abc; theme=dark", ["abc"]],
	["quirk 2: others separated by comma", "lang=de,certus=abc,theme=dark", ["abc"]],
	["without any white space", "lang=de;certus=abc", ["abc"]],
	["quirk 110: the old one and the new one", "certus=old; certus=new", ["old", "new"]],
	["twice, by comma", 'certus="old", certus=new', ["old", "new"]],
	["another's name that ends alike", "notcertus=abc", []],
	["an empty one", "certus=", []],
	["one that no ACS made", "certus=../../x", []],
])("a session's cookie is found: %s", (_title, header, expected) => {
	expect(sessionCookies(header)).toEqual(expected);
});

test("what was set is found again, whatever else is there", () => {
	const other = fc.stringMatching(/^[a-z]{1,6}=[A-Za-z0-9%./-]{0,12}$/).filter((one) => !one.startsWith("certus="));
	fc.assert(
		fc.property(
			fc.array(other),
			fc.stringMatching(/^[A-Za-z0-9]{1,40}$/),
			fc.constantFrom("; ", ";", ", ", ","),
			(others, value, separator) => {
				const own = setCookie(value).split(";")[0] as string;
				expect(sessionCookies([...others, own].join(separator))).toEqual([value]);
				expect(sessionCookies([own, ...others].join(separator))).toEqual([value]);
			},
		),
	);
});

test("a long header of rubbish is read at once", () => {
	const started = performance.now();
	sessionCookies("certus=".repeat(20_000) + " ,;".repeat(20_000));
	expect(performance.now() - started).toBeLessThan(500);
});
