/**
 * Deflates short texts of which most stands in a dictionary (RFC 1951, one block with the fixed codes; any inflater reads
 * it, given the dictionary). A zlib stream costs more to set up than such a text to compress, and hashes its dictionary
 * every time: here that is done once.
 */

const HASH_BITS = 12;
const MIN_MATCH = 4;
const MAX_MATCH = 258;
/** Nothing that is longer is to be found with 16 bits, dictionary included. */
const MAX_BYTES = 32 * 1024;
const END_OF_BLOCK = 256;

/** By literal or length symbol: the code as it is written, lowest bit first, and its number of bits. */
const codes = new Uint16Array(288);
const codeBits = new Uint8Array(288);
/** By match length: code and extra bits together. */
const lengthCodes = new Uint32Array(MAX_MATCH + 1);
const lengthBits = new Uint8Array(MAX_MATCH + 1);
/** By symbol: the first distance, and how many extra bits say which one it is. */
const distanceBases = new Uint16Array(30);
const distanceExtra = new Uint8Array(30);
/** Symbols of the distances up to 256, then by 128 of the longer ones. */
const distanceSymbols = new Uint8Array(512);
const distanceCodes = new Uint8Array(30);

function reversed(code: number, bits: number): number {
	let result = 0;
	for (let bit = 0; bit < bits; bit++) result |= ((code >> bit) & 1) << (bits - 1 - bit);
	return result;
}

function fillTables(): void {
	for (let symbol = 0; symbol < 288; symbol++) {
		const [code, bits] =
			symbol < 144
				? [0x30 + symbol, 8]
				: symbol < 256
					? [0x190 + symbol - 144, 9]
					: symbol < 280
						? [symbol - 256, 7]
						: [0xc0 + symbol - 280, 8];
		codes[symbol] = reversed(code, bits);
		codeBits[symbol] = bits;
	}
	let length = 3;
	for (let symbol = 257; symbol < 285; symbol++) {
		const extra = symbol < 265 ? 0 : (symbol - 261) >> 2;
		const bits = codeBits[symbol] as number;
		for (let value = 0; value < 1 << extra; value++, length++) {
			lengthCodes[length] = (codes[symbol] as number) | (value << bits);
			lengthBits[length] = bits + extra;
		}
	}
	lengthCodes[MAX_MATCH] = codes[285] as number;
	lengthBits[MAX_MATCH] = codeBits[285] as number;
	let distance = 1;
	for (let symbol = 0; symbol < 30; symbol++) {
		const extra = symbol < 4 ? 0 : (symbol - 2) >> 1;
		distanceBases[symbol] = distance;
		distanceExtra[symbol] = extra;
		distanceCodes[symbol] = reversed(symbol, 5);
		for (const end = distance + (1 << extra); distance < end; distance++) {
			distanceSymbols[distance <= 256 ? distance - 1 : 256 + ((distance - 1) >> 7)] = symbol;
		}
	}
}
fillTables();

export type ShortDeflate = (bytes: Uint8Array) => Buffer;

/** For texts of up to so many bytes; gives a raw deflate stream. */
export function createShortDeflate(dictionary: Uint8Array, maxBytes: number): ShortDeflate {
	const start = dictionary.length;
	if (start + maxBytes > MAX_BYTES) throw new Error(`dictionary and text have at most ${MAX_BYTES} bytes`);
	/** The dictionary, then what is to be compressed. */
	const window = new Uint8Array(start + maxBytes + MIN_MATCH);
	window.set(dictionary);
	const out = Buffer.alloc(Math.ceil((maxBytes * 9) / 8) + 16);
	/** The last place of each hash, plus one. */
	const places = new Uint16Array(1 << HASH_BITS);

	const hashAt = (at: number): number => {
		const four =
			(window[at] as number) |
			((window[at + 1] as number) << 8) |
			((window[at + 2] as number) << 16) |
			((window[at + 3] as number) << 24);
		return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
	};
	for (let at = 0; at + MIN_MATCH <= start; at++) places[hashAt(at)] = at + 1;
	const placesOfDictionary = places.slice();

	return (bytes) => {
		if (bytes.length > maxBytes) throw new Error(`${bytes.length} bytes are not short`);
		window.set(bytes, start);
		places.set(placesOfDictionary);
		const end = start + bytes.length;
		// The only block, of the fixed codes.
		let held = 0b011;
		let heldBits = 3;
		let size = 0;
		let at = start;
		while (at < end) {
			let length = 0;
			let distance = 0;
			if (at + MIN_MATCH <= end) {
				const hash = hashAt(at);
				const from = (places[hash] as number) - 1;
				places[hash] = at + 1;
				if (from >= 0) {
					while (at + length < end && window[from + length] === window[at + length]) length++;
					distance = at - from;
				}
			}
			if (length < MIN_MATCH) {
				const literal = window[at++] as number;
				held |= (codes[literal] as number) << heldBits;
				heldBits += codeBits[literal] as number;
				while (heldBits >= 8) {
					out[size++] = held;
					held >>>= 8;
					heldBits -= 8;
				}
				continue;
			}
			at += length;
			const symbol = distanceSymbols[distance <= 256 ? distance - 1 : 256 + ((distance - 1) >> 7)] as number;
			const distanceCode = (distanceCodes[symbol] as number) | ((distance - (distanceBases[symbol] as number)) << 5);
			const distanceBits = 5 + (distanceExtra[symbol] as number);
			while (length > 0) {
				// What is left over has to be a match as well.
				const piece = length <= MAX_MATCH ? length : Math.min(MAX_MATCH, length - MIN_MATCH);
				length -= piece;
				held |= (lengthCodes[piece] as number) << heldBits;
				heldBits += lengthBits[piece] as number;
				while (heldBits >= 8) {
					out[size++] = held;
					held >>>= 8;
					heldBits -= 8;
				}
				held |= distanceCode << heldBits;
				heldBits += distanceBits;
				while (heldBits >= 8) {
					out[size++] = held;
					held >>>= 8;
					heldBits -= 8;
				}
			}
			// One place within the match, so that what follows the like of it is found again.
			if (at + 2 <= end) places[hashAt(at - 2)] = at - 1;
		}
		held |= (codes[END_OF_BLOCK] as number) << heldBits;
		heldBits += codeBits[END_OF_BLOCK] as number;
		while (heldBits > 0) {
			out[size++] = held;
			held >>>= 8;
			heldBits -= 8;
		}
		return Buffer.from(out.subarray(0, size));
	};
}
