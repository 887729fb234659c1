/**
 * Arrays in PostgreSQL's binary format, for parameters: the server copies them where it would have to parse text.
 * Layout (array_recv): number of dimensions, whether there are nulls, the elements' type, their number, the lower bound;
 * then each element with its length, -1 for null. All numbers are big endian.
 */
const HEADER_BYTES = 20;

/** Types by their OID, the same in every PostgreSQL (pg_type.dat). */
const UUID = 2950;
const TEXT = 25;
const INTEGER = 23;
const BYTEA = 17;
const TIMESTAMPTZ = 1184;
const XID = 28;

/** Milliseconds from the Unix epoch to PostgreSQL's, the first of January 2000. */
const EPOCH_MS = 946_684_800_000;

function begin(type: number, count: number, elementBytes: number): Buffer {
	const bytes = Buffer.allocUnsafe(HEADER_BYTES + count * 4 + elementBytes);
	bytes.writeInt32BE(1, 0);
	// Only a hint: what counts is the length -1.
	bytes.writeInt32BE(1, 4);
	bytes.writeInt32BE(type, 8);
	bytes.writeInt32BE(count, 12);
	bytes.writeInt32BE(1, 16);
	return bytes;
}

export function uuidArray(values: readonly (string | null)[]): Buffer {
	const bytes = begin(UUID, values.length, values.length * 16);
	let at = HEADER_BYTES;
	for (const value of values) {
		if (value === null) {
			at = bytes.writeInt32BE(-1, at);
			continue;
		}
		at = bytes.writeInt32BE(16, at);
		if (bytes.write(value.replaceAll("-", ""), at, "hex") !== 16) throw new Error(`${value} is no UUID`);
		at += 16;
	}
	return bytes.subarray(0, at);
}

export function textArray(values: readonly (string | null)[]): Buffer {
	let room = 0;
	for (const value of values) room += value === null ? 0 : value.length * 3;
	const bytes = begin(TEXT, values.length, room);
	let at = HEADER_BYTES;
	for (const value of values) {
		const length = value === null ? -1 : bytes.write(value, at + 4, "utf8");
		at = bytes.writeInt32BE(length, at) + Math.max(0, length);
	}
	return bytes.subarray(0, at);
}

export function integerArray(values: readonly (number | null)[]): Buffer {
	return numbers(INTEGER, values);
}

/** Transaction ids, as they stand in text. */
export function xidArray(values: readonly (string | null)[]): Buffer {
	return numbers(
		XID,
		values.map((value) => (value === null ? null : Number(value) | 0)),
	);
}

function numbers(type: number, values: readonly (number | null)[]): Buffer {
	const bytes = begin(type, values.length, values.length * 4);
	let at = HEADER_BYTES;
	for (const value of values) {
		at = bytes.writeInt32BE(value === null ? -1 : 4, at);
		if (value !== null) at = bytes.writeInt32BE(value, at);
	}
	return bytes.subarray(0, at);
}

/** Times as RFC 3339; to the millisecond. */
export function timeArray(values: readonly string[]): Buffer {
	const bytes = begin(TIMESTAMPTZ, values.length, values.length * 8);
	let at = HEADER_BYTES;
	for (const value of values) {
		const microseconds = (Date.parse(value) - EPOCH_MS) * 1000;
		if (Number.isNaN(microseconds)) throw new Error(`${value} is no time`);
		at = bytes.writeInt32BE(8, at);
		const high = Math.floor(microseconds / 2 ** 32);
		at = bytes.writeInt32BE(high, at);
		at = bytes.writeUInt32BE(microseconds - high * 2 ** 32, at);
	}
	return bytes;
}

export function bytesArray(values: readonly (Uint8Array | null)[]): Buffer {
	let room = 0;
	for (const value of values) room += value?.length ?? 0;
	const bytes = begin(BYTEA, values.length, room);
	let at = HEADER_BYTES;
	for (const value of values) {
		at = bytes.writeInt32BE(value?.length ?? -1, at);
		if (value) {
			bytes.set(value, at);
			at += value.length;
		}
	}
	return bytes.subarray(0, at);
}

/** A list as PostgreSQL writes it in text: for an array within an array. */
export function arrayLiteral(values: readonly string[]): string {
	let text = "";
	for (const value of values) text += `${text === "" ? "" : ","}"${value.replace(/["\\]/g, "\\$&")}"`;
	return `{${text}}`;
}
