import fc from "fast-check";
import { v5 } from "uuid";
import { expect, test } from "vitest";
import { nameId } from "../../src/lib/nameId.ts";

test("a name's id is the UUIDv5 that the library gives, in whatever namespace the last one was", () => {
	fc.assert(
		fc.property(fc.uuid(), fc.string({ unit: "binary" }), (namespace, name) => {
			expect(nameId(name, namespace)).toBe(v5(name, namespace));
		}),
	);
});

test("what is no UUID is no namespace, and stays none", () => {
	expect(() => nameId("a", "default")).toThrow("default is no UUID");
	expect(() => nameId("a", "default")).toThrow("default is no UUID");
});
