import { expect, test } from "vitest";
import { seal, unseal } from "../../src/app/seal.ts";

test("what is sealed is read with its secret, for its purpose, unchanged, and in no other way", () => {
	const sealed = seal({ secret: "ABC" }, "key", "totp");
	expect(unseal(sealed, "key", "totp")).toEqual({ secret: "ABC" });
	expect(JSON.stringify(sealed)).not.toContain("ABC");
	const flip = (text: string) => Buffer.from(Buffer.from(text, "base64").map((byte) => byte ^ 1)).toString("base64");
	for (const [label, read] of [
		["another secret", () => unseal(sealed, "other", "totp")],
		["another purpose", () => unseal(sealed, "key", "idempotency")],
		["other data", () => unseal({ ...sealed, data: flip(sealed.data) }, "key", "totp")],
		["another tag", () => unseal({ ...sealed, tag: flip(sealed.tag) }, "key", "totp")],
		["a shorter tag", () => unseal({ ...sealed, tag: sealed.tag.slice(0, 8) }, "key", "totp")],
	] as const) {
		expect(read, label).toThrow();
	}
});
