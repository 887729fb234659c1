import { isUtf8 } from "node:buffer";
import { type Anchors, type ChainVerdict, chainVerifier } from "../lib/auditChain.ts";
import { CertusError } from "../lib/errors.ts";

const NEWLINE = 0x0a;
/** No entry comes near it. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Verifies an export as it is read, in bounded memory. */
export async function verifyExport(chunks: AsyncIterable<Uint8Array>, anchors: Anchors): Promise<ChainVerdict> {
	const verifier = chainVerifier(anchors);
	for await (const lines of linesOf(chunks)) for (const line of lines) verifier.addLine(line);
	return verifier.end();
}

/** Only a line feed ends a line: what else Unicode calls one may stand in an entry. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
	let rest: Uint8Array = new Uint8Array();
	for await (const chunk of chunks) {
		const end = chunk.lastIndexOf(NEWLINE);
		if (end >= 0) yield split(Buffer.concat([rest, chunk.subarray(0, end)]));
		rest = end >= 0 ? chunk.subarray(end + 1) : Buffer.concat([rest, chunk]);
		if (rest.length > MAX_LINE_BYTES) {
			throw new CertusError(
				1,
				"audit.line",
				`a line is longer than ${MAX_LINE_BYTES} bytes: this is no export of a trail`,
			);
		}
	}
	if (rest.length > 0) yield split(Buffer.from(rest));
}

function split(bytes: Buffer): string[] {
	if (isUtf8(bytes)) return bytes.toString("utf8").split("\n");
	// What is not UTF-8 would be read as U+FFFD, which an entry may hold: it is nothing that was exported.
	const lines: string[] = [];
	for (let from = 0; from <= bytes.length; ) {
		const found = bytes.indexOf(NEWLINE, from);
		const line = bytes.subarray(from, found < 0 ? bytes.length : found);
		lines.push(isUtf8(line) ? line.toString("utf8") : "");
		if (found < 0) break;
		from = found + 1;
	}
	return lines;
}
