import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openTestDatabase } from "../support/database.ts";
import { dumpSchema } from "../support/schema.ts";

const FILE = fileURLToPath(new URL("./schema.sql", import.meta.url));

test("the committed dump is what the migrations make (CERTUS_WRITE_SCHEMA=1 writes it)", async () => {
	await using database = await openTestDatabase();
	const schema = await dumpSchema(database);
	if (process.env.CERTUS_WRITE_SCHEMA) writeFileSync(FILE, schema);
	expect(schema).toBe(existsSync(FILE) ? readFileSync(FILE, "utf8") : "");
});
