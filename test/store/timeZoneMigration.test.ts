/** What migration 23 makes of devices that have told their time zone in Informs before. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { administer, withDatabase } from "../support/server.ts";

const MIGRATIONS = new URL("../../src/store/migrations/", import.meta.url);
const ZONES = 23;
const ZONE = "Device.Time.LocalTimeZone";
const OFFSET = "InternetGatewayDevice.Time.LocalTimeZone";
const NAME = "InternetGatewayDevice.Time.LocalTimeZoneName";
const CASES: readonly (readonly [told: Readonly<Record<string, string>>, zone: string | null])[] = [
	[{}, null],
	[{ [ZONE]: " CET-1CEST " }, "CET-1CEST"],
	[{ [ZONE]: "" }, ""],
	[{ [NAME]: "CET-1", [ZONE]: "<+03>-3" }, "<+03>-3"],
	[{ [OFFSET]: "+01:00", [NAME]: "CET-1" }, "CET-1"],
	[{ [NAME]: "(GMT+01:00) Vienna", [OFFSET]: "+01:00" }, "+01:00"],
	[{ [NAME]: "(GMT+01:00) Vienna" }, "(GMT+01:00) Vienna"],
	[{ [ZONE]: "x".repeat(129) }, null],
	[{ "Device.X_A.Time.LocalTimeZone": "CET-1" }, null],
];

const { url: server } = inject("testServer");
const name = `certus_migration_${randomBytes(6).toString("hex")}`;
let client: pg.Client;

async function migrateFrom(first: number, last: number): Promise<void> {
	for (const file of readdirSync(MIGRATIONS).sort()) {
		const number = Number(file.slice(0, 6));
		if (number >= first && number <= last) await client.query(readFileSync(new URL(file, MIGRATIONS), "utf8"));
	}
}

beforeAll(async () => {
	await administer(server, `create database ${name}`);
	client = new pg.Client({ connectionString: withDatabase(server, name) });
	await client.connect();
	await migrateFrom(1, ZONES - 1);
});
afterAll(async () => {
	await client?.end();
	await administer(server, `drop database if exists ${name} with (force)`);
});

test("a device's zone is the one that its last Inform carried", async () => {
	const tenant = crypto.randomUUID();
	for (const [place, [told]] of CASES.entries()) {
		const tuples = Object.entries(told).map(([path, value]) => [path, value, "xsd:string"]);
		await client.query(
			`insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, created_at,
				inform_parameters) values ($1, $2, 'O', 'P', $3, 'V', 'M', '', now(), $4)`,
			[tenant, crypto.randomUUID(), String(place), JSON.stringify(tuples)],
		);
	}
	await migrateFrom(ZONES, ZONES);
	const { rows } = await client.query<{ zone: string | null }>(
		"select time_zone as zone from device order by serial_number",
	);
	expect(rows.map(({ zone }) => zone)).toEqual(CASES.map(([, zone]) => zone));
});
