import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { CertusError } from "../src/lib/errors.ts";
import { readSettings, settingsHelp } from "../src/settings.ts";
import { statement } from "../src/store/db.ts";
import { bareEnvironment } from "./support/bareEnvironment.ts";
import { openTestDatabase } from "./support/database.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "certus-settings-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function refusalOf(environment: Record<string, string>, argv: string[] = []): CertusError {
	try {
		readSettings(environment, argv);
	} catch (error) {
		if (error instanceof CertusError) return error;
		throw error;
	}
	throw new Error("the settings were taken");
}

test("without any setting the defaults of the contract stand", () => {
	expect(readSettings({}, [])).toMatchObject({
		dataDir: join(process.cwd(), "data"),
		databaseUrl: null,
		cwmp: { host: "0.0.0.0", port: 7547 },
		api: { host: "127.0.0.1", port: 8080 },
		tls: null,
		publicCwmpUrl: null,
		trustedProxies: [],
		adminToken: null,
		logLevel: "info",
		bounds: {
			messageBytes: 16 << 20,
			headerBytes: 16 << 10,
			parameters: 100_000,
			depth: 64,
			idleMs: 60_000,
			sessionMs: 900_000,
			messageMs: 60_000,
		},
	});
});

/** Every setting with values that it does not take; `null`: it takes any text. */
const BAD: Readonly<Record<string, readonly string[] | null>> = {
	DATA_DIR: null,
	DATABASE_URL: [
		"mysql://host/db",
		"localhost:5432",
		"/var/run",
		"postgres://",
		"postgres://a b/c",
		"postgres://host:port/db",
	],
	CWMP_PORT: ["-1", "65536", "7547.5", "http", "80 90"],
	CWMP_HOST: null,
	CWMP_TLS_CERT: ["/nowhere/cert.pem"],
	CWMP_TLS_KEY: ["/nowhere/key.pem"],
	CWMP_TLS_CLIENT_CA: null,
	API_PORT: ["65536", "x"],
	API_HOST: null,
	PUBLIC_CWMP_URL: ["acs.example", "ftp://acs.example"],
	PUBLIC_FILES_URL: ["acs.example"],
	PUBLIC_API_URL: ["//acs.example"],
	TRUSTED_PROXIES: ["proxy.example", "10.0.0.0/33", "10.0.0.1, x", "10/8"],
	CLIENT_CERT_HEADER: null,
	ADMIN_TOKEN: ["short"],
	SECRETS_KEY: ["short", "0123456789abcdef".repeat(3), "a".repeat(64), `${"Ab3".repeat(5)} , ${"x".repeat(43)}`],
	SECRETS_KEY_FILE: ["/nowhere/key"],
	OIDC_ISSUER: ["idp.example", "http://idp.example", "ftp://idp.example", "https://idp.example/?a=b"],
	OIDC_CLIENT_ID: null,
	OIDC_CLIENT_SECRET: null,
	OIDC_CLIENT_SECRET_FILE: ["/nowhere/secret"],
	OIDC_SCOPES: ["email", 'openid "x"', "openid  email"],
	LOG_LEVEL: ["verbose", "INFO"],
	MAX_MESSAGE_BYTES: ["0", "4095", "1e99", "16MiB"],
	MAX_HEADER_BYTES: ["1023"],
	MAX_PARAMETERS: ["0"],
	MAX_DEPTH: ["7", "1001"],
	SESSION_IDLE_SECONDS: ["0", "3601"],
	SESSION_MAX_SECONDS: ["0", "86401"],
	MESSAGE_SECONDS: ["0", "-5"],
	MAX_SESSIONS: ["0"],
	MAX_CONNECTIONS: ["0"],
	MAX_UPLOAD_BYTES: ["1"],
	WEBHOOK_ALLOW_PRIVATE: ["yes", "1", "TRUE"],
};

describe("single sign-on", () => {
	const both = { CERTUS_OIDC_ISSUER: "https://idp.example/realms/a", CERTUS_OIDC_CLIENT_ID: "certus" };

	test("is set up by an issuer and a client's id, with its secret in a file or without one", () => {
		expect(readSettings({}, []).oidc).toBeNull();
		const oidc = { issuer: both.CERTUS_OIDC_ISSUER, clientId: "certus", scopes: "openid email" };
		expect(readSettings(both, []).oidc).toEqual({ ...oidc, clientSecret: null });
		const file = join(scratch, "oidc-secret");
		writeFileSync(file, "hush\n");
		expect(readSettings({ ...both, CERTUS_OIDC_CLIENT_SECRET_FILE: file }, []).oidc?.clientSecret).toBe("hush");
		const local = { ...both, CERTUS_OIDC_ISSUER: "http://localhost:9000" };
		expect(readSettings(local, []).oidc?.issuer).toBe("http://localhost:9000");
	});

	test.each([
		["CERTUS_OIDC_CLIENT_ID", { CERTUS_OIDC_ISSUER: both.CERTUS_OIDC_ISSUER }],
		["CERTUS_OIDC_ISSUER", { CERTUS_OIDC_CLIENT_ID: "certus" }],
		["CERTUS_OIDC_ISSUER", { CERTUS_OIDC_CLIENT_SECRET: "hush" }],
	])("is refused without %s", (missing, environment) => {
		const { message, status } = refusalOf(environment);
		expect([message.startsWith(`${missing} `), message.includes("hush"), status]).toEqual([true, false, 78]);
	});
});

test("the secrets key may be several, the newest first", () => {
	const [newer, older] = ["Nn0aBcDeFgHiJk".repeat(4), "Oo1aBcDeFgHiJk".repeat(4)];
	const { secretsKey } = readSettings({ CERTUS_SECRETS_KEY: `${newer}, ${older}` }, []);
	expect(secretsKey.given).toEqual([newer, older]);
});

test("the table of bad values knows every setting", () => {
	const names = [...settingsHelp().matchAll(/CERTUS_([A-Z_]+)/g)].map((match) => match[1]);
	expect(names.sort()).toEqual(Object.keys(BAD).sort());
});

const bad = Object.entries(BAD).flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const));

test.each(bad)(
	"CERTUS_%s=%s is refused with one line that names it, from the environment and as a flag",
	(name, value) => {
		const flag = `--${name.toLowerCase().replaceAll("_", "-")}`;
		for (const error of [refusalOf({ [`CERTUS_${name}`]: value }), refusalOf({}, [`${flag}=${value}`])]) {
			// Certificate and key belong together: the one that is missing is named.
			expect(error.message).toMatch(
				name.startsWith("CWMP_TLS") ? /^CERTUS_CWMP_TLS_(CERT|KEY) / : new RegExp(`^CERTUS_${name} is not usable: `),
			);
			expect(error.message).not.toContain("\n");
			expect(error.status).toBe(78);
		}
	},
);

describe("settings", () => {
	test("an empty one is none", () => {
		expect(readSettings({ CERTUS_CWMP_PORT: "", CERTUS_DATABASE_URL: "", CERTUS_ADMIN_TOKEN: "" }, [])).toMatchObject({
			cwmp: { port: 7547 },
			databaseUrl: null,
			adminToken: null,
		});
	});

	test.each([
		"postgres://certus:secret@db.example:5432/certus",
		"postgresql://db.example/certus?sslmode=require",
		"postgres://certus:secret@/certus?host=/run/postgresql",
		"postgres:///certus",
	])("a database is taken by %s", (url) => {
		expect(readSettings({ CERTUS_DATABASE_URL: url }, []).databaseUrl).toBe(url);
	});

	test("a flag goes before the environment", () => {
		expect(readSettings({ CERTUS_CWMP_PORT: "1" }, ["--cwmp-port", "2"]).cwmp.port).toBe(2);
	});

	test("the ends of addresses are cut, so that paths can be added", () => {
		expect(readSettings({ CERTUS_PUBLIC_CWMP_URL: "https://acs.example/cwmp//" }, []).publicCwmpUrl).toBe(
			"https://acs.example/cwmp",
		);
	});

	test("proxies are separated by commas, white space or both", () => {
		expect(readSettings({ CERTUS_TRUSTED_PROXIES: " 10.0.0.1,192.0.2.0/24 ::1 " }, []).trustedProxies).toEqual([
			"10.0.0.1",
			"192.0.2.0/24",
			"::1",
		]);
	});

	test("certificate and key are read, and named where there is no such file", () => {
		const [cert, key] = [join(scratch, "cert.pem"), join(scratch, "key.pem")];
		writeFileSync(cert, "cert");
		expect(refusalOf({ CERTUS_CWMP_TLS_CERT: cert, CERTUS_CWMP_TLS_KEY: key }).message).toBe(
			`CERTUS_CWMP_TLS_KEY is not usable: there is no file ${key}`,
		);
		writeFileSync(key, "key");
		const { tls } = readSettings({ CERTUS_CWMP_TLS_CERT: cert, CERTUS_CWMP_TLS_KEY: key }, []);
		expect([tls?.cert.toString(), tls?.key.toString(), tls?.clientCa]).toEqual(["cert", "key", null]);
	});

	test.each([["--no-such-flag=1"], ["stray"], ["--cwmp-port"]])("a command line with %s is a wrong use", (argument) => {
		const error = refusalOf({}, [argument]);
		expect([error.status, error.message.includes("\n")]).toEqual([64, false]);
	});
});

/** The real command; it is ended where it starts to serve all the same. */
async function serve(environment: Record<string, string>): Promise<{ code: number | null; stderr: string[] }> {
	const child = spawn(process.execPath, [MAIN, "serve"], {
		env: {
			...bareEnvironment(),
			CERTUS_DATA_DIR: join(scratch, "data"),
			CERTUS_LOG_LEVEL: "silent",
			CERTUS_CWMP_PORT: "0",
			CERTUS_API_PORT: "0",
			CERTUS_CWMP_HOST: "127.0.0.1",
			...environment,
		},
		stdio: ["ignore", "ignore", "pipe"],
	});
	const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
	const chunks: Buffer[] = [];
	child.stderr.on("data", (chunk) => chunks.push(chunk));
	const [code] = (await once(child, "close")) as [number | null];
	clearTimeout(timer);
	return { code, stderr: Buffer.concat(chunks).toString().trimEnd().split("\n") };
}

describe("certus serve ends with one line", () => {
	test("and exit code 78 for a bad setting", async () => {
		expect(await serve({ CERTUS_CWMP_PORT: "99999" })).toEqual({
			code: 78,
			stderr: [expect.stringMatching(/^certus: CERTUS_CWMP_PORT is not usable: /)],
		});
	});

	test.each(["CWMP", "API"])("and exit code 69 for a taken port: %s", async (listener) => {
		await using database = await openTestDatabase();
		const taken = createServer().listen(0, "127.0.0.1");
		await once(taken, "listening");
		const { port } = taken.address() as AddressInfo;
		const ended = await serve({ CERTUS_DATABASE_URL: database.url, [`CERTUS_${listener}_PORT`]: String(port) });
		taken.close();
		expect(ended).toEqual({ code: 69, stderr: [`certus: CERTUS_${listener}_PORT: 127.0.0.1:${port} is taken`] });
	});

	test("for a database that a newer Certus has been at, and changes nothing there", async () => {
		await using database = await openTestDatabase();
		await database.query(
			statement("test.newer", "insert into schema_migration (number, name) values (999999, 'from the future')"),
		);
		const { code, stderr } = await serve({ CERTUS_DATABASE_URL: database.url });
		expect(stderr).toEqual([
			expect.stringMatching(
				/^certus: the database is at schema 999999, this program knows \d+: start the newer Certus$/,
			),
		]);
		expect(code).toBe(69);
		expect(await database.query(statement("test.tenants", "select 1 from tenant"))).toEqual([]);
	});
});
