import { existsSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Logger, pino } from "pino";
import pretty from "pino-pretty";
import { collectDefaultMetrics, Registry } from "prom-client";
import { bootstrap } from "./app/bootstrap.ts";
import { requireFittingKeys, sealWhatWasStored } from "./app/sealStored.ts";
import { openSecretsKeys, vaultOf } from "./app/secretsKey.ts";
import { openSigningKey } from "./app/signingKey.ts";
import { openTenantDirectory } from "./app/tenants.ts";
import { startWebhooks } from "./app/webhookWorker.ts";
import { profileFor } from "./device/profiles/match.ts";
import type { ModelProfile } from "./device/profiles/profile.ts";
import { type Engine, openEngine } from "./engine/engine.ts";
import { createOidcClient } from "./http/api/oidcClient.ts";
import { openApi } from "./http/api/server.ts";
import { isLoopback, parseNetworks } from "./http/cwmp/addresses.ts";
import { createAuthenticate } from "./http/cwmp/authenticate.ts";
import { createCwmpListener } from "./http/cwmp/listener.ts";
import { CertusError } from "./lib/errors.ts";
import { loadProfiles } from "./modelProfiles.ts";
import { EXIT, type Settings } from "./settings.ts";
import { openBlobs } from "./store/blobs.ts";
import { openDatabase } from "./store/db.ts";
import type { KnownDevice } from "./store/devices.ts";
import { startEmbedded } from "./store/embedded/cluster.ts";
import { MAX_WAITING } from "./store/groupCommit.ts";
import { startAnalysing } from "./store/grownTables.ts";
import { listenTo } from "./store/listen.ts";
import { migrate } from "./store/migrate.ts";
import { holdServing } from "./store/servingLock.ts";
import { systemClock, systemRandom } from "./systemEdges.ts";

export interface System {
	readonly ports: { readonly cwmp: number; readonly api: number };
	readonly cwmpUrl: string;
	readonly apiUrl: string;
	readonly engine: Engine;
	readonly log: Logger;
	/** Process id of the embedded database; `null` where the database is a server of one's own. */
	readonly databasePid: number | null;
	/** Ends what is in flight, commits, and stops the embedded database. */
	stop(): Promise<void>;
}

/** Wires settings, store, engine and the two listeners; resolves when both take connections. */
export async function startSystem(
	settings: Settings,
	onFailure: (error: Error) => void,
	profiles: readonly ModelProfile[] = loadProfiles(),
): Promise<System> {
	const log = createLog(settings.logLevel);
	const closing: (() => Promise<void>)[] = [];
	const stop = async (): Promise<void> => {
		for (const close of closing.splice(0).reverse()) await close();
	};
	try {
		return await start(settings, log, profiles, closing, stop, onFailure);
	} catch (error) {
		await stop();
		throw error;
	}
}

async function start(
	settings: Settings,
	log: Logger,
	profiles: readonly ModelProfile[],
	closing: (() => Promise<void>)[],
	stop: () => Promise<void>,
	onFailure: (error: Error) => void,
): Promise<System> {
	const clock = systemClock;
	const random = systemRandom;
	const secretsKeys = openSecretsKeys(settings.secretsKey, random);
	const vault = vaultOf(secretsKeys, random);
	const embedded = settings.databaseUrl === null ? await startEmbedded(settings.dataDir, onFailure) : null;
	if (embedded) closing.push(() => embedded.stop());
	for (const moved of embedded?.moved ?? []) log.info(moved);
	const url = embedded?.url ?? (settings.databaseUrl as string);
	await migrate(url);
	const database = await openDatabase(url);
	closing.push(() => database.close());
	closing.push(await holdServing(database));
	await requireFittingKeys(database, vault);
	await bootstrap(database, { adminToken: settings.adminToken, dataDir: settings.dataDir, random, clock, vault });
	await sealWhatWasStored(database, clock, { vault, keys: secretsKeys });

	const profileOf = (device: KnownDevice): ModelProfile =>
		profileFor(profiles, {
			...device,
			softwareVersion: device.softwareVersion ?? "",
			root: device.parameterRoot,
		});
	// The profile of a session's device is looked for only where some profile asks for what it decides.
	const declares = profiles.some(
		({ xmlDeclaration, variants }) => xmlDeclaration || variants.some(({ change }) => change.xmlDeclaration),
	);
	const signer = openSigningKey(settings.dataDir);
	const tenants = await openTenantDirectory(database, vault);
	const blobs = openBlobs(settings.dataDir);
	const metrics = new Registry();
	collectDefaultMetrics({ register: metrics });
	const ports = { cwmp: settings.cwmp.port, api: settings.api.port };
	const scheme = settings.tls ? "https" : "http";
	const cwmpUrl = () => settings.publicCwmpUrl ?? `${scheme}://127.0.0.1:${ports.cwmp}`;
	const filesUrl = () => settings.publicFilesUrl ?? `${scheme}://127.0.0.1:${ports.cwmp}`;
	const apiUrl = () => settings.publicApiUrl ?? `http://127.0.0.1:${ports.api}`;
	const { bounds } = settings;

	const engine = await openEngine({
		database,
		clock,
		random,
		vault,
		blobs,
		bounds: {
			decode: { maxDepth: bounds.depth, maxParameters: bounds.parameters },
			idleMs: bounds.idleMs,
			wholeMs: bounds.sessionMs,
			openSessions: bounds.sessions,
			waitingEffects: MAX_WAITING,
		},
		filesUrl: () => `${filesUrl()}/files`,
		uploadsUrl: () => `${filesUrl()}/uploads`,
		tenantOf: tenants.byId,
		reloadTenants: tenants.reload,
		profileOf,
		wantsDeclaration: (device) => declares && profileOf(device).xmlDeclaration,
		onError: (error, context) => log.error({ err: error, ...context }, "the engine met an error"),
	});
	closing.push(() => engine.stop());

	const listener = createCwmpListener({
		engine,
		database,
		blobs,
		vault,
		clock,
		log: log.child({ edge: "cwmp" }),
		metrics,
		tenantBySlug: tenants.bySlug,
		isTrustedProxy: parseNetworks(settings.trustedProxies),
		authenticate: createAuthenticate(
			{
				loopbackIsLocal: () => settings.trustedProxies.length === 0 && isLoopback(hostOf(cwmpUrl())),
				clientCertificateHeader: settings.clientCertificateHeader,
			},
			clock,
			vault,
		),
		bounds,
		tls: settings.tls,
	});
	const api = await openApi({
		database,
		engine,
		clock,
		random,
		blobs,
		profileOf,
		signer,
		vault,
		settings: {
			publicApiUrl: apiUrl,
			webRoot: webRoot(),
			maxUploadBytes: bounds.uploadBytes,
			trustedProxies: settings.trustedProxies,
			allowPrivateWebhooks: settings.allowPrivateWebhooks,
		},
		oidc: settings.oidc && createOidcClient(settings.oidc),
		metrics,
		log: log.child({ edge: "api" }),
		tenants,
	});

	await listening(
		"CERTUS_CWMP_PORT",
		settings.cwmp,
		() =>
			new Promise<void>((resolve, reject) => {
				listener.once("error", reject);
				listener.listen(settings.cwmp, resolve);
			}),
	);
	closing.push(
		() =>
			new Promise((resolve) => {
				listener.close(() => resolve());
				listener.closeIdleConnections();
				// What is still being answered gets a moment, then the sessions are ended anyway.
				setTimeout(() => listener.closeAllConnections(), 1_000).unref();
			}),
	);
	ports.cwmp = (listener.address() as AddressInfo).port;
	await listening("CERTUS_API_PORT", settings.api, () => api.listen(settings.api));
	closing.push(() => api.close());
	ports.api = (api.server.address() as AddressInfo).port;
	writeFileSync(join(settings.dataDir, "ports.json"), JSON.stringify(ports));
	await engine.start();
	const analysing = startAnalysing(database, (error) => log.warn({ err: error }, "statistics can't be gathered"));
	closing.push(() => analysing.stop());
	const settingsHeard = await listenTo(database, "certus_settings", () => {
		const reloaded = Promise.all([tenants.reload(), engine.provisioningChanged()]);
		reloaded.catch((error) => log.error({ err: error }, "what another process has set can't be read"));
	});
	closing.push(() => settingsHeard.close());
	const webhooks = startWebhooks({
		database,
		clock,
		random,
		vault,
		tenantOf: tenants.byId,
		publicApiUrl: apiUrl,
		allowPrivate: settings.allowPrivateWebhooks,
		onError: (error) => log.error({ err: error }, "webhooks can't be told"),
	});
	closing.push(() => webhooks.stop());
	return {
		ports,
		cwmpUrl: cwmpUrl(),
		apiUrl: apiUrl(),
		engine,
		log,
		get databasePid() {
			return embedded?.pid ?? null;
		},
		stop,
	};
}

function createLog(level: string): Logger {
	return process.stderr.isTTY
		? pino({ level }, pretty({ destination: 2, sync: true, ignore: "pid,hostname" }))
		: pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: false }));
}

async function listening(
	setting: string,
	{ host, port }: { host: string; port: number },
	listen: () => Promise<unknown>,
): Promise<void> {
	try {
		await listen();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") throw error;
		const why =
			code === "EADDRINUSE" ? "is taken" : code === "EACCES" ? "needs more rights" : "is no address of this machine";
		throw new CertusError(EXIT.unavailable, "port", `${setting}: ${host}:${port} ${why}`, {}, error);
	}
}

function hostOf(url: string): string {
	const { hostname } = new URL(url);
	return hostname === "localhost" ? "127.0.0.1" : hostname.replace(/^\[|\]$/g, "");
}

/** The console as it was built; `null` where it was not. */
function webRoot(): string | null {
	const root = fileURLToPath(new URL("../dist/web", import.meta.url));
	return existsSync(join(root, "index.html")) ? root : null;
}
