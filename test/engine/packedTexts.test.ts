import { expect, test } from "vitest";
import { createPackedTexts } from "../../src/engine/packedTexts.ts";

const KEYS = 1_000;
const TEXT = "x".repeat(240);
/** Room for nine in ten: a text takes 400 bytes with what is held beside it. */
const BYTES = 0.9 * KEYS * 400;

function comeRound(texts: ReturnType<typeof createPackedTexts<string>>, from: number, rounds: number): number {
	let found = 0;
	for (let i = 0; i < rounds * KEYS; i++) {
		const key = String(from + (i % KEYS));
		if (texts.take(key) !== null) found++;
		texts.put(key, TEXT);
	}
	return found / (rounds * KEYS);
}

test("of devices that come round in turn as many are found as have room, though they are more than that", () => {
	const texts = createPackedTexts<string>(BYTES);
	comeRound(texts, 0, 1);
	expect(comeRound(texts, 0, 3)).toBeGreaterThan(0.85);
});

test("devices that don't come again make room for others", () => {
	const texts = createPackedTexts<string>(BYTES);
	comeRound(texts, 0, 1);
	expect(comeRound(texts, KEYS, 1)).toBe(0);
	comeRound(texts, KEYS, 60);
	expect(comeRound(texts, KEYS, 1)).toBeGreaterThan(0.85);
	// The first ones are gone by then, all but those that nobody has pushed out.
	let left = 0;
	for (let i = 0; i < KEYS; i++) if (texts.take(String(i)) !== null) left++;
	expect(left).toBeLessThan(0.1 * KEYS);
});

test("a text is taken once, the last one that was put in counts, and one that has no room at all is not held", () => {
	const texts = createPackedTexts<string>(1_000);
	texts.put("a", "one");
	texts.put("a", "two");
	texts.put("b", "x".repeat(1_000));
	expect([texts.take("a"), texts.take("a"), texts.take("b")]).toEqual(["two", null, null]);
});
