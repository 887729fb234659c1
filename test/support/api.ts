import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { Registry } from "prom-client";
import { openSigningKey } from "../../src/app/signingKey.ts";
import { openTenantDirectory, type TenantDirectory } from "../../src/app/tenants.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import type { EnginePort } from "../../src/engine/ports.ts";
import type { OidcClient } from "../../src/http/api/oidcClient.ts";
import { openApi } from "../../src/http/api/server.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { loadProfiles } from "../../src/modelProfiles.ts";
import type { Signer } from "../../src/proof/signature.ts";
import type { Role } from "../../src/shared/common.ts";
import type { Wake } from "../../src/shared/devices.ts";
import { type Blobs, openBlobs } from "../../src/store/blobs.ts";
import type { Scope, TenantId } from "../../src/store/db.ts";
import type { Tenant } from "../../src/store/tenants.ts";
import { insertToken, putAdminToken } from "../../src/store/tokens.ts";
import { systemRandom } from "../../src/systemEdges.ts";
import { addTenant, keepEffects, openTestDatabase, type TestDatabase } from "./database.ts";
import { testVault } from "./vault.ts";

/** Records what it was asked. */
export interface FakeEngine extends EnginePort {
	readonly calls: (readonly [name: string, ...args: unknown[]])[];
	reachable: string[];
	wakeAnswer: Wake;
	/** What devices answer to a preview. */
	liveValues: Awaited<ReturnType<EnginePort["previewChange"]>>;
	/** Held back until it resolves. */
	beforeWake: Promise<void>;
}

function fakeEngine(): FakeEngine {
	const calls: FakeEngine["calls"] = [];
	const record =
		(name: string) =>
		(...args: unknown[]): void => {
			calls.push([name, ...args]);
		};
	const engine: FakeEngine = {
		calls,
		reachable: [],
		wakeAnswer: { reachable: true, method: "http", elapsedMs: 12, reason: null },
		liveValues: new Map(),
		beforeWake: Promise.resolve(),
		presenceOf: (device) =>
			engine.reachable.includes(device.id) ? "reachable" : device.lastInformAt === null ? "unknown" : "recent",
		devicesInSession: () => engine.reachable,
		async wake(...args) {
			calls.push(["wake", ...args]);
			await engine.beforeWake;
			return engine.wakeAnswer;
		},
		operationQueued: record("operationQueued"),
		operationCancelled: record("operationCancelled"),
		proofRunChanged: record("proofRunChanged"),
		async certificationChanged(...args) {
			calls.push(["certificationChanged", ...args]);
		},
		async cellLowered(...args) {
			calls.push(["cellLowered", ...args]);
		},
		async matrixPolicyChanged(...args) {
			calls.push(["matrixPolicyChanged", ...args]);
		},
		previewChange: async () => engine.liveValues,
		changeBegun: record("changeBegun"),
		changeChecked: async () => undefined,
		changeWithdrawn: record("changeWithdrawn"),
		async provisioningChanged() {
			calls.push(["provisioningChanged"]);
		},
		async tenantsChanged() {
			calls.push(["tenantsChanged"]);
		},
		deviceRemoved: record("deviceRemoved"),
	};
	return engine;
}

export interface TestApi extends AsyncDisposable {
	readonly app: FastifyInstance;
	readonly database: TestDatabase;
	readonly engine: FakeEngine;
	readonly blobs: Blobs;
	readonly signer: Signer;
	readonly tenants: TenantDirectory;
	/** The tenants `default` and `lab` (lab and simulated), and `other`. */
	readonly tenant: Readonly<Record<"default" | "lab" | "other", Tenant>>;
	readonly adminToken: string;
	/** A moment that stands still until a test moves it. */
	now: Date;
	/** A token with a role, in one tenant. */
	token(role: Role, slug?: "default" | "lab" | "other"): Promise<string>;
	/** A request to `/api/v1`, as the admin unless another token is given; `null` for none. */
	ask(
		method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
		path: string,
		options?: { body?: unknown; token?: string | null; headers?: Record<string, string> },
	): Promise<LightMyRequestResponse>;
	scope(slug: "default" | "lab" | "other"): Scope;
}

export const PUBLIC_URL = "http://certus.test:8080";
export const MAX_UPLOAD_BYTES = 64 * 1024;

/** The whole API over a database of its own, without a socket. */
export async function openTestApi(
	options: { webRoot?: string; publicUrl?: string; oidc?: OidcClient } = {},
): Promise<TestApi> {
	const database = await openTestDatabase();
	const dataDir = mkdtempSync(join(tmpdir(), "certus-api-"));
	const tenant = {
		default: await addTenant(database, { slug: "default" }),
		lab: await addTenant(database, { slug: "lab", lab: true, simulated: true }),
		other: await addTenant(database, { slug: "other" }),
	};
	const engine = fakeEngine();
	const profiles = loadProfiles();
	const blobs = openBlobs(dataDir);
	const signer = openSigningKey(dataDir);
	const tenants = await openTenantDirectory(database, testVault);
	const adminToken = `certus_${systemRandom.alphanumeric(40)}`;
	const clock = (): Date => api.now;
	const app = await openApi({
		database,
		engine,
		clock,
		random: systemRandom,
		blobs,
		profileOf: (device) =>
			profileFor(profiles, { ...device, softwareVersion: device.softwareVersion ?? "", root: device.parameterRoot }),
		signer,
		vault: testVault,
		settings: {
			publicApiUrl: () => options.publicUrl ?? PUBLIC_URL,
			webRoot: options.webRoot ?? null,
			maxUploadBytes: MAX_UPLOAD_BYTES,
			allowPrivateWebhooks: true,
		},
		oidc: options.oidc ?? null,
		metrics: new Registry(),
		log: pino({ level: "silent" }),
		tenants,
	});
	const api: TestApi = {
		app,
		database,
		engine,
		blobs,
		signer,
		tenants,
		tenant,
		adminToken,
		now: new Date("2026-03-01T12:00:00.000Z"),
		async token(role, slug = "default") {
			const secret = `certus_${systemRandom.alphanumeric(40)}`;
			await insertToken(database.scope(tenant[slug].tenant), {
				id: systemRandom.uuid(),
				name: `${role} of ${slug}`,
				digest: sha256(secret),
				role,
				madeBy: null,
				person: null,
				makers: [],
				expiresAt: null,
				createdAt: api.now,
			});
			return secret;
		},
		ask(method, path, { body, token = adminToken, headers = {} } = {}) {
			const request: InjectOptions = {
				method,
				url: `/api/v1${path}`,
				headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
			};
			if (body !== undefined) request.payload = body as object;
			return app.inject(request);
		},
		scope: (slug) => database.scope(tenant[slug].tenant),
		async [Symbol.asyncDispose]() {
			await app.close();
			await database[Symbol.asyncDispose]();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
	await putAdminToken(database, systemRandom.uuid(), sha256(adminToken), api.now);
	return api;
}

let serial = 0;

/** A device as its first Inform leaves it. */
export async function addDevice(
	database: TestDatabase,
	tenant: TenantId,
	changes: {
		id?: string;
		serialNumber?: string;
		model?: string;
		softwareVersion?: string;
		quarantined?: boolean;
		parameters?: [path: string, value: string, type: string][];
		lastInformAt?: Date | null;
		connectionRequestUrl?: string;
	} = {},
): Promise<string> {
	const id = changes.id ?? crypto.randomUUID();
	const at = (changes.lastInformAt ?? new Date("2026-03-01T11:59:00.000Z")).toISOString();
	const inform = { at, events: ["2 PERIODIC"], count: 1, parameters: changes.parameters ?? [], session: null };
	await keepEffects(database, [
		{
			tenant,
			device: id,
			created: {
				oui: "00D09E",
				productClass: "HomeGateway",
				serialNumber: changes.serialNumber ?? `SN${++serial}`,
				vendor: "Acme",
				model: changes.model ?? "AC-1",
				quarantined: changes.quarantined ?? false,
				aliases: [],
				at,
			},
			...(changes.lastInformAt === null ? {} : { inform }),
			facts: {
				hardwareVersion: "HW1",
				softwareVersion: changes.softwareVersion ?? "1.0.0",
				namespace: "urn:dslforum-org:cwmp-1-2",
				...(changes.connectionRequestUrl && { connectionRequestUrl: changes.connectionRequestUrl }),
			},
		},
	]);
	return id;
}
