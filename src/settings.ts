import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type SecretsKeySettings, secretsIn } from "./app/secretsKey.ts";
import type { OidcSettings } from "./http/api/oidcClient.ts";
import { parseNetworks } from "./http/cwmp/addresses.ts";
import { CertusError } from "./lib/errors.ts";

/** EX_CONFIG and EX_UNAVAILABLE of sysexits(3); EX_USAGE for the command line. */
export const EXIT = { usage: 64, unavailable: 69, config: 78 } as const;

const port = z.coerce.number().int().min(0).max(65_535);
const bound = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const address = z
	.url({ protocol: /^https?$/ })
	.transform((url) => url.replace(/\/+$/, ""))
	.optional();

/** Also one without a host, whose socket's directory stands in the query (`postgres://user@/name?host=/run/postgresql`). */
function isDatabaseUrl(text: string): boolean {
	return /^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text.replace(/^(\w+:\/\/[^/]*@)\//, "$1localhost/"));
}

/** Plain HTTP only to this machine itself. */
function isIssuer(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, hostname, search, hash } = new URL(text);
	const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
	return (protocol === "https:" || (protocol === "http:" && isLocal)) && search === "" && hash === "";
}

interface Setting {
	readonly schema: z.ZodType;
	/** For `--help`: its default and what it takes. */
	readonly help: string;
}

/** Every setting by its variable (contract, section 2); a flag is the same in lower case with dashes. */
const SETTINGS = {
	DATA_DIR: {
		schema: z.string().min(1).default("./data"),
		help: "directory of the embedded database, files and keys (./data)",
	},
	DATABASE_URL: {
		schema: z.string().refine(isDatabaseUrl).optional(),
		help: "a PostgreSQL server, 15 or later, instead of the embedded one",
	},
	CWMP_PORT: { schema: port.default(7547), help: "port that CPEs reach; 0 picks a free one (7547)" },
	CWMP_HOST: { schema: z.string().min(1).default("0.0.0.0"), help: "address that CPEs reach (0.0.0.0)" },
	CWMP_TLS_CERT: { schema: z.string().optional(), help: "certificate of the CPE listener, a PEM file" },
	CWMP_TLS_KEY: { schema: z.string().optional(), help: "its key, a PEM file" },
	CWMP_TLS_CLIENT_CA: { schema: z.string().optional(), help: "who signs the CPEs' certificates, a PEM file" },
	API_PORT: { schema: port.default(8080), help: "port of the API and the console; 0 picks a free one (8080)" },
	API_HOST: { schema: z.string().min(1).default("127.0.0.1"), help: "address of the API and the console (127.0.0.1)" },
	PUBLIC_CWMP_URL: { schema: address, help: "how CPEs reach CWMP" },
	PUBLIC_FILES_URL: { schema: address, help: "how CPEs reach files" },
	PUBLIC_API_URL: { schema: address, help: "how people reach the console" },
	TRUSTED_PROXIES: {
		schema: z.string().default(""),
		help: "addresses or networks whose forwarding headers count (none)",
	},
	CLIENT_CERT_HEADER: {
		schema: z.string().optional(),
		help: "header in which they hand on the client certificate's subject",
	},
	ADMIN_TOKEN: {
		schema: z.string().min(16, "takes at least 16 characters").optional(),
		help: "API token of the role admin (generated into <data dir>/admin-token)",
	},
	SECRETS_KEY: {
		schema: z
			.string()
			.refine((text) => secretsIn(text) !== null)
			.optional(),
		help: "seals credentials and secrets in the database: 32 random bytes as base64 or hexadecimal, newest first",
	},
	SECRETS_KEY_FILE: { schema: z.string().min(1).optional(), help: "file that holds it (<data dir>/secrets-key, made)" },
	OIDC_ISSUER: {
		schema: z.string().refine(isIssuer).optional(),
		help: "identity provider of single sign-on (OpenID Connect), https://…",
	},
	OIDC_CLIENT_ID: { schema: z.string().min(1).optional(), help: "what Certus is called there" },
	OIDC_CLIENT_SECRET: { schema: z.string().min(1).optional(), help: "its secret there; none: a public client" },
	OIDC_CLIENT_SECRET_FILE: { schema: z.string().min(1).optional(), help: "file that holds the secret" },
	OIDC_SCOPES: {
		schema: z
			.string()
			.regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/)
			.refine((text) => text.split(" ").includes("openid"))
			.default("openid email"),
		help: "what is asked for there, openid among it (openid email)",
	},
	LOG_LEVEL: {
		schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
		help: "trace, debug, info, warn, error, fatal or silent (info)",
	},
	MAX_MESSAGE_BYTES: { schema: bound(4_096, 1 << 30).default(16 << 20), help: "largest message of a CPE (16777216)" },
	MAX_HEADER_BYTES: { schema: bound(1_024, 1 << 20).default(16 << 10), help: "largest HTTP header (16384)" },
	MAX_PARAMETERS: { schema: bound(1, 10_000_000).default(100_000), help: "most parameters in a message (100000)" },
	MAX_DEPTH: { schema: bound(8, 1_000).default(64), help: "deepest nesting of a message (64)" },
	SESSION_IDLE_SECONDS: { schema: bound(1, 3_600).default(60), help: "how long a session may be idle (60)" },
	SESSION_MAX_SECONDS: { schema: bound(1, 86_400).default(900), help: "how long a session may take (900)" },
	MESSAGE_SECONDS: { schema: bound(1, 3_600).default(60), help: "first to last byte of a message (60)" },
	MAX_SESSIONS: { schema: bound(1, 1_000_000).default(20_000), help: "most sessions open at once (20000)" },
	MAX_CONNECTIONS: { schema: bound(1, 1_000_000).default(50_000), help: "most connections of CPEs at once (50000)" },
	MAX_UPLOAD_BYTES: { schema: bound(1_024, 2 ** 36).default(2 ** 30), help: "largest file (1073741824)" },
	WEBHOOK_ALLOW_PRIVATE: {
		schema: z
			.enum(["true", "false"])
			.default("false")
			.transform((text) => text === "true"),
		help: "true or false: whether webhooks may be at private addresses and by plain http (false)",
	},
} as const satisfies Record<string, Setting>;

type Name = keyof typeof SETTINGS;
type Values = { [N in Name]: z.output<(typeof SETTINGS)[N]["schema"]> };

export interface Settings {
	readonly dataDir: string;
	readonly databaseUrl: string | null;
	readonly cwmp: { readonly host: string; readonly port: number };
	readonly api: { readonly host: string; readonly port: number };
	readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly clientCa: Buffer | null } | null;
	readonly publicCwmpUrl: string | null;
	readonly publicFilesUrl: string | null;
	readonly publicApiUrl: string | null;
	readonly trustedProxies: readonly string[];
	readonly clientCertificateHeader: string | null;
	readonly adminToken: string | null;
	readonly secretsKey: SecretsKeySettings;
	/** Single sign-on; `null`: none. */
	readonly oidc: OidcSettings | null;
	readonly logLevel: string;
	readonly allowPrivateWebhooks: boolean;
	readonly bounds: {
		readonly messageBytes: number;
		readonly headerBytes: number;
		readonly parameters: number;
		readonly depth: number;
		readonly idleMs: number;
		readonly sessionMs: number;
		readonly messageMs: number;
		readonly sessions: number;
		readonly connections: number;
		readonly uploadBytes: number;
	};
}

/** From the environment and, before it, the flags of `certus serve`. Throws one line that names the bad setting. */
export function readSettings(
	environment: Readonly<Record<string, string | undefined>>,
	argv: readonly string[],
): Settings {
	const flags = readFlags(argv);
	const values = {} as Record<Name, unknown>;
	for (const name of Object.keys(SETTINGS) as Name[]) {
		const variable = `CERTUS_${name}`;
		const given = flags[flagOf(name)] ?? environment[variable];
		const parsed = SETTINGS[name].schema.safeParse(given === "" ? undefined : given);
		if (!parsed.success) throw bad(variable, SETTINGS[name].help);
		values[name] = parsed.data;
	}
	return assemble(values as Values);
}

function assemble(v: Values): Settings {
	const trustedProxies = v.TRUSTED_PROXIES.split(/[\s,]+/).filter((entry) => entry !== "");
	try {
		parseNetworks(trustedProxies);
	} catch {
		throw bad("CERTUS_TRUSTED_PROXIES", SETTINGS.TRUSTED_PROXIES.help);
	}
	if ((v.CWMP_TLS_CERT === undefined) !== (v.CWMP_TLS_KEY === undefined)) {
		throw bad(
			v.CWMP_TLS_CERT === undefined ? "CERTUS_CWMP_TLS_CERT" : "CERTUS_CWMP_TLS_KEY",
			"certificate and key belong together",
		);
	}
	if (v.SECRETS_KEY_FILE !== undefined && !existsSync(v.SECRETS_KEY_FILE)) {
		throw bad("CERTUS_SECRETS_KEY_FILE", `there is no file ${v.SECRETS_KEY_FILE}`);
	}
	const read = (name: Name, path: string): Buffer => {
		if (!existsSync(path)) throw bad(`CERTUS_${name}`, `there is no file ${path}`);
		return readFileSync(path);
	};
	return {
		dataDir: resolve(v.DATA_DIR),
		databaseUrl: v.DATABASE_URL ?? null,
		cwmp: { host: v.CWMP_HOST, port: v.CWMP_PORT },
		api: { host: v.API_HOST, port: v.API_PORT },
		tls:
			v.CWMP_TLS_CERT !== undefined && v.CWMP_TLS_KEY !== undefined
				? {
						cert: read("CWMP_TLS_CERT", v.CWMP_TLS_CERT),
						key: read("CWMP_TLS_KEY", v.CWMP_TLS_KEY),
						clientCa: v.CWMP_TLS_CLIENT_CA === undefined ? null : read("CWMP_TLS_CLIENT_CA", v.CWMP_TLS_CLIENT_CA),
					}
				: null,
		publicCwmpUrl: v.PUBLIC_CWMP_URL ?? null,
		publicFilesUrl: v.PUBLIC_FILES_URL ?? null,
		publicApiUrl: v.PUBLIC_API_URL ?? null,
		trustedProxies,
		clientCertificateHeader: v.CLIENT_CERT_HEADER ?? null,
		adminToken: v.ADMIN_TOKEN ?? null,
		secretsKey: {
			given: v.SECRETS_KEY === undefined ? null : secretsIn(v.SECRETS_KEY),
			file: v.SECRETS_KEY_FILE ?? null,
			dataDir: resolve(v.DATA_DIR),
		},
		oidc: oidcOf(v),
		logLevel: v.LOG_LEVEL,
		allowPrivateWebhooks: v.WEBHOOK_ALLOW_PRIVATE,
		bounds: {
			messageBytes: v.MAX_MESSAGE_BYTES,
			headerBytes: v.MAX_HEADER_BYTES,
			parameters: v.MAX_PARAMETERS,
			depth: v.MAX_DEPTH,
			idleMs: v.SESSION_IDLE_SECONDS * 1000,
			sessionMs: v.SESSION_MAX_SECONDS * 1000,
			messageMs: v.MESSAGE_SECONDS * 1000,
			sessions: v.MAX_SESSIONS,
			connections: v.MAX_CONNECTIONS,
			uploadBytes: v.MAX_UPLOAD_BYTES,
		},
	};
}

function oidcOf(v: Values): OidcSettings | null {
	const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: given } = v;
	const file = v.OIDC_CLIENT_SECRET_FILE;
	if (file !== undefined && !existsSync(file)) {
		throw bad("CERTUS_OIDC_CLIENT_SECRET_FILE", `there is no file ${file}`);
	}
	if (issuer === undefined || clientId === undefined) {
		if (issuer === clientId && given === undefined && file === undefined) return null;
		throw bad(
			issuer === undefined ? "CERTUS_OIDC_ISSUER" : "CERTUS_OIDC_CLIENT_ID",
			"single sign-on needs both, the issuer and the client's id",
		);
	}
	const clientSecret = given ?? (file === undefined ? null : readFileSync(file, "utf8").trim());
	return { issuer, clientId, clientSecret, scopes: v.OIDC_SCOPES };
}

function readFlags(argv: readonly string[]): Readonly<Record<string, string | undefined>> {
	const options = Object.fromEntries(
		(Object.keys(SETTINGS) as Name[]).map((name) => [flagOf(name), { type: "string" as const }]),
	);
	try {
		return parseArgs({ args: [...argv], options, allowPositionals: false }).values as Record<
			string,
			string | undefined
		>;
	} catch (error) {
		throw new CertusError(EXIT.usage, "usage", `${(error as Error).message} (certus serve --help lists the settings)`);
	}
}

function flagOf(name: string): string {
	return name.toLowerCase().replaceAll("_", "-");
}

function bad(variable: string, takes: string): CertusError {
	return new CertusError(EXIT.config, "setting", `${variable} is not usable: ${takes}`);
}

/** The settings as `certus serve --help` lists them. */
export function settingsHelp(): string {
	const rows = (Object.keys(SETTINGS) as Name[]).map(
		(name) => [`--${flagOf(name)}`, `CERTUS_${name}`, SETTINGS[name].help] as const,
	);
	return rows.map(([flag, variable, help]) => `  ${flag.padEnd(24)} ${variable.padEnd(30)} ${help}`).join("\n");
}
