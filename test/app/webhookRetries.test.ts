import fc from "fast-check";
import { expect, test } from "vitest";
import { nextAttempt, TRIED_MS } from "../../src/app/webhookRetries.ts";
import { systemRandom } from "../../src/systemEdges.ts";

const QUEUED = new Date("2026-03-01T12:00:00.000Z");
const drawing = (high: number, low: number) => ({ ...systemRandom, bytes: () => Uint8Array.of(high, low) });

test("pauses double from 5 s to an hour, a fifth shorter or longer", () => {
	const pauses = (high: number, low: number) =>
		[1, 2, 3, 9, 10, 11, 30].map((failed) => {
			const next = nextAttempt(failed, QUEUED, QUEUED, drawing(high, low)) as Date;
			return (next.getTime() - QUEUED.getTime()) / 1000;
		});
	expect(pauses(0, 0)).toEqual([4, 8, 16, 1_024, 2_048, 2_880, 2_880]);
	expect(pauses(255, 255)).toEqual([6, 12, 24, 1_536, 3_072, 4_320, 4_320]);
});

test("however often it fails, it is tried to the very end of a day, and not a moment longer", () => {
	fc.assert(
		fc.property(fc.infiniteStream(fc.nat(255)), fc.nat(10_000), (bytes, elapsedMs) => {
			const draw = (): number => bytes.next().value as number;
			const random = { ...systemRandom, bytes: () => Uint8Array.of(draw(), draw()) };
			let at = QUEUED;
			let attempts = 1;
			for (let next: Date | null = at; next; attempts++) {
				at = next;
				const done = new Date(at.getTime() + elapsedMs);
				next = nextAttempt(attempts, QUEUED, done, random);
				if (next) expect(next.getTime()).toBeGreaterThanOrEqual(Math.min(done.getTime(), QUEUED.getTime() + TRIED_MS));
			}
			expect(at.getTime() - QUEUED.getTime()).toBeLessThanOrEqual(TRIED_MS);
			expect(TRIED_MS - (at.getTime() - QUEUED.getTime())).toBeLessThanOrEqual(elapsedMs);
			expect(attempts).toBeGreaterThan(25);
			expect(attempts).toBeLessThan(60);
		}),
	);
});
