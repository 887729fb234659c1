import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scope, TenantId } from "../../src/store/db.ts";
import { type DeviceFilter, listDevices } from "../../src/store/deviceList.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let tenant: TenantId;

const FLEET = 20_000;

beforeAll(async () => {
	database = await openTestDatabase();
	({ tenant } = await addTenant(database, { slug: "fleet" }));
	const scope = database.scope(tenant);
	await scope.query(
		{
			name: "test.subscribers",
			text: `insert into subscriber (tenant, id, external_id, name, created_at)
			select $1, md5('s' || n)::uuid, 'EXT-' || n, 'Subscriber number ' || n || repeat(' &c', 60), now() from generate_series(1, $2::int) as n`,
		},
		[FLEET],
	);
	await scope.query(
		{
			name: "test.devices",
			text: `insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, created_at,
				subscriber_id, mac)
			select $1, md5('d' || n)::uuid, '00D09E', 'HG', 'SN' || n, 'Acme', 'AC-' || n % 7, '', now(), md5('s' || n)::uuid,
				lpad(upper(to_hex(n)), 12, 'A') from generate_series(1, $2::int) as n`,
		},
		[FLEET],
	);
	await database.query({ name: "test.vacuum", text: "vacuum analyze" });
});
afterAll(() => database[Symbol.asyncDispose]());

const PAGE = { after: null, limit: 51 };

/** What the server does for a list, with its plan made as it is made for the prepared statement. */
async function planOf(filter: DeviceFilter): Promise<string> {
	let plan = "";
	const explaining: Scope = {
		tenant,
		async query(use, values = []) {
			const rows = await database.query<{ "QUERY PLAN": string }>(
				{ name: `test.explain.${use.name}`, text: `explain ${use.text}` },
				[tenant, ...values],
			);
			plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
			return [];
		},
	};
	await listDevices(explaining, filter, PAGE, new Date());
	return plan;
}

describe(`of ${FLEET} devices`, () => {
	test.each<[string, DeviceFilter, string[]]>([
		["a text", { q: "SN19999" }, ["device_search", "subscriber_search", "device_subscriber"]],
		["a MAC", { q: "aa:4e:1e" }, ["device_search", "subscriber_search"]],
		["a subscriber", { subscriberId: "00000000-0000-4000-8000-000000000001" }, ["device_subscriber"]],
		["a serial number", { serialNumber: "SN77" }, ["device_serial"]],
	])("%s is looked up in an index", async (_title, filter, indexes) => {
		const plan = await planOf(filter);
		expect(plan).not.toMatch(/Seq Scan on (device|subscriber)\b/);
		for (const index of indexes) expect(plan).toContain(index);
	});

	test("what is found is what was meant", async () => {
		const find = async (q: string): Promise<string[]> =>
			(await listDevices(database.scope(tenant), { q }, PAGE, new Date())).map(({ serialNumber }) => serialNumber);
		expect(await find("SN19999")).toEqual(["SN19999"]);
		expect(await find("EXT-19998")).toEqual(["SN19998"]);
		expect(await find("number 12345")).toEqual(["SN12345"]);
		expect(await find("aa:4e:1e")).toEqual(["SN19998"]);
		expect(await find("SN_9999")).toEqual([]);
	});
});
