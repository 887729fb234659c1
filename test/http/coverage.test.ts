import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { covering, createCoverage, type Span } from "../../src/http/cwmp/coverage.ts";

const span = fc.tuple(fc.nat(40), fc.nat(10)).map(([start, more]): Span => ({ start, end: start + more }));

describe("what was sent of a transfer", () => {
	test("is every byte of every part, and none besides", () => {
		fc.assert(
			fc.property(fc.array(span, { maxLength: 12 }), (parts) => {
				const spans = parts.reduce<Span[]>(covering, []);
				const isIn = (among: readonly Span[]) => (byte: number) =>
					among.some(({ start, end }) => start <= byte && byte <= end);
				const bytes = Array.from({ length: 60 }, (_, byte) => byte);
				expect(bytes.filter(isIn(spans))).toEqual(bytes.filter(isIn(parts)));
				for (const [index, { start }] of spans.slice(1).entries()) {
					expect(start).toBeGreaterThan((spans[index] as Span).end + 1);
				}
			}),
		);
	});

	test("is forgotten of the transfer that was asked for longest ago, and that is whole no more", () => {
		const sent = createCoverage();
		for (const transfer of ["first", "second"]) sent.add(transfer, { start: 0, end: 4 });
		sent.add("first", { start: 6, end: 9 });
		for (let i = 0; i < 999; i++) sent.add(`other ${i}`, { start: 0, end: 0 });
		for (const transfer of ["first", "second"]) sent.add(transfer, { start: 5, end: 9 });
		expect(["first", "second", "none"].map((transfer) => sent.isWhole(transfer, 10))).toEqual([true, false, false]);
	});

	test("in more parts than are remembered never makes a whole", () => {
		const sent = createCoverage();
		const size = 2_000;
		for (let at = 0; at < size; at += 2) sent.add("it", { start: at, end: at });
		for (let at = 1; at < size; at += 2) sent.add("it", { start: at, end: at });
		expect(sent.isWhole("it", size)).toBe(false);
		sent.add("it", { start: 0, end: size - 1 });
		expect(sent.isWhole("it", size)).toBe(true);
	});
});
