import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
	arrayLiteral,
	bytesArray,
	integerArray,
	textArray,
	timeArray,
	uuidArray,
	xidArray,
} from "../../src/store/binaryArrays.ts";
import { statement } from "../../src/store/db.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
});
afterAll(async () => {
	await database[Symbol.asyncDispose]();
});

/** What PostgreSQL can hold as text. */
const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", ""));
const time = fc
	.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
	.map((date) => date.toISOString());

test("PostgreSQL reads from each array what was put in, nulls and nothing at all included", async () => {
	const lists = fc.record({
		uuids: fc.array(fc.option(fc.uuid())),
		texts: fc.array(fc.option(text)),
		integers: fc.array(fc.option(fc.integer())),
		xids: fc.array(fc.option(fc.nat(2 ** 32 - 1).map(String))),
		times: fc.array(time),
		bytes: fc.array(fc.option(fc.uint8Array())),
		literal: fc.array(text),
	});
	const read = statement(
		"test.binaryArrays",
		`select to_json($1::uuid[]) as uuids, $2::text[] as texts, $3::integer[] as integers, $4::xid[]::text[] as xids,
			array(select (extract(epoch from t) * 1000)::bigint::text from unnest($5::timestamptz[]) as t) as times,
			$6::bytea[] as bytes, $7::text::text[] as literal`,
	);
	await fc.assert(
		fc.asyncProperty(lists, async (given) => {
			const [row] = await database.query<Record<string, unknown[]>>(read, [
				uuidArray(given.uuids),
				textArray(given.texts),
				integerArray(given.integers),
				xidArray(given.xids),
				timeArray(given.times),
				bytesArray(given.bytes),
				arrayLiteral(given.literal),
			]);
			expect(row).toEqual({
				...given,
				times: given.times.map((at) => String(Date.parse(at))),
				bytes: given.bytes.map((bytes) => bytes && Buffer.from(bytes)),
			});
		}),
		{ numRuns: 60 },
	);
});

test("what is no UUID and what is no time never reaches it", () => {
	expect(() => uuidArray(["6ba7b810"])).toThrow("is no UUID");
	expect(() => timeArray(["yesterday"])).toThrow("is no time");
});
