import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, Random } from "./lib/edges.ts";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const systemClock: Clock = () => new Date();

export const systemRandom: Random = {
	uuid: randomUUID,
	bytes: randomBytes,
	alphanumeric,
};

/** Of the bytes below the largest multiple of 62 each letter comes equally often. */
const UNBIASED = 256 - (256 % LETTERS_AND_DIGITS.length);

/** Drawn from the kernel by the page: a session needs a few dozen bytes, and each draw costs as much as a page. */
let pool = randomBytes(0);
let used = 0;
const POOL_BYTES = 4_096;

function alphanumeric(length: number): string {
	let text = "";
	while (text.length < length) {
		if (used >= pool.length) {
			pool = randomBytes(POOL_BYTES);
			used = 0;
		}
		const byte = pool[used++] as number;
		if (byte < UNBIASED) text += LETTERS_AND_DIGITS[byte % LETTERS_AND_DIGITS.length];
	}
	return text;
}
