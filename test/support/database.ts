import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { type Database, openDatabase, type TenantId } from "../../src/store/db.ts";
import { type SessionEffect, writeEffects } from "../../src/store/effects.ts";
import { insertTenant, readTenants, type Tenant } from "../../src/store/tenants.ts";
import { administer, withDatabase } from "./server.ts";

export interface TestDatabase extends Database, AsyncDisposable {}

/** A clone of the migrated template, empty but for the schema, until it is dropped. */
export async function cloneTemplate(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
	const { url, template } = inject("testServer");
	const name = `certus_test_${randomBytes(6).toString("hex")}`;
	// Copied as files, not page by page through the log.
	await administer(url, `create database ${name} template ${template} strategy file_copy`);
	return {
		url: withDatabase(url, name),
		drop: () => administer(url, `drop database if exists ${name} with (force)`),
	};
}

/**
 * A database of one's own, a clone of the migrated template; empty but for the schema, dropped when disposed of:
 *
 *     const database = await openTestDatabase();
 *     afterAll(() => database[Symbol.asyncDispose]());
 *
 * or `await using database = await openTestDatabase();` within one test. One a test file is the usual measure.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
	const { url, drop } = await cloneTemplate();
	const database = await openDatabase(url);
	return {
		...database,
		async [Symbol.asyncDispose]() {
			await database.close();
			await drop();
		},
	};
}

/** A tenant with plain settings, changed as given. */
export async function addTenant(database: Database, changes: Partial<Tenant> & { slug: string }): Promise<Tenant> {
	const id = crypto.randomUUID();
	await insertTenant(database, {
		id,
		name: changes.slug,
		lab: false,
		simulated: false,
		unknownDevices: "accept",
		informIntervalSeconds: 300,
		cpeUsername: `cpe-${changes.slug}`,
		cpePassword: "cpe-password-of-a-test",
		...changes,
	});
	const tenant = (await readTenants(database)).find((one) => one.tenant === (id as TenantId));
	if (!tenant) throw new Error(`the tenant ${changes.slug} exists already`);
	return tenant;
}

/** Writes effects as a session's group does: in one transaction. */
export function keepEffects(database: Database, effects: readonly SessionEffect[]): Promise<string> {
	return database.transaction((tx) => writeEffects(tx, effects));
}
