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

function alphanumeric(length: number): string {
	let text = "";
	while (text.length < length) {
		for (const byte of randomBytes(2 * length)) {
			if (byte < UNBIASED && text.length < length) text += LETTERS_AND_DIGITS[byte % LETTERS_AND_DIGITS.length];
		}
	}
	return text;
}
