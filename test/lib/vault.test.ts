import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVault, vaultKeyOf } from "../../src/lib/vault.ts";

const OLD = vaultKeyOf("an old secret of the installation");
const NEW = vaultKeyOf("a new secret of the installation");
const CONTEXT = "5f0c/device.connectionRequestPassword";
const vault = createVault([NEW, OLD], randomBytes);
const text = fc.string({ unit: "grapheme", maxLength: 80 });

describe("a vault", () => {
	test("gives back what was sealed, and shows nothing of it", () => {
		fc.assert(
			fc.property(text, text, (secret, context) => {
				const sealed = vault.seal(secret, context);
				expect(vault.open(sealed, context)).toBe(secret.toWellFormed());
				expect(sealed).toMatch(/^[\x21-\x7e]+$/);
				expect(vault.keyIdOf(sealed)).toBe(vault.currentKeyId);
			}),
		);
	});

	test("seals the same text differently each time", () => {
		fc.assert(
			fc.property(text, (secret) => {
				const seals = new Set([1, 2, 3].map(() => vault.seal(secret, CONTEXT)));
				expect(seals.size).toBe(3);
			}),
		);
	});

	test("refuses a text of which any character was changed, cut off or added", () => {
		fc.assert(
			fc.property(text, fc.nat(), fc.string({ minLength: 0, maxLength: 1 }), (secret, at, other) => {
				const sealed = vault.seal(secret, CONTEXT);
				const place = at % sealed.length;
				fc.pre(sealed[place] !== other);
				const changed = sealed.slice(0, place) + other + sealed.slice(place + 1);
				expect(() => vault.open(changed, CONTEXT)).toThrow();
				expect(() => vault.open(sealed + other, other === "" ? "" : CONTEXT)).toThrow();
			}),
		);
	});

	test("refuses what was sealed for another tenant or another thing", () => {
		fc.assert(
			fc.property(text, text, text, (secret, context, other) => {
				fc.pre(context.toWellFormed() !== other.toWellFormed());
				expect(() => vault.open(vault.seal(secret, context), other)).toThrow();
			}),
		);
	});

	test("opens what an older key sealed, and seals with the newest", () => {
		const before = createVault([OLD], randomBytes).seal("hunter2", CONTEXT);
		expect(vault.open(before, CONTEXT)).toBe("hunter2");
		expect(vault.keyIdOf(before)).toBe(OLD.id);
		expect(vault.currentKeyId).toBe(NEW.id);
	});

	test("names the key that is missing", () => {
		const sealed = createVault([NEW], randomBytes).seal("hunter2", CONTEXT);
		expect(() => createVault([OLD], randomBytes).open(sealed, CONTEXT)).toThrow(NEW.id);
	});

	test("knows plain text from sealed text", () => {
		for (const plain of ["", "hunter2", "sealed1.", "sealed1.0123456789ab.", "sealed2.0123456789ab.AAAA"]) {
			expect(vault.keyIdOf(plain)).toBeNull();
			expect(() => vault.open(plain, CONTEXT)).toThrow("not a sealed one");
		}
	});

	test("a secret stands for one key, and another for another", () => {
		expect(vaultKeyOf("an old secret of the installation")).toEqual(OLD);
		expect(OLD.id).not.toBe(NEW.id);
		expect(Buffer.from(OLD.bytes).toString("hex")).not.toContain(OLD.id);
	});
});
