import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Rotation, rotateSecrets } from "../../src/app/rotateSecrets.ts";
import { seal } from "../../src/app/seal.ts";
import { requireFittingKeys, sealWhatWasStored } from "../../src/app/sealStored.ts";
import { newSecret, openSecretsKeys, readSecrets, type SecretsKeys, vaultOf } from "../../src/app/secretsKey.ts";
import { run } from "../../src/cli/secrets.ts";
import { packTranscript, unpackTranscript } from "../../src/cwmp/transcript.ts";
import { packTree, unpackTree } from "../../src/device/tree.ts";
import { secretContext, type Vault } from "../../src/lib/vault.ts";
import { readAudit } from "../../src/store/audit.ts";
import { statement, type TenantId } from "../../src/store/db.ts";
import { readSealed, readSealedState, SEALED_PLACES } from "../../src/store/sealedTexts.ts";
import { holdServing } from "../../src/store/servingLock.ts";
import { systemClock, systemRandom } from "../../src/systemEdges.ts";
import { addDevice } from "../support/api.ts";
import { addTenant, openTestDatabase, type TestDatabase } from "../support/database.ts";

const PSK = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase";
const SSID = "Device.WiFi.SSID.1.SSID";

let database: TestDatabase;
let dataDir: string;
let account: string;
let opened: TestDatabase | null = null;

const store = (name: string, text: string, values: unknown[] = []) =>
	database.query<Record<string, unknown>>(statement(`test.${name}.${crypto.randomUUID()}`, text), values);

/** What an installation had in clear before anything was sealed: two of each, so that there are batches. */
async function installationOfBefore(): Promise<TenantId> {
	opened = await openTestDatabase();
	database = opened;
	const { tenant } = await addTenant(database, { slug: "default", cpePassword: "secret-of-cpes" });
	await addTenant(database, { slug: "other", cpePassword: "secret-of-others" });
	for (const n of [1, 2]) {
		const device = await addDevice(database, tenant, { parameters: [[SSID, "home", "xsd:string"]] });
		await store(
			"device",
			`update device set connection_request_username = 'cr', connection_request_password = $2, username = 'u',
				password = $3, previous_connection_request = $4 where id = $1`,
			[device, `secret-now-${n}`, `secret-own-${n}`, { username: "cr", password: `secret-before-${n}` }],
		);
		await store(
			"operation",
			`insert into operation (tenant, id, device, kind, input, authority, request, requested_by, status, created_at,
				accepted_at, expires_at) values ($1, $2, $3, 'set', $4, 'user', $2, 'me', 'queued', now(), now(), now())`,
			[
				tenant,
				crypto.randomUUID(),
				device,
				{
					values: [
						{ path: PSK, value: `secret-psk-${n}` },
						{ path: SSID, value: "home" },
					],
				},
			],
		);
		await store(
			"subscriber",
			`insert into subscriber (tenant, id, external_id, name, variables, created_at) values ($1, $2, $3, 'S', $4, now())`,
			[tenant, crypto.randomUUID(), `S${n}`, { vlan: "7", pppPassword: `secret-variable-${n}`, wifiKey: "" }],
		);
		await store(
			"profile",
			`insert into provisioning_profile (tenant, id, name, priority, enabled, selector, parameters, on_drift, created_at,
				updated_at) values ($1, $2, $3, 0, true, '{}', $4, false, now(), now())`,
			[
				...[tenant, crypto.randomUUID(), `P${n}`],
				JSON.stringify([
					{ path: PSK, value: `secret-wished-${n}` },
					{ path: PSK, value: "{{subscriber.variables.wifiKey}}" },
					{ path: SSID, value: "home" },
				]),
			],
		);
		const node = { type: "xsd:string", writable: true, readAt: 1 };
		const tree = new Map([
			[PSK, { value: `secret-tree-${n}`, ...node }],
			[SSID, { value: "home", ...node }],
		]);
		await store(
			"tree",
			`insert into device_tree (tenant, device, document, parameters, objects, updated_at) values ($1, $2, $3, 2, 0, now())`,
			[tenant, device, packTree(tree)],
		);
		const body = Buffer.from(
			`<ParameterValueStruct><Name>${PSK}</Name><Value>secret-wire-${n}</Value></ParameterValueStruct>`,
		);
		const message = {
			at: 1,
			direction: "toDevice",
			name: "SetParameterValues",
			httpStatus: 200,
			body,
			warnings: [],
		} as const;
		await store(
			"session",
			`insert into cwmp_session (tenant, device, slot, id, started_at, events, remote_address, transcript)
			values ($1, $2, 0, $3, now(), '{}', '127.0.0.1', $4)`,
			[tenant, device, crypto.randomUUID(), packTranscript([message])],
		);
	}
	return tenant;
}

async function addAccount(totp: object): Promise<void> {
	account = crypto.randomUUID();
	await store(
		"account",
		`insert into account (id, email, name, password, totp, created_at) values ($1, $2, 'A', 'x', $3, now())`,
		[account, `${account}@test`, JSON.stringify(totp)],
	);
}

/** Every sealed place's texts. */
async function texts(): Promise<{ owner: string; text: string; kind: string }[]> {
	const found: { owner: string; text: string; kind: string }[] = [];
	for (const place of SEALED_PLACES) {
		for (const row of await readSealed(database, place, null, 1000)) found.push({ ...row, kind: place.kind });
	}
	return found;
}

/** By which keys anything is sealed. */
async function keyIds(): Promise<Set<string>> {
	const all = (await texts()).map(({ text }) => text).join("\n");
	return new Set([...all.matchAll(/sealed1\.([0-9a-f]{12})\./g)].map(([, id]) => id as string));
}

async function secrets(vault: Vault): Promise<string[]> {
	return (await texts()).flatMap(({ owner, text, kind }) => {
		const context = secretContext(owner, kind as "device.password");
		if (kind === "account.totp") return [vault.open(JSON.parse(text), context)];
		if (kind === "subscriber.variable") return [vault.open(JSON.parse(text).pppPassword, context)];
		if (kind === "provisioning.value") return [vault.open(JSON.parse(text)[0].value, context)];
		if (kind !== "operation.value") return [vault.open(text, context)];
		const { values } = JSON.parse(text) as { values: { path: string; value: string }[] };
		return values.filter(({ path }) => path === PSK).map(({ value }) => vault.open(value, context));
	});
}

const EXPECTED = [
	...["secret-of-cpes", "secret-of-others", "TOTPSECRET"],
	...[1, 2].flatMap((n) => ["now", "own", "before", "psk", "variable", "wished"].map((what) => `secret-${what}-${n}`)),
].sort();

beforeEach(async () => {
	const last = opened;
	opened = null;
	await last?.[Symbol.asyncDispose]();
	dataDir = mkdtempSync(join(tmpdir(), "certus-secrets-"));
	return () => rmSync(dataDir, { recursive: true, force: true });
});
afterAll(() => opened?.[Symbol.asyncDispose]());

const keysOf = (given: SecretsKeys["secrets"] | null = null) =>
	openSecretsKeys({ given, file: null, dataDir }, systemRandom);

const rotation = (changes: Partial<Rotation> = {}): Rotation => ({
	...{ keys: keysOf(), newKeyFile: null, random: systemRandom, clock: systemClock, batch: 1 },
	...changes,
});

/** An installation that has sealed what it had. */
async function sealedInstallation(): Promise<SecretsKeys> {
	await installationOfBefore();
	writeFileSync(join(dataDir, "seal-key"), `${newSecret(systemRandom)}\n`);
	const earlier = readFileSync(join(dataDir, "seal-key"), "utf8").trim();
	await addAccount(seal("TOTPSECRET", earlier, "certus totp"));
	const keys = keysOf();
	await sealWhatWasStored(database, systemClock, { vault: vaultOf(keys, systemRandom), keys, batch: 1 });
	return keys;
}

describe("the first start of an installation that had its secrets in clear", () => {
	test("seals what is needed again, takes out the rest, and keeps the key that it had", async () => {
		const keys = await sealedInstallation();
		expect(keys.path).toBe(join(dataDir, "secrets-key"));
		const vault = vaultOf(keys, systemRandom);
		expect((await secrets(vault)).sort()).toEqual(EXPECTED);
		expect(await keyIds()).toEqual(new Set([vault.currentKeyId]));
		const documents = await store("trees", "select document from device_tree");
		for (const { document } of documents) {
			const tree = unpackTree(document as Uint8Array);
			expect([tree.get(PSK)?.value, tree.get(SSID)?.value]).toEqual(["[redacted]", "home"]);
		}
		for (const { transcript } of await store("transcripts", "select transcript from cwmp_session")) {
			const [message] = unpackTranscript(transcript as Uint8Array);
			expect(Buffer.from(message?.body ?? []).toString()).toContain("<Value>[redacted]</Value>");
		}
		expect(await readSealedState(database)).toEqual({ texts: true, documents: true });
	});

	test("goes on where it was ended, and does nothing the next time", async () => {
		await installationOfBefore();
		await addAccount(seal("TOTPSECRET", "nobody's any more", "certus totp"));
		const keys = keysOf();
		const vault = vaultOf(keys, systemRandom);
		let batches = 0;
		const onBatch = () => {
			if (++batches === 4) throw new Error("killed");
		};
		await expect(sealWhatWasStored(database, systemClock, { vault, keys, batch: 1, onBatch })).rejects.toThrow(
			"killed",
		);
		expect(await readSealedState(database)).toEqual({ texts: false, documents: false });
		await sealWhatWasStored(database, systemClock, { vault, keys, batch: 1 });
		const again = vi.fn();
		await sealWhatWasStored(database, systemClock, { vault, keys, batch: 1, onBatch: again });
		expect(again).not.toHaveBeenCalled();
		const inClear = (await texts()).filter(({ text }) => /secret-/.test(text));
		expect(inClear).toEqual([]);
	});

	test("is refused by a start with another key", async () => {
		await sealedInstallation();
		const other = vaultOf({ secrets: [newSecret(systemRandom)] }, systemRandom);
		await expect(requireFittingKeys(database, other)).rejects.toMatchObject({ status: 78, code: "secretsKey" });
	});
});

describe("rotating the secrets key", () => {
	test("seals everything with a new key, and the old one is gone", async () => {
		const before = await sealedInstallation();
		const { keyId, sealed } = await rotateSecrets(database, rotation());
		expect(sealed).toBe(EXPECTED.length);
		const after = keysOf();
		expect(after.secrets).toHaveLength(1);
		expect(after.secrets[0]).not.toBe(before.secrets[0]);
		expect(statSync(after.path as string).mode & 0o777).toBe(0o600);
		expect(await keyIds()).toEqual(new Set([keyId]));
		expect((await secrets(vaultOf(after, systemRandom))).sort()).toEqual(EXPECTED);
		await expect(requireFittingKeys(database, vaultOf(before, systemRandom))).rejects.toThrow(keyId);
		const [{ tenant } = {}] = await store("default", "select tenant from tenant where slug = 'default'");
		const trail = await readAudit(database.scope(tenant as TenantId), { after: 0, limit: 10 });
		expect(trail.at(-1)?.entry).toMatchObject({ action: "secrets.rotated", detail: { keyId, sealed } });
	});

	test("takes what is held of devices, and kept with their backups, with it", async () => {
		const keys = await sealedInstallation();
		const [{ tenant, device } = {}] = await store("device", "select tenant, id as device from device limit 1");
		const context = secretContext(tenant as string, "device.secret");
		const value = vaultOf(keys, systemRandom).seal("held", context);
		const of = [tenant, device, PSK, value, crypto.randomUUID()];
		await store(
			"held",
			`insert into held_secret (tenant, device, path, object, names, value, set_by, set_at)
			values ($1, $2, $3, '', '{}', $4, $5, now())`,
			of,
		);
		await store(
			"kept",
			`insert into backup_secret (tenant, device, path, value, set_by, backup) values ($1, $2, $3, $4, $5, $5)`,
			of,
		);
		await rotateSecrets(database, rotation());
		const after = (await secrets(vaultOf(keysOf(), systemRandom))).filter((secret) => secret === "held");
		expect(after).toHaveLength(2);
	});

	test.each([1, 3, 7, 12])(
		"killed after %i batches it goes on with the same key, and nothing is lost",
		async (kill) => {
			await sealedInstallation();
			let batches = 0;
			const onBatch = () => {
				if (++batches === kill) throw new Error("killed");
			};
			await expect(rotateSecrets(database, rotation({ onBatch }))).rejects.toThrow("killed");
			const between = keysOf();
			expect(between.secrets).toHaveLength(2);
			// A start meanwhile reads everything.
			expect((await secrets(vaultOf(between, systemRandom))).sort()).toEqual(EXPECTED);
			await requireFittingKeys(database, vaultOf(between, systemRandom));
			const { sealed } = await rotateSecrets(database, rotation());
			expect(sealed).toBeLessThan(EXPECTED.length);
			expect(keysOf().secrets).toEqual([between.secrets[0]]);
			expect((await secrets(vaultOf(keysOf(), systemRandom))).sort()).toEqual(EXPECTED);
		},
	);

	test("takes a key that is given, in a file or in the environment", async () => {
		await sealedInstallation();
		const [first, second] = [newSecret(systemRandom), newSecret(systemRandom)];
		const newKeyFile = join(dataDir, "new-key");
		writeFileSync(newKeyFile, first);
		await rotateSecrets(database, rotation({ newKeyFile }));
		expect(keysOf().secrets).toEqual([first]);
		await expect(rotateSecrets(database, rotation({ newKeyFile }))).rejects.toThrow("the one in use");
		await expect(rotateSecrets(database, rotation({ keys: keysOf([first]) }))).rejects.toThrow(
			"put the new one before",
		);
		await rotateSecrets(database, rotation({ keys: keysOf([second, first]) }));
		expect((await secrets(vaultOf({ secrets: [second] }, systemRandom))).sort()).toEqual(EXPECTED);
	});

	test("is refused while a Certus serves on the database, and keeps the key that there is", async () => {
		await sealedInstallation();
		const argv = ["rotate", "--data-dir", dataDir, "--database-url", database.url];
		const release = await holdServing(database);
		await expect(run(argv)).rejects.toMatchObject({ status: 69 });
		expect(keysOf().secrets).toHaveLength(1);
		await release();
		const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
		await run(argv);
		expect(log.mock.calls.join("\n")).toMatch(/^15 secrets are sealed by the key [0-9a-f]{12} now$/);
		log.mockRestore();
		await expect(run(["reset"])).rejects.toMatchObject({ status: 64 });
	});
});

describe("a file of secrets keys", () => {
	test.each(["", "short", "a".repeat(64), "0123456789abcdef".repeat(3)])("that holds %j is refused", (text) => {
		const path = join(dataDir, "key");
		writeFileSync(path, text);
		expect(() => readSecrets(path)).toThrow(path);
	});

	test("that isn't there is refused with its name", () => {
		expect(() => readSecrets(join(dataDir, "none"))).toThrow("ENOENT");
	});
});
