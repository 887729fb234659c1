/** The audit trail: appending to one tenant's chain, verifying it, and filters on a long one. */
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { verifyExport } from "../src/cli/auditLines.ts";
import type { ChainVerdict } from "../src/lib/auditChain.ts";
import { AUDIT_ACTIONS, type AuditAction } from "../src/shared/auditActions.ts";
import { type AuditFacts, appendAudit } from "../src/store/audit.ts";
import { type Database, openDatabase } from "../src/store/db.ts";
import { readTenants } from "../src/store/tenants.ts";
import { figure, note } from "./report.ts";
import { settle } from "./seed.ts";
import { type Certus, startCertus } from "./system.ts";

const WRITERS = 4;
const GROUP = 100;
const APPEND_MS = 4_000;
const ALONE_MS = 2_000;
/** Of the verification and of the filters. */
const ENTRIES = 300_000;
const ACTORS = 50;
const ACTIONS = (Object.keys(AUDIT_ACTIONS) as AuditAction[]).slice(0, 40);
const DEVICES = 20_000;
const REQUESTS = 100;
const LIST_P95_MS = 50;

export async function benchAudit(): Promise<void> {
	const certus = await startCertus();
	const database = await openDatabase(certus.databaseUrl);
	const directory = mkdtempSync(join(tmpdir(), "certus-bench-audit-"));
	try {
		const part = "audit";
		const grouped = await append(database, GROUP, APPEND_MS);
		const name = `appended, ${GROUP} a transaction, ${WRITERS} writers`;
		figure({ part, name, value: grouped, unit: "entries/s", digits: 0, atLeast: 5_000 });
		const alone = await append(database, 1, ALONE_MS);
		figure({ part, name: "  one a transaction", value: alone, unit: "entries/s", digits: 0 });
		await fill(database);
		await settle(certus);
		const file = join(directory, "trail.jsonl");
		const exported = await timed(() => exportTo(certus, file));
		const verified = await timed(() => verifyExport(createReadStream(file, { highWaterMark: 1024 * 1024 }), {}));
		const entries = entriesOf(verified.result);
		note(`  ${entries} entries`);
		const rate = (seconds: number) => ({ part, value: entries / seconds, unit: "entries/s", digits: 0 });
		figure({ ...rate(verified.seconds), name: "verified, from a file", atLeast: 100_000 });
		figure({ ...rate(exported.seconds), name: "exported over the API, to a file" });
		const there = await timed(async () => entriesOf(JSON.parse(await answerOf(certus, "/audit/verify"))));
		if (there.result !== entries) throw new Error("the API has verified another trail");
		figure({ ...rate(there.seconds), name: "verified by the API, from the database" });
		for (const [filters, path] of LISTS) {
			const value = await listed(certus, path);
			figure({ part, name: `GET /audit, ${filters}: p95`, value, unit: "ms", digits: 1, atMost: LIST_P95_MS });
		}
	} finally {
		rmSync(directory, { recursive: true, force: true });
		await database.close();
		await certus.stop();
	}
}

const devices = Array.from({ length: DEVICES }, () => randomUUID());
const BEGINNING = Date.UTC(2026, 0, 1);
const SECOND_MS = 1_000;

/** No two of the same actor and action near each other, so that their filter has a long way to go. */
const LISTS: readonly (readonly [filters: string, path: (i: number) => string])[] = [
	["all of it", () => "/audit"],
	["of a device", (i) => `/audit?deviceId=${devices[i * 7]}`],
	["of a device that is not there", () => `/audit?deviceId=${randomUUID()}`],
	["by an actor, of an action", (i) => `/audit?actor=actor-${i % ACTORS}&action=${ACTIONS[i % ACTIONS.length]}`],
	["by an actor, of an action that there is not", (i) => `/audit?actor=actor-${i % ACTORS}&action=none`],
	["since the last minute", () => `/audit?since=${new Date(BEGINNING + (ENTRIES - 60) * SECOND_MS).toISOString()}`],
	["since ever, of no such action", () => `/audit?since=${new Date(0).toISOString()}&action=none`],
];

function factsOf(n: number): AuditFacts {
	return {
		at: new Date(BEGINNING + n * SECOND_MS),
		tenant: "default",
		actor: `actor-${n % ACTORS}`,
		actorId: randomUUID(),
		action: ACTIONS[Math.floor(n / ACTORS) % ACTIONS.length] as AuditAction,
		outcome: "queued",
		deviceId: devices[n % DEVICES] ?? null,
		hardwareVersion: "1.0",
		softwareVersion: "1.0.0",
		matrixRowId: randomUUID(),
		detail: { operationId: randomUUID(), kind: "set", input: { values: [{ path: "Device.WiFi.SSID.1.SSID" }] } },
	};
}

async function scopeOf(database: Database) {
	const tenant = (await readTenants(database)).find(({ slug }) => slug === "default");
	if (!tenant) throw new Error("there is no tenant");
	return tenant.tenant;
}

/** Entries a second that are durable, all in one chain. */
async function append(database: Database, group: number, forMs: number): Promise<number> {
	const tenant = await scopeOf(database);
	const started = performance.now();
	let appended = 0;
	const writer = async (): Promise<void> => {
		while (performance.now() - started < forMs) {
			const entries = Array.from({ length: group }, (_, i) => factsOf(i));
			await database.transaction((tx) => appendAudit(tx.scope(tenant), ...entries));
			appended += group;
		}
	};
	await Promise.all(Array.from({ length: WRITERS }, writer));
	return appended / ((performance.now() - started) / 1_000);
}

async function fill(database: Database): Promise<void> {
	const tenant = await scopeOf(database);
	for (let from = 0; from < ENTRIES; from += 1_000) {
		const entries = Array.from({ length: 1_000 }, (_, i) => factsOf(from + i));
		await database.transaction((tx) => appendAudit(tx.scope(tenant), ...entries));
	}
}

function entriesOf(verdict: ChainVerdict): number {
	if (!verdict.ok) throw new Error(verdict.detail);
	return verdict.entries;
}

async function timed<T>(act: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
	const started = performance.now();
	const result = await act();
	return { result, seconds: (performance.now() - started) / 1_000 };
}

async function listed(certus: Certus, path: (i: number) => string): Promise<number> {
	const times: number[] = [];
	for (let i = 0; i < REQUESTS; i++) {
		const { seconds } = await timed(() => answerOf(certus, path(i)));
		times.push(seconds * 1_000);
	}
	return times.toSorted((left, right) => left - right)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

function ask({ apiPort, adminToken }: Certus, path: string): Promise<import("node:http").IncomingMessage> {
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${adminToken}` };
		get({ port: apiPort, path: `/api/v1${path}`, headers }, (response) => {
			if (response.statusCode === 200) resolve(response);
			else reject(new Error(`${path}: ${response.statusCode}`));
		}).on("error", reject);
	});
}

async function answerOf(certus: Certus, path: string): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of await ask(certus, path)) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString("utf8");
}

async function exportTo(certus: Certus, file: string): Promise<void> {
	await pipeline(await ask(certus, "/audit.jsonl"), createWriteStream(file));
}
