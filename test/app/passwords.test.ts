import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openPasswords } from "../../src/app/passwords.ts";

test("a hash matches its password only, and each has a salt of its own", async () => {
	const passwords = openPasswords();
	const stored = await passwords.hash("correct horse battery");
	expect(stored).not.toBe(await passwords.hash("correct horse battery"));
	expect(await passwords.matches(stored, "correct horse battery")).toBe(true);
	expect(await passwords.matches(stored, "correct horse batterz")).toBe(false);
	expect(await passwords.matches(null, "correct horse battery")).toBe(false);
});

test("beyond two that run and 64 that wait, the next is told to come again; then all goes on", async () => {
	const passwords = openPasswords();
	const settled = await Promise.allSettled(Array.from({ length: 70 }, () => passwords.hash("correct horse battery")));
	const refused = settled.filter(({ status }) => status === "rejected");
	expect(refused).toHaveLength(4);
	expect(refused[0]).toMatchObject({ reason: { status: 503, code: "busy", details: { retryAfterSeconds: 1 } } });
	expect(await passwords.matches(await passwords.hash("correct horse battery"), "correct horse battery")).toBe(true);
});

test("an unknown user costs what a known one does: the same hash, with the same parameters", async () => {
	const source = readFileSync(new URL("../../src/app/passwords.ts", import.meta.url), "utf8");
	const [, dummy = "", parameters = ""] = /"((\$argon2id\$v=19\$[^$]+\$)[^"]+)"/.exec(source) ?? [];
	const stored = await openPasswords().hash("correct horse battery");
	expect(parameters).toContain("m=19456,t=2,p=1");
	expect(stored.startsWith(parameters)).toBe(true);
	expect(stored).toHaveLength(dummy.length);
});
