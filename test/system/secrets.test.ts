/** What is known of a whole scenario's secrets afterwards: nothing, wherever it is looked for. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unpackTranscript } from "../../src/cwmp/transcript.ts";
import { unpackTree } from "../../src/device/tree.ts";
import { statement } from "../../src/store/db.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { ADMIN_TOKEN, Api, RawCpe, rpcOf, temporaryDirectory, until } from "./support.ts";

const PROGRAM = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const PPP = "Device.PPP.Interface.1.Password";
const PSK = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase";
/** What a vendor calls the same, and carries in every Inform. */
const IN_INFORMS = "Device.X_RAW_AdminPassword";
const NAMED = {
	pppReported: "Ppp-As-Reported-4711",
	pskReported: "Psk-As-Reported-4712",
	informed: "Told-In-Informs-4713",
	pppSet: "Ppp-As-Set-4714",
	pskSet: "Psk-As-Set-4715",
	pppTakenBack: "Ppp-Taken-Back-4719",
	variable: "Of-A-Subscriber-4721",
	literal: "Of-A-Profile-4722",
	uploaded: "In-A-Configuration-4723",
	pskWaiting: "Psk-Still-Waiting-4716",
	pskCancelled: "Psk-Cancelled-4717",
	pskRefused: "Psk-Refused-4718",
};

const FAULT = (value: string) =>
	"<SOAP-ENV:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><c:Fault>" +
	`<FaultCode>9003</FaultCode><FaultString>${value} is bad</FaultString><SetParameterValuesFault>` +
	`<ParameterName>${PSK}</ParameterName><FaultCode>9007</FaultCode><FaultString>no ${value}</FaultString>` +
	"</SetParameterValuesFault></c:Fault></detail></SOAP-ENV:Fault>";

let database: TestDatabase;
let child: ChildProcess;
let log = "";
let api: Api;
let cpe: RawCpe;
const dataDir = temporaryDirectory();
/** Every answer of the API but the one that tells new credentials. */
const answers: string[] = [];

beforeAll(async () => {
	database = await openTestDatabase();
	child = spawn(process.execPath, [PROGRAM, "serve"], {
		env: {
			...process.env,
			CERTUS_DATA_DIR: dataDir,
			CERTUS_DATABASE_URL: database.url,
			CERTUS_CWMP_PORT: "0",
			CERTUS_CWMP_HOST: "127.0.0.1",
			CERTUS_API_PORT: "0",
			CERTUS_ADMIN_TOKEN: ADMIN_TOKEN,
			CERTUS_LOG_LEVEL: "trace",
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on("data", (chunk: Buffer) => {
			log += chunk.toString();
		});
	}
	const file = join(dataDir, "ports.json");
	const ports = await until(
		"Certus to be ready",
		() => {
			if (child.exitCode !== null) throw new Error(`Certus ended at its start: ${log}`);
			const text = existsSync(file) ? readFileSync(file, "utf8") : "";
			return text.endsWith("}") ? (JSON.parse(text) as { cwmp: number; api: number }) : null;
		},
		30_000,
	);
	api = new Api(`http://127.0.0.1:${ports.api}`);
	await until("Certus to answer", async () => (await fetch(`${api.url}/ready`).catch(() => null))?.ok);
	cpe = new RawCpe({
		port: ports.cwmp,
		values: [
			[PPP, NAMED.pppReported, "xsd:string"],
			[PSK, NAMED.pskReported, "xsd:string"],
			["Device.ManagementServer.ConnectionRequestUsername", "", "xsd:string"],
			["Device.ManagementServer.ConnectionRequestPassword", "", "xsd:string"],
		],
	});
	const informed = cpe.informValues();
	cpe.informValues = () => [...informed, [IN_INFORMS, NAMED.informed, "xsd:string"]];
}, 60_000);

afterAll(async () => {
	cpe?.hangUp();
	if (child && child.exitCode === null) {
		const gone = once(child, "exit");
		child.kill("SIGTERM");
		await gone;
	}
	await database?.[Symbol.asyncDispose]();
	rmSync(dataDir, { recursive: true, force: true });
});

/** On a connection of its own. */
async function session(events?: readonly string[]): Promise<void> {
	cpe.hangUp();
	await cpe.session(events);
}

async function ask(path: string): Promise<string> {
	const response = await fetch(`${api.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
	const text = await response.text();
	expect(response.status, path).toBe(200);
	answers.push(text);
	return text;
}

/** Every row of every table as text, with what is packed in them unpacked. */
async function wholeDatabase(): Promise<string> {
	const query = (text: string) =>
		database.query<Record<string, unknown>>(statement(`test.${crypto.randomUUID()}`, text));
	const tables = await query("select tablename as name from pg_tables where schemaname = 'public' order by 1");
	const parts: string[] = [];
	for (const { name } of tables) {
		for (const { row } of await query(`select t::text as row from "${name}" t`)) parts.push(`${name}: ${row}`);
	}
	for (const { document } of await query("select document from device_tree")) {
		parts.push(JSON.stringify([...unpackTree(document as Uint8Array)]));
	}
	for (const { transcript } of await query("select transcript from cwmp_session where transcript is not null")) {
		for (const { name, body } of unpackTranscript(transcript as Uint8Array)) {
			parts.push(`${name}: ${Buffer.from(body).toString()}`);
		}
	}
	return parts.join("\n");
}

/** Files that Certus writes, but those in which a person finds what they need to begin with. */
function writtenFiles(): string {
	const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const shown = files.filter(({ name }) => !["admin-token", "cpe-credentials", "secrets-key"].includes(name));
	return shown.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")).join("\n");
}

test("secrets that people set and devices tell stand nowhere in clear", { timeout: 60_000 }, async () => {
	const rotated = await api.must<{ password: string }>("POST", "/tenants/lab/cpe-credentials");
	await session(["0 BOOTSTRAP", "1 BOOT"]);
	const connectionRequest = cpe.values.get("Device.ManagementServer.ConnectionRequestPassword")?.[1] as string;
	const { id } = await api.device("lab", cpe.serialNumber);
	expect(connectionRequest).toMatch(/^\w{20}$/);

	const set = (values: object[]) => api.queue("lab", id, "set", { values });
	const both = await set([
		{ path: PPP, value: NAMED.pppSet },
		{ path: PSK, value: NAMED.pskSet },
	]);
	const known = [...Object.values(NAMED), connectionRequest, rotated.password];
	const cpeCredentials = readFileSync(join(dataDir, "cpe-credentials"), "utf8");
	known.push(...[...cpeCredentials.matchAll(/\b\w{24}\b/g)].map(([password]) => password));
	const found = (text: string) => known.filter((secret) => text.includes(secret) || text.includes(hexOf(secret)));
	// While it waits, too.
	expect(found(await wholeDatabase())).toEqual([]);
	answers.push(JSON.stringify(await api.operation("lab", both)));

	await session();
	await api.reaches("lab", both, "succeeded");
	// It was sealed and opened again: the device has what was asked for.
	expect([cpe.values.get(PPP)?.[1], cpe.values.get(PSK)?.[1]]).toEqual([NAMED.pppSet, NAMED.pskSet]);

	// What Certus holds goes back.
	const another = await set([{ path: PPP, value: NAMED.pppTakenBack }]);
	await session();
	const { changeId } = await api.reaches("lab", another, "succeeded");
	const stateOf = async () => (await api.get<{ state: string }>(`/changes/${changeId}?tenant=lab`)).state;
	const comes = (state: string) => async () => {
		await session();
		return (await stateOf()) === state;
	};
	await until("the change's end", comes("applied"));
	expect(cpe.values.get(PPP)?.[1]).toBe(NAMED.pppTakenBack);
	await api.must("POST", `/changes/${changeId}/rollback`, { tenant: "lab" });
	await until("its rollback", comes("rolledBack"));
	expect(cpe.values.get(PPP)?.[1]).toBe(NAMED.pppSet);

	cpe.values.set(PSK, [PSK, NAMED.pskReported, "xsd:string"]);
	const read = await api.queue("lab", id, "read", { paths: [PPP, PSK] });
	await session(["4 VALUE CHANGE"]);
	const { result } = await api.reaches("lab", read, "succeeded");
	expect(result?.values).toMatchObject([
		{ path: PPP, value: "[redacted]" },
		{ path: PSK, value: "[redacted]" },
	]);

	// A device that refuses a value may repeat it.
	const refused = await set([{ path: PSK, value: NAMED.pskRefused }]);
	const { ownAnswer } = cpe;
	cpe.ownAnswer = (request) =>
		rpcOf(request) === "SetParameterValues" ? FAULT(NAMED.pskRefused) : ownAnswer.call(cpe, request);
	await session();
	cpe.ownAnswer = ownAnswer;
	const { fault } = await api.reaches("lab", refused, "failed");
	expect(fault).toMatchObject({ code: 9003, message: "[redacted] is bad", parameters: [{ message: "no [redacted]" }] });

	const cancelled = await set([{ path: PSK, value: NAMED.pskCancelled }]);
	await api.must("POST", `/operations/${cancelled}/cancel`, { tenant: "lab" });

	// What a device uploads has all of them.
	const upload = await api.queue("lab", id, "upload", { fileType: "1 Vendor Configuration File" });
	let place = "";
	cpe.ownAnswer = (request) => {
		if (rpcOf(request) !== "Upload") return ownAnswer.call(cpe, request);
		place = /<URL>([^<]*)</.exec(request)?.[1] ?? "";
		const never = "0001-01-01T00:00:00Z";
		return `<c:UploadResponse><Status>0</Status><StartTime>${never}</StartTime><CompleteTime>${never}</CompleteTime></c:UploadResponse>`;
	};
	await session();
	cpe.ownAnswer = ownAnswer;
	expect((await fetch(place, { method: "PUT", body: `password=${NAMED.uploaded}` })).status).toBe(200);
	await api.reaches("lab", upload, "succeeded");

	const run = await api.must<{ id: string }>("POST", "/proof-runs", {
		tenant: "lab",
		deviceId: id,
		workflows: ["inventory"],
		inputs: { timeoutSeconds: 20 },
	});
	await until(
		"the run's end",
		async () => {
			// Some checks cut the connection.
			await session().catch(() => undefined);
			return (await api.get<{ status: string }>(`/proof-runs/${run.id}?tenant=lab`)).status === "finished";
		},
		40_000,
	);
	await set([{ path: PSK, value: NAMED.pskWaiting }]);

	const subscriber = { externalId: "S", name: "S", variables: { pppPassword: NAMED.variable } };
	await api.must("POST", "/subscribers", { tenant: "lab", ...subscriber });
	const profile = { name: "p", selector: { tag: "nobody's" }, parameters: [{ path: PPP, value: NAMED.literal }] };
	await api.must("POST", "/provisioning-profiles", { tenant: "lab", ...profile });

	const one = "?tenant=lab&limit=200";
	const bundle = await ask(`/proof-runs/${run.id}/bundle?tenant=lab`);
	for (const path of ["sessions", "timeline", "parameters"]) await ask(`/devices/${id}/${path}${one}`);
	for (const path of [
		...["devices", "operations", "changes", "backups", "proof-runs", "audit", "matrix"],
		...["subscribers", "provisioning-profiles"],
	])
		await ask(`/${path}${one}`);
	for (const path of [`/devices/${id}?tenant=lab`, `/devices/${id}/wifi?tenant=lab`, "/tenants", "/tenants/lab"]) {
		await ask(path);
	}
	const { items: backups } = JSON.parse(await ask(`/backups${one}`)) as { items: { id: string }[] };
	for (const backup of backups) await ask(`/backups/${backup.id}?tenant=lab`);
	for (const digest of new Set(bundle.match(/sha256:[0-9a-f]{64}/g))) {
		const evidence = await fetch(`${api.url}/api/v1/evidence/${digest}?tenant=lab`, {
			headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
		});
		answers.push(await evidence.text());
	}

	const told = answers.join("\n");
	// It is looked where they would be: the names are there, and marks.
	for (const text of [told, await wholeDatabase(), writtenFiles()]) {
		expect(text).toContain(IN_INFORMS);
		expect(text).toContain("[redacted]");
		expect(found(text)).toEqual([]);
	}
	expect(log).toContain("Certus is ready");
	expect(found(log)).toEqual([]);
});

function hexOf(text: string): string {
	return Buffer.from(text).toString("hex");
}
