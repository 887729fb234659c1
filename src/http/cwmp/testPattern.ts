import { Readable } from "node:stream";
import { CertusError } from "../../lib/errors.ts";

/** Large enough that a throughput test (TR-143, 4.1) on a fast line takes a moment. */
export const TEST_PATTERN_BYTES = 10 * 1024 * 1024;
const PERIOD_BYTES = 64 * 1024;

/** A period that no link compresses to nothing; the same at every start, so that ranges fit together. */
const PERIOD = Buffer.alloc(PERIOD_BYTES);
for (let i = 0, state = 0x9e3779b9; i < PERIOD_BYTES; i++) {
	// xorshift32 (Marsaglia, 2003)
	state ^= state << 13;
	state ^= state >>> 17;
	state ^= state << 5;
	PERIOD[i] = state & 0xff;
}

/** The bytes from `start` to `end`, both included, of the file that download diagnostics fetch. */
export function testPattern(start: number, end: number): Readable {
	function* chunks(): Generator<Buffer> {
		for (let at = start; at <= end; ) {
			const offset = at % PERIOD_BYTES;
			const length = Math.min(PERIOD_BYTES - offset, end - at + 1);
			yield PERIOD.subarray(offset, offset + length);
			at += length;
		}
	}
	return Readable.from(chunks(), { objectMode: false });
}

/** How much was sent, none of it kept. */
export async function countBytes(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
	let bytes = 0;
	for await (const chunk of stream) {
		bytes += chunk.length;
		if (bytes > maxBytes) throw new CertusError(413, "fileTooLarge", `at most ${maxBytes} bytes are taken`);
	}
	return bytes;
}
