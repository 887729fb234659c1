import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Clock, Random } from "./lib/edges.ts";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const systemClock: Clock = () => new Date();

export const systemRandom: Random = {
	uuid: randomUUID,
	bytes: randomBytes,
	alphanumeric: (length) =>
		Array.from({ length }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]).join(""),
};
