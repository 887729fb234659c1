import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createShortDeflate } from "../../src/lib/shortDeflate.ts";

const MAX_BYTES = 8 * 1024;
const dictionary = Buffer.from(
	Array.from({ length: 60 }, (_, i) => `<Name>Device.Thing.${i}.Part</Name><Value xsi:type="xsd:string"></Value>`).join(
		"",
	),
);
const deflate = createShortDeflate(dictionary, MAX_BYTES);
const inflate = (stream: Uint8Array) => inflateRawSync(stream, { dictionary });

describe("a short text is deflated", () => {
	test("and zlib reads any bytes back", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: MAX_BYTES, size: "max" }), (bytes) => {
				expect(inflate(deflate(bytes)).equals(bytes)).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});

	test("and zlib reads texts back that repeat themselves and the dictionary, at every length of a match", () => {
		const piece = fc.oneof(
			fc
				.tuple(fc.nat(dictionary.length), fc.nat(700))
				.map(([from, length]) => dictionary.subarray(from, from + length)),
			fc.tuple(fc.string({ maxLength: 6 }), fc.nat(150)).map(([text, times]) => Buffer.from(text.repeat(times))),
			fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
				const bytes = Buffer.concat(pieces).subarray(0, MAX_BYTES);
				expect(inflate(deflate(bytes)).equals(bytes)).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	test.each([0, 1, 3, 4, 257, 258, 259, 260, 261, 262, 263, 516, 517, 520, MAX_BYTES])(
		"of %i equal bytes",
		(length) => {
			const bytes = Buffer.alloc(length, "x");
			expect(inflate(deflate(bytes)).equals(bytes)).toBe(true);
		},
	);

	test("to a fraction where the dictionary has most of it", () => {
		const bytes = Buffer.concat([dictionary.subarray(200, 1_500), Buffer.from("own"), dictionary.subarray(900, 2_400)]);
		expect(deflate(bytes).length).toBeLessThan(bytes.length / 30);
	});

	test("without a trace of the one before", () => {
		const alone = createShortDeflate(dictionary, MAX_BYTES)(Buffer.from("the second text"));
		deflate(Buffer.from("the first text, with the second text in it"));
		expect(deflate(Buffer.from("the second text")).equals(alone)).toBe(true);
	});

	test("unless it is longer than was said", () => {
		expect(() => deflate(Buffer.alloc(MAX_BYTES + 1))).toThrow("not short");
	});
});
