/**
 * The whole system in one process, a client of its API, and a CPE of raw bytes: its messages are strings written here and
 * what comes back is looked at as a string, so that an error of the codec can't hide behind itself.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type System, startSystem } from "../../src/compose.ts";
import type { ModelProfile } from "../../src/device/profiles/profile.ts";
import { readSettings } from "../../src/settings.ts";
import { cloneTemplate } from "../support/database.ts";

export const ADMIN_TOKEN = "certus_admin_of_the_system_tests";

const DEADLINE_MS = 10_000;
const POLL_MS = 15;
/** Looking costs what is looked at its time: what has taken long is looked for less often. */
const SHARE_OF_WAIT = 1 / 10;
const LONGEST_POLL_MS = 200;

/** Asks again until the answer is there; fails with what was waited for. */
export async function until<T>(
	what: string,
	look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
	deadlineMs = DEADLINE_MS,
	/** Between the first looks; more where a look is work for what is looked at. */
	pollMs = POLL_MS,
): Promise<T> {
	const begun = Date.now();
	for (;;) {
		const found = await look();
		if (found !== null && found !== undefined && found !== false) return found as T;
		const waited = Date.now() - begun;
		if (waited > deadlineMs) throw new Error(`${what}: not within ${deadlineMs} ms`);
		await delay(Math.max(pollMs, Math.min(waited * SHARE_OF_WAIT, LONGEST_POLL_MS)));
	}
}

// The API

export interface Operation {
	readonly id: string;
	readonly status: string;
	readonly result: Readonly<Record<string, unknown>> | null;
	readonly fault: { readonly code: number; readonly message: string } | null;
	readonly reason: string | null;
	readonly sessionId: string | null;
	readonly sentAt: string | null;
	readonly finishedAt: string | null;
	readonly changeId: string | null;
}

export interface Device {
	readonly id: string;
	readonly serialNumber: string;
	readonly softwareVersion: string | null;
	readonly parameterRoot: string | null;
	readonly cwmpVersion: string | null;
	readonly presence: string;
	readonly lastInformAt: string | null;
	readonly lastInformEvents: readonly string[];
	readonly quarantined: boolean;
}

export interface SessionView {
	readonly id: string;
	readonly startedAt: string;
	readonly endedAt: string | null;
	readonly outcome: string | null;
	readonly events: readonly string[];
	readonly messages: readonly {
		readonly direction: "fromDevice" | "toDevice";
		readonly name: string;
		readonly httpStatus: number | null;
		readonly body: string;
		readonly warnings: readonly { readonly code: string }[];
	}[];
}

export interface ParameterView {
	readonly path: string;
	readonly value: string | null;
	readonly type: string | null;
	readonly writable: boolean | null;
	readonly readAt: string | null;
}

export interface Answer<T> {
	readonly status: number;
	readonly body: T;
}

export class Api {
	readonly url: string;
	readonly #credential: Readonly<Record<string, string>>;
	/** By tenant: who agrees to what is asked for here. */
	readonly #approvers = new Map<string, Promise<Api>>();

	/** With a token, or the cookie of somebody who has signed in. */
	constructor(url: string, token = ADMIN_TOKEN, cookie?: string) {
		this.url = url;
		this.#credential = cookie ? { Cookie: cookie, Origin: url } : { Authorization: `Bearer ${token}` };
	}

	async ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
		const form = body instanceof FormData;
		const response = await fetch(`${this.url}/api/v1${path}`, {
			method,
			headers: {
				...this.#credential,
				...(body && !form && { "Content-Type": "application/json" }),
			},
			...(body && { body: form ? body : JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as T };
	}

	/** A request that must be served. */
	async must<T>(method: string, path: string, body?: object): Promise<T> {
		const answer = await this.ask<T>(method, path, body);
		if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
		return answer.body;
	}

	get<T>(path: string): Promise<T> {
		return this.must<T>("GET", path);
	}

	async devices(tenant: string, serialNumber?: string): Promise<Device[]> {
		const filter = serialNumber === undefined ? "" : `&serialNumber=${encodeURIComponent(serialNumber)}`;
		return (await this.get<{ items: Device[] }>(`/devices?tenant=${tenant}&limit=500${filter}`)).items;
	}

	async device(tenant: string, serialNumber: string): Promise<Device> {
		return until(`the device ${serialNumber}`, async () => (await this.devices(tenant, serialNumber))[0]);
	}

	async sessions(tenant: string, deviceId: string): Promise<SessionView[]> {
		return (await this.get<{ items: SessionView[] }>(`/devices/${deviceId}/sessions?tenant=${tenant}&limit=100`)).items;
	}

	/** The newest session once it has ended. */
	async endedSession(tenant: string, deviceId: string): Promise<SessionView> {
		return until("the session's end", async () => {
			const [newest] = await this.sessions(tenant, deviceId);
			return newest?.endedAt ? newest : null;
		});
	}

	async parameters(tenant: string, deviceId: string, prefix = ""): Promise<Map<string, ParameterView>> {
		const query = `tenant=${tenant}&limit=500&prefix=${encodeURIComponent(prefix)}`;
		const { items } = await this.get<{ items: ParameterView[] }>(`/devices/${deviceId}/parameters?${query}`);
		return new Map(items.map((item) => [item.path, item]));
	}

	operate(
		tenant: string,
		deviceId: string,
		kind: string,
		input: object = {},
		presenceTimeoutSeconds = 60,
	): Promise<Answer<Operation & { code?: string }>> {
		return this.ask("POST", `/devices/${deviceId}/operations`, { tenant, kind, input, presenceTimeoutSeconds });
	}

	/** An operation that is accepted; where somebody else has to agree to it, somebody does. */
	async queue(tenant: string, deviceId: string, kind: string, input: object = {}, seconds = 60): Promise<string> {
		const { status, body } = await this.operate(tenant, deviceId, kind, input, seconds);
		if (status !== 202) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
		if (body.status === "pendingApproval") {
			if (!this.#approvers.has(tenant)) this.#approvers.set(tenant, this.withRole(tenant, "approver"));
			const approver = (await this.#approvers.get(tenant)) as Api;
			await approver.must("POST", `/changes/${body.changeId}/approve`, { tenant, comment: "seen" });
		}
		return body.id;
	}

	/** Somebody else, with a role in a tenant. */
	async withRole(tenant: string, role: string): Promise<Api> {
		const email = `${role}.${randomBytes(4).toString("hex")}@example.net`;
		const password = randomBytes(12).toString("hex");
		await this.must("POST", "/users", { email, name: role, password, roles: [{ tenant, role }] });
		const answer = await fetch(`${this.url}/api/v1/session`, {
			method: "POST",
			headers: { "Content-Type": "application/json", Origin: this.url },
			body: JSON.stringify({ email, password }),
		});
		const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
		if (!cookie) throw new Error(`${email} can't sign in: ${answer.status} ${await answer.text()}`);
		return new Api(this.url, "", cookie);
	}

	operation(tenant: string, id: string): Promise<Operation> {
		return this.get<Operation>(`/operations/${id}?tenant=${tenant}`);
	}

	reaches(tenant: string, id: string, status: string, deadlineMs = DEADLINE_MS): Promise<Operation> {
		let last = "";
		return until(
			`operation to be ${status}`,
			async () => {
				const operation = await this.operation(tenant, id);
				last = `${operation.status}: ${operation.reason}`;
				return operation.status === status && (operation.finishedAt !== null || !isEnd(status)) ? operation : null;
			},
			deadlineMs,
		).catch((error: Error) => {
			throw new Error(`${error.message}; it is ${last}`);
		});
	}

	/** An operation that is asked for and followed to its end. */
	async done(tenant: string, deviceId: string, kind: string, input: object = {}): Promise<Operation> {
		const id = await this.queue(tenant, deviceId, kind, input);
		return until(`the end of ${kind}`, async () => {
			const operation = await this.operation(tenant, id);
			return operation.finishedAt === null ? null : operation;
		});
	}

	async metrics(): Promise<string> {
		return (await fetch(`${this.url}/metrics`, { headers: this.#credential })).text();
	}

	/** How often something was refused for a reason; 0 where it never was. */
	async refusals(reason: string): Promise<number> {
		const line = (await this.metrics())
			.split("\n")
			.find((one) => one.startsWith(`certus_cwmp_refusals_total{reason="${reason}"}`));
		return Number(line?.split(" ").at(-1) ?? 0);
	}
}

function isEnd(status: string): boolean {
	return ["succeeded", "failed", "expired", "cancelled"].includes(status);
}

// The system

export interface TestSystem extends AsyncDisposable {
	readonly system: System;
	readonly api: Api;
	readonly port: number;
	readonly dataDir: string;
	/** Where a tenant's CPEs call. */
	readonly cwmpUrl: (tenant: string) => string;
	/** A raw CPE of a tenant, with a serial number of its own. */
	readonly cpe: (options?: Partial<RawCpeOptions>) => RawCpe;
	/** One that is past its first contact: the ACS asks nothing of it by itself any more. */
	readonly knownCpe: (options?: Partial<RawCpeOptions>) => Promise<RawCpe & { readonly deviceId: string }>;
	/** Ends it and starts it anew on the same data and ports. */
	readonly restart: () => Promise<void>;
}

/** Everything, on free ports, with a database of its own on the server of the test run. */
export async function openSystem(
	settings: Readonly<Record<string, string>> = {},
	profiles?: readonly ModelProfile[],
): Promise<TestSystem> {
	const dataDir = temporaryDirectory();
	const database = await cloneTemplate();
	const cpes: RawCpe[] = [];
	const start = (ports: { readonly cwmp: number; readonly api: number }): Promise<System> =>
		startSystem(
			readSettings(
				{
					CERTUS_DATA_DIR: dataDir,
					CERTUS_CWMP_PORT: String(ports.cwmp),
					CERTUS_CWMP_HOST: "127.0.0.1",
					CERTUS_API_PORT: String(ports.api),
					CERTUS_ADMIN_TOKEN: ADMIN_TOKEN,
					CERTUS_LOG_LEVEL: "silent",
					CERTUS_DATABASE_URL: database.url,
					...settings,
				},
				[],
			),
			(error) => {
				throw error;
			},
			profiles,
		);
	let system = await start({ cwmp: 0, api: 0 });
	const port = system.ports.cwmp;
	const api = new Api(`http://127.0.0.1:${system.ports.api}`);
	// What the lab's own engineers do to one of its devices needs nobody's agreement there.
	const waived = { waivedForOneDevice: true, waivedPerHour: 10_000, waiverFailures: 100 };
	const head = await api.withRole("lab", "admin");
	await head.must("PATCH", "/tenants/lab/approval-policy", { config: waived, firmware: waived, reboot: waived });
	const add = (options: Partial<RawCpeOptions> = {}): RawCpe => {
		const cpe = new RawCpe({ port, ...options });
		cpes.push(cpe);
		return cpe;
	};
	return {
		get system() {
			return system;
		},
		async restart() {
			const { ports } = system;
			await system.stop();
			system = await start(ports);
		},
		api,
		port,
		dataDir,
		cwmpUrl: (tenant) => `http://127.0.0.1:${port}/cwmp/${tenant}`,
		cpe: add,
		knownCpe: async (options) => {
			const cpe = add(options);
			await cpe.session(["0 BOOTSTRAP", "1 BOOT"]);
			const { id } = await api.device(cpe.options.tenant, cpe.serialNumber);
			return Object.assign(cpe, { deviceId: id });
		},
		async [Symbol.asyncDispose]() {
			for (const cpe of cpes) cpe.hangUp();
			await system.stop();
			await database.drop();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

/** A directory that the database's unprivileged user can walk down to. */
export function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "certus-system-"));
	chmodSync(directory, 0o755);
	return directory;
}

// Raw HTTP

export interface RawReply {
	readonly status: number;
	readonly head: string;
	readonly body: string;
	/** Interim answers before it: `100`. */
	readonly interim: readonly number[];
}

/** The values of a header, in order. */
export function headerOf(reply: RawReply, name: string): string[] {
	return [...reply.head.matchAll(new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, "gim"))].map((match) => match[1] as string);
}

/** One TCP connection: bytes out, whole HTTP answers in. */
export class RawConnection {
	readonly socket: Socket;
	#received = Buffer.alloc(0);
	#closed = false;
	#change: () => void = () => undefined;

	constructor(port: number) {
		this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
		this.socket.on("data", (chunk) => {
			this.#received = Buffer.concat([this.#received, chunk]);
			this.#change();
		});
		this.socket.on("error", () => undefined);
		this.socket.on("close", () => {
			this.#closed = true;
			this.#change();
		});
	}

	get isClosed(): boolean {
		return this.#closed;
	}

	send(bytes: string | Uint8Array): void {
		this.socket.write(bytes);
	}

	/** The next whole answer; fails where the connection goes before. */
	async reply(deadlineMs = DEADLINE_MS): Promise<RawReply> {
		const reply = await this.replyOrEnd(deadlineMs);
		if (!reply)
			throw new Error(`the connection was closed without an answer, after: ${this.#received.toString("latin1")}`);
		return reply;
	}

	/** The next whole answer; `null` where the connection was closed without one. */
	async replyOrEnd(deadlineMs = DEADLINE_MS): Promise<RawReply | null> {
		const deadline = Date.now() + deadlineMs;
		for (;;) {
			const reply = this.#take();
			if (reply) return reply;
			if (this.#closed) return null;
			await this.#wait(deadline, "an answer");
		}
	}

	/** Resolves when an interim answer is there, which stays for the next `reply`. */
	async interim(deadlineMs = DEADLINE_MS): Promise<void> {
		const deadline = Date.now() + deadlineMs;
		while (!/^HTTP\/1\.1 1\d\d /.test(this.#received.toString("latin1")))
			await this.#wait(deadline, "an interim answer");
	}

	/** What has come and was not taken as an answer. */
	get rest(): string {
		return this.#received.toString("latin1");
	}

	/** Resolves when the other side has closed. */
	async closed(deadlineMs = DEADLINE_MS): Promise<void> {
		const deadline = Date.now() + deadlineMs;
		while (!this.#closed) await this.#wait(deadline, "the end of the connection");
	}

	close(): void {
		this.socket.destroy();
	}

	async #wait(deadline: number, what: string): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`${what} did not come in time`)), deadline - Date.now());
			this.#change = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	#take(): RawReply | null {
		const interim: number[] = [];
		for (let from = 0; ; ) {
			const end = this.#received.indexOf("\r\n\r\n", from);
			if (end < 0) return null;
			const head = this.#received.toString("latin1", from, end);
			const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
			if (status >= 100 && status < 200) {
				interim.push(status);
				from = end + 4;
				continue;
			}
			const length = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
			if (this.#received.length < end + 4 + length) return null;
			const body = this.#received.toString("utf8", end + 4, end + 4 + length);
			this.#received = this.#received.subarray(end + 4 + length);
			return { status, head, body, interim };
		}
	}
}

// CWMP as strings

const CWMP = "urn:dslforum-org:cwmp-1-2";

export interface EnvelopeOptions {
	/** `null` sends none. */
	readonly id?: string | null;
	readonly namespace?: string;
	readonly supportedVersions?: string;
	/** Of the SOAP envelope; that of CWMP is `c`. */
	readonly prefix?: string;
}

export function envelope(inner: string, options: EnvelopeOptions = {}): string {
	const { id = "1", namespace = CWMP, supportedVersions, prefix = "SOAP-ENV" } = options;
	const header =
		(id === null ? "" : `<c:ID ${prefix}:mustUnderstand="1">${id}</c:ID>`) +
		(supportedVersions === undefined ? "" : `<c:SupportedCWMPVersions>${supportedVersions}</c:SupportedCWMPVersions>`);
	return (
		`<${prefix}:Envelope xmlns:${prefix}="http://schemas.xmlsoap.org/soap/envelope/" ` +
		'xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:c="${namespace}">` +
		(header === "" ? "" : `<${prefix}:Header>${header}</${prefix}:Header>`) +
		`<${prefix}:Body>${inner}</${prefix}:Body></${prefix}:Envelope>`
	);
}

export type Value = readonly [path: string, value: string, type: string];

const valueList = (values: readonly Value[]): string =>
	`<ParameterList enc:arrayType="c:ParameterValueStruct[${values.length}]">${values
		.map(
			([path, value, type]) =>
				`<ParameterValueStruct><Name>${path}</Name><Value xsi:type="${type}">${value}</Value></ParameterValueStruct>`,
		)
		.join("")}</ParameterList>`;

export const transferComplete = (commandKey: string, fault = 0): string =>
	`<c:TransferComplete><CommandKey>${commandKey}</CommandKey><FaultStruct><FaultCode>${fault}</FaultCode>` +
	"<FaultString></FaultString></FaultStruct><StartTime>2026-01-01T00:00:00Z</StartTime>" +
	"<CompleteTime>2026-01-01T00:01:00Z</CompleteTime></c:TransferComplete>";

export const setResponse = "<c:SetParameterValuesResponse><Status>0</Status></c:SetParameterValuesResponse>";

export const valuesResponse = (values: readonly Value[]): string =>
	`<c:GetParameterValuesResponse>${valueList(values)}</c:GetParameterValuesResponse>`;

const faultResponse = (code: number, text = "no"): string =>
	"<SOAP-ENV:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><c:Fault>" +
	`<FaultCode>${code}</FaultCode><FaultString>${text}</FaultString></c:Fault></detail></SOAP-ENV:Fault>`;

/** The first element of the Body by its local name; empty without a body. */
export function rpcOf(body: string): string {
	return /:Body>\s*<(?:[\w-]+:)?(\w+)/.exec(body)?.[1] ?? "";
}

export function idOf(body: string): string | null {
	return /<(?:[\w-]+:)?ID[^>]*>([^<]*)</.exec(body)?.[1] ?? null;
}

/** The names that an RPC asks for. */
export function namesIn(body: string): string[] {
	return [...body.matchAll(/<(?:string|Name|ParameterPath)\b[^>]*>([^<]*)</g)].map((match) => match[1] as string);
}

export function faultCodeOf(body: string): number {
	return Number(/<FaultCode>(\d+)</.exec(body)?.[1] ?? 0);
}

// A CPE of raw bytes

export interface RawCpeOptions {
	readonly port: number;
	readonly tenant: string;
	readonly serialNumber: string;
	readonly oui: string;
	readonly productClass: string;
	readonly softwareVersion: string;
	/** What it holds, beside what every Inform carries. */
	readonly values: readonly Value[];
	readonly namespace: string;
	readonly supportedVersions: string | undefined;
}

export interface PostOptions {
	/** Lines that come with it, or take the place of its own; `null` leaves one out. */
	readonly headers?: Readonly<Record<string, string | null>>;
	/** The Cookie header as it is; `null`: none; else the one that the ACS has set. */
	readonly cookie?: string | null;
	readonly httpVersion?: "1.0" | "1.1";
	readonly path?: string;
	/** Instead of the number of bytes. */
	readonly contentLength?: number;
	readonly chunked?: boolean;
}

let lastSerial = 0;

export class RawCpe {
	readonly options: RawCpeOptions;
	/** As the ACS has set it: `certus=…`. */
	cookie: string | null = null;
	readonly values: Map<string, Value>;
	#connection: RawConnection | null = null;
	#lastId = 0;

	constructor(options: Partial<RawCpeOptions> & { readonly port: number }) {
		this.options = {
			tenant: "lab",
			serialNumber: `RAW${process.pid}${String(++lastSerial).padStart(5, "0")}`,
			oui: "02AAAA",
			productClass: "Raw",
			softwareVersion: "1.0.0",
			values: [],
			namespace: CWMP,
			supportedVersions: undefined,
			...options,
		};
		const { oui, productClass, serialNumber } = this.options;
		const identity: Value[] = [
			["Device.DeviceInfo.Manufacturer", "Raw Makers", "xsd:string"],
			["Device.DeviceInfo.ManufacturerOUI", oui, "xsd:string"],
			["Device.DeviceInfo.ModelName", productClass, "xsd:string"],
			["Device.DeviceInfo.ProductClass", productClass, "xsd:string"],
			["Device.DeviceInfo.SerialNumber", serialNumber, "xsd:string"],
			["Device.DeviceInfo.UpTime", "1000", "xsd:unsignedInt"],
		];
		const all = [...identity, ...this.informValues(), ...this.options.values];
		this.values = new Map(all.map((value) => [value[0], value]));
	}

	get serialNumber(): string {
		return this.options.serialNumber;
	}

	get connection(): RawConnection {
		if (!this.#connection || this.#connection.isClosed || !this.#connection.socket.writable) {
			this.#connection = new RawConnection(this.options.port);
		}
		return this.#connection;
	}

	/** The TCP connection goes; the next POST opens another. */
	hangUp(): void {
		this.#connection?.close();
		this.#connection = null;
	}

	informValues(): Value[] {
		return [
			["Device.DeviceInfo.HardwareVersion", "1.0", "xsd:string"],
			["Device.DeviceInfo.SoftwareVersion", this.options.softwareVersion, "xsd:string"],
			["Device.ManagementServer.ConnectionRequestURL", "http://127.0.0.1:9/cr", "xsd:string"],
			["Device.ManagementServer.ParameterKey", "", "xsd:string"],
		];
	}

	/** An Inform, and nothing else of ours in it but strings. */
	informXml(events: readonly string[] = ["2 PERIODIC"], envelopeOptions: EnvelopeOptions = {}): string {
		const { oui, productClass, serialNumber, namespace, supportedVersions } = this.options;
		return envelope(
			`<c:Inform><DeviceId><Manufacturer>Raw Makers</Manufacturer><OUI>${oui}</OUI><ProductClass>${productClass}</ProductClass>` +
				`<SerialNumber>${serialNumber}</SerialNumber></DeviceId><Event enc:arrayType="c:EventStruct[${events.length}]">` +
				events
					.map((code) => `<EventStruct><EventCode>${code}</EventCode><CommandKey></CommandKey></EventStruct>`)
					.join("") +
				"</Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-01-01T00:00:00Z</CurrentTime><RetryCount>0</RetryCount>" +
				`${valueList(this.informValues().map((value) => this.values.get(value[0]) ?? value))}</c:Inform>`,
			{
				id: String(++this.#lastId),
				namespace,
				...(supportedVersions !== undefined && { supportedVersions }),
				...envelopeOptions,
			},
		);
	}

	request(body: string | Uint8Array, options: PostOptions = {}): Buffer {
		const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body);
		const { httpVersion = "1.1", path = `/cwmp/${this.options.tenant}` } = options;
		const cookie = options.cookie === undefined ? this.cookie : options.cookie;
		const headers: Record<string, string | null> = {
			Host: `127.0.0.1:${this.options.port}`,
			...(bytes.length > 0 && { "Content-Type": 'text/xml; charset="utf-8"', SOAPAction: '""' }),
			...(options.chunked
				? { "Transfer-Encoding": "chunked" }
				: { "Content-Length": String(options.contentLength ?? bytes.length) }),
			...(cookie !== null && { Cookie: cookie }),
			...options.headers,
		};
		const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\r\n`]));
		const head = Buffer.from(`POST ${path} HTTP/${httpVersion}\r\n${lines.join("")}\r\n`, "latin1");
		return Buffer.concat([head, options.chunked ? chunksOf(bytes) : bytes]);
	}

	async post(body: string | Uint8Array, options: PostOptions = {}): Promise<RawReply> {
		const { connection } = this;
		connection.send(this.request(body, options));
		const reply = await connection.reply();
		const [set] = headerOf(reply, "Set-Cookie");
		if (set !== undefined) this.cookie = set.split(";")[0] as string;
		if (headerOf(reply, "Connection")[0]?.toLowerCase() === "close") this.#connection = null;
		return reply;
	}

	inform(events?: readonly string[], options: PostOptions = {}): Promise<RawReply> {
		return this.post(this.informXml(events), options);
	}

	/** An answer to an RPC of the ACS, with its ID. */
	answerTo(request: string, inner: string): string {
		return envelope(inner, { id: idOf(request), namespace: this.options.namespace });
	}

	/** What it answers by itself: it holds what stands in `values`, and no more. */
	ownAnswer(request: string): string {
		const rpc = rpcOf(request);
		if (rpc === "SetParameterValues") {
			for (const [, path, type, value] of request.matchAll(
				/<Name>([^<]*)<\/Name><Value xsi:type="([^"]*)">([^<]*)<\/Value>/g,
			)) {
				this.values.set(path as string, [path as string, value as string, type as string]);
			}
			return setResponse;
		}
		if (rpc === "GetParameterValues") {
			const names = namesIn(request);
			const known = names.map((name) => this.values.get(name)).filter((value) => value !== undefined);
			return known.length < names.length ? faultResponse(9005, "no such name") : valuesResponse(known);
		}
		return rpc === "GetParameterNames" ? this.#names(request) : faultResponse(9000, "not known");
	}

	#names(request: string): string {
		const path = /<ParameterPath[^>]*>([^<]*)</.exec(request)?.[1] ?? "";
		const nextLevel = /<NextLevel[^>]*>(1|true)</.test(request);
		const all = new Set<string>();
		for (const name of this.values.keys()) {
			all.add(name);
			for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) all.add(name.slice(0, dot + 1));
		}
		const below = [...all].filter((name) => {
			const rest = name.slice(path.length).replace(/\.$/, "");
			return name.startsWith(path) && rest !== "" && !(nextLevel && rest.includes("."));
		});
		if (below.length === 0) return faultResponse(9005, "no such name");
		const infos = below.map(
			(name) => `<ParameterInfoStruct><Name>${name}</Name><Writable>0</Writable></ParameterInfoStruct>`,
		);
		return `<c:GetParameterNamesResponse><ParameterList enc:arrayType="c:ParameterInfoStruct[${below.length}]">${infos.join("")}</ParameterList></c:GetParameterNamesResponse>`;
	}

	/** Gives the turn away and answers to the end; what the ACS asked, in order. */
	async toTheEnd(first?: RawReply): Promise<string[]> {
		const asked: string[] = [];
		let reply = first ?? (await this.post(""));
		while (reply.status === 200 && reply.body !== "") {
			asked.push(reply.body);
			reply = await this.post(this.answerTo(reply.body, this.ownAnswer(reply.body)));
		}
		if (reply.status !== 204) throw new Error(`the session ended with HTTP ${reply.status}`);
		return asked;
	}

	/** Gives the turn away and answers by itself until the ACS asks for an RPC; that request. */
	async until(rpc: string): Promise<RawReply> {
		let reply = await this.post("");
		while (rpcOf(reply.body) !== rpc) {
			if (reply.status !== 200) throw new Error(`the session ended with HTTP ${reply.status} before ${rpc}`);
			reply = await this.post(this.answerTo(reply.body, this.ownAnswer(reply.body)));
		}
		return reply;
	}

	/** A whole session; what the ACS asked in it. */
	async session(events?: readonly string[]): Promise<string[]> {
		this.cookie = null;
		const informed = await this.inform(events);
		if (rpcOf(informed.body) !== "InformResponse")
			throw new Error(`no InformResponse: ${informed.status} ${informed.body}`);
		return this.toTheEnd();
	}
}

function chunksOf(bytes: Buffer): Buffer {
	const parts: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += 100) {
		const part = bytes.subarray(at, at + 100);
		parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
	}
	return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}
