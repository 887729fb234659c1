/** What migration 11 takes out of a database of before: values of secret parameters that nobody needs again. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrate } from "../../src/store/migrate.ts";
import { administer, withDatabase } from "../support/server.ts";

const MIGRATIONS = new URL("../../src/store/migrations/", import.meta.url);
const SECRETS = 11;
const PSK = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase";
const SSID = "Device.WiFi.SSID.1.SSID";
const VALUES = [
	{ path: SSID, value: "home" },
	{ path: PSK, value: "hunter2", type: "xsd:string" },
	{ path: "Device.Users.User.1.Password", value: "" },
];
const HIDDEN = VALUES.map((entry) => (entry.path === PSK ? { ...entry, value: "[redacted]" } : entry));

const { url: server } = inject("testServer");
const name = `certus_migration_${randomBytes(6).toString("hex")}`;
const url = withDatabase(server, name);
let client: pg.Client;

beforeAll(async () => {
	await administer(server, `create database ${name}`);
	client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query(
		`create table schema_migration (
			number integer primary key, name text not null, applied_at timestamptz not null default now())`,
	);
	for (const file of readdirSync(MIGRATIONS).sort()) {
		const number = Number(file.slice(0, 6));
		if (number >= SECRETS) continue;
		await client.query(readFileSync(new URL(file, MIGRATIONS), "utf8"));
		await client.query("insert into schema_migration (number, name) values ($1, $2)", [number, file]);
	}
});
afterAll(async () => {
	await client?.end();
	await administer(server, `drop database if exists ${name} with (force)`);
});

test("values of secret parameters are gone, and all else is as it was", async () => {
	const [tenant, device] = [crypto.randomUUID(), crypto.randomUUID()];
	const tuples = VALUES.map(({ path, value }) => [path, value, "xsd:string"]);
	await client.query(
		`insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, created_at,
			inform_parameters) values ($1, $2, 'O', 'P', 'S', 'V', 'M', '', now(), $3)`,
		[tenant, device, JSON.stringify(tuples)],
	);
	const operations = [
		{ kind: "set", input: { values: VALUES }, result: { status: 0 }, finished: true },
		{ kind: "set", input: { values: VALUES }, result: null, finished: false },
		{ kind: "read", input: { paths: [PSK] }, result: { values: VALUES, missing: [] }, finished: true },
		{ kind: "read", input: { paths: [PSK] }, result: null, finished: true },
		{ kind: "set", input: { values: "none" }, result: { values: 1 }, finished: true },
	];
	for (const { kind, input, result, finished } of operations) {
		await client.query(
			`insert into operation (tenant, id, device, kind, input, authority, request, requested_by, status, result,
				created_at, accepted_at, expires_at, finished_at)
			values ($1, $2, $3, $4, $5, 'user', $2, 'me', $6, $7, now(), now(), now(), $8)`,
			[
				tenant,
				crypto.randomUUID(),
				device,
				kind,
				input,
				finished ? "succeeded" : "queued",
				result,
				finished ? new Date() : null,
			],
		);
	}
	for (const status of ["finished", "queued"]) {
		await client.query(
			`insert into proof_run (tenant, id, device, status, workflows, inputs, requested_by, created_at)
			values ($1, $2, $3, $4, '{config}', $5, 'me', now())`,
			[tenant, crypto.randomUUID(), device, status, { configValues: VALUES, timeoutSeconds: 5 }],
		);
	}

	await migrate(url);

	const after = async (text: string) => (await client.query(text)).rows.map((row) => Object.values(row));
	expect(await after("select input, result from operation order by seq")).toEqual([
		[{ values: HIDDEN }, { status: 0 }],
		// It is still to be sent: the job at start seals it.
		[{ values: VALUES }, null],
		[{ paths: [PSK] }, { values: HIDDEN, missing: [] }],
		[{ paths: [PSK] }, null],
		[{ values: "none" }, { values: 1 }],
	]);
	expect(await after("select inform_parameters from device")).toEqual([
		[HIDDEN.map(({ path, value }) => [path, value, "xsd:string"])],
	]);
	expect(await after("select inputs from proof_run order by status")).toEqual([
		[{ configValues: HIDDEN, timeoutSeconds: 5 }],
		[{ configValues: VALUES, timeoutSeconds: 5 }],
	]);
});

test("what was sealed to be sent is no longer in an input that is over", async () => {
	const sealed = { values: [VALUES[0], { path: PSK, value: `sealed1.${"0".repeat(12)}.${"A".repeat(60)}` }] };
	const { rows } = await client.query("select certus_without_sealed($1) as over", [sealed]);
	expect(rows[0].over).toEqual({ values: [VALUES[0], { path: PSK, value: "[redacted]" }] });
	const { rows: others } = await client.query("select certus_without_sealed($1) as over", [{ paths: [SSID] }]);
	expect(others[0].over).toEqual({ paths: [SSID] });
});
