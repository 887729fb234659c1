import { afterAll, beforeAll, expect, test } from "vitest";
import { statement } from "../../src/store/db.ts";
import { analyseGrown } from "../../src/store/grownTables.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
beforeAll(async () => {
	database = await openTestDatabase();
});
afterAll(async () => {
	await database[Symbol.asyncDispose]();
});

const DEVICES = statement(
	"test.devices",
	`insert into device (tenant, id, oui, product_class, serial_number, vendor, model, cwmp_namespace, created_at)
	select $1, gen_random_uuid(), '00D09E', 'AC', 'S' || n, 'Acme', 'AC-1', '', now() from generate_series($2::int, $3::int) n`,
);

test("statistics are gathered of a table that has come to be twice as large, and of no other", async () => {
	const scope = database.scope((await addTenant(database, { slug: "grown" })).tenant);
	/** PostgreSQL tells of rows once the session that wrote them has been idle for a moment. */
	const analysed = () => expect.poll(() => analyseGrown(database), { timeout: 20_000, interval: 200 });
	expect(await analyseGrown(database)).not.toContain("device");
	await scope.query(DEVICES, [1, 150]);
	await analysed().toContain("device");
	await scope.query(DEVICES, [151, 250]);
	expect(await analyseGrown(database)).not.toContain("device");
	await scope.query(DEVICES, [251, 400]);
	await analysed().toContain("device");
});
