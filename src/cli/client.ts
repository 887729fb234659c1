import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CertusError } from "../lib/errors.ts";
import { EXIT } from "../settings.ts";

/** Options that every command which talks to a running Certus takes. */
export const CONNECTION_OPTIONS = {
	"data-dir": { type: "string" },
	url: { type: "string" },
	token: { type: "string" },
	tenant: { type: "string" },
} as const;

export const CONNECTION_HELP = `  --tenant SLUG       tenant to work in
  --data-dir DIR      data directory of the running Certus ($CERTUS_DATA_DIR, else ./data)
  --url URL           its API, where it runs elsewhere ($CERTUS_PUBLIC_API_URL)
  --token TOKEN       API token, where the data directory is not here ($CERTUS_ADMIN_TOKEN)`;

export interface ConnectionValues {
	readonly "data-dir"?: string | undefined;
	readonly url?: string | undefined;
	readonly token?: string | undefined;
}

export interface Client {
	readonly url: string;
	/** Where the CPEs of the same machine reach CWMP; `null` where only the API's address is known. */
	readonly cwmpUrl: string | null;
	get<T>(path: string): Promise<T>;
	/** The answer as it stands. */
	getText(path: string): Promise<string>;
	/** The answer as it comes, for what may not fit into memory. */
	getStream(path: string): Promise<{ readonly headers: Headers; readonly chunks: AsyncIterable<Uint8Array> }>;
	send<T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<T>;
	upload<T>(path: string, form: FormData): Promise<T>;
}

/** A client of the running Certus: by its data directory, or by URL and token. */
export function connect(values: ConnectionValues): Client {
	const dataDir = resolve(values["data-dir"] ?? process.env.CERTUS_DATA_DIR ?? "./data");
	const portsFile = join(dataDir, "ports.json");
	const ports = existsSync(portsFile)
		? (JSON.parse(readFileSync(portsFile, "utf8")) as { cwmp: number; api: number })
		: null;
	const url = values.url ?? process.env.CERTUS_PUBLIC_API_URL ?? (ports && `http://127.0.0.1:${ports.api}`);
	const tokenFile = join(dataDir, "admin-token");
	const token =
		values.token ??
		process.env.CERTUS_ADMIN_TOKEN ??
		(existsSync(tokenFile) ? readFileSync(tokenFile, "utf8").trim() : null);
	if (!url || !token) {
		const what = `no Certus is known in ${dataDir}: start one with \`npm start\`, or give --url and --token`;
		throw new CertusError(EXIT.unavailable, "cli.noServer", what);
	}
	return clientOf(url.replace(/\/+$/, ""), token, ports && `http://127.0.0.1:${ports.cwmp}`);
}

export function clientOf(url: string, token: string, cwmpUrl: string | null): Client {
	const request = async (method: string, path: string, body?: object): Promise<Response> => {
		const isForm = body instanceof FormData;
		let response: Response;
		try {
			response = await fetch(`${url}/api/v1${path}`, {
				method,
				headers: { Authorization: `Bearer ${token}`, ...(body && !isForm && { "Content-Type": "application/json" }) },
				...(body && { body: isForm ? body : JSON.stringify(body) }),
			});
		} catch (error) {
			throw new CertusError(EXIT.unavailable, "cli.unreachable", `Certus does not answer at ${url}`, {}, error);
		}
		if (!response.ok) {
			const text = await response.text();
			const problem = text === "" ? null : (JSON.parse(text) as { detail?: string; code?: string });
			throw new CertusError(
				1,
				problem?.code ?? "cli.http",
				problem?.detail ?? `Certus answered HTTP ${response.status}`,
			);
		}
		return response;
	};
	const ask = async (method: string, path: string, body?: object): Promise<string> =>
		(await request(method, path, body)).text();
	const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
		const text = await ask(method, path, body);
		return (text === "" ? undefined : JSON.parse(text)) as T;
	};
	return {
		...{ url, cwmpUrl, send: call },
		get: (path) => call("GET", path),
		getText: (path) => ask("GET", path),
		async getStream(path) {
			const { headers, body } = await request("GET", path);
			return { headers, chunks: wholeOf(body ?? new ReadableStream(), url) };
		},
		upload: (path, form) => call("POST", path, form),
	};
}

/** What comes, until it ends or breaks off. */
async function* wholeOf(body: ReadableStream<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
	try {
		yield* body;
	} catch (error) {
		throw new CertusError(EXIT.unavailable, "cli.brokenOff", `the answer of Certus at ${url} broke off`, {}, error);
	}
}

/** Every item of a list, page by page. */
export async function listAll<T>(client: Client, path: string): Promise<T[]> {
	const items: T[] = [];
	for (let cursor: string | null = null; ; ) {
		const separator = path.includes("?") ? "&" : "?";
		const next: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
		const page: { items: T[]; nextCursor: string | null } = await client.get(`${path}${separator}limit=500${next}`);
		items.push(...page.items);
		if (page.nextCursor === null) return items;
		cursor = page.nextCursor;
	}
}
