import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAudit } from "../../src/store/audit.ts";
import { insertFile, type StoredFile } from "../../src/store/files.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";

let api: TestApi;
let device: string;

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());

const create = (body: object, id = device) => api.ask("POST", `/devices/${id}/operations`, { body });

async function addFile(kind: "firmware" | "config", changes: Partial<StoredFile> = {}): Promise<string> {
	const id = crypto.randomUUID();
	await insertFile(api.scope("default"), {
		id,
		kind,
		name: "image.bin",
		vendor: "Acme",
		model: "AC-1",
		hardwareVersions: ["*"],
		version: "2",
		fromVersions: null,
		fileType: kind === "firmware" ? "1 Firmware Upgrade Image" : "3 Vendor Configuration File",
		sizeBytes: 1,
		digest: `sha256:${"0".repeat(64)}`,
		createdAt: api.now,
		...changes,
	});
	return id;
}

async function progress(id: string, status: string): Promise<void> {
	await keepEffects(api.database, [
		{ tenant: api.tenant.default.tenant, device, operation: { id, status, sentAt: api.now.toISOString() } },
	]);
}

describe("making one", () => {
	test("quirk 56: a path that stands twice in a set is refused by its place", async () => {
		const [one, two] = [
			{ path: "Device.A", value: "1" },
			{ path: "Device.A", value: "2" },
		];
		const answer = await create({ kind: "set", input: { values: [one, two] } });
		expect([answer.statusCode, answer.json().errors]).toEqual([
			422,
			[expect.objectContaining({ pointer: expect.stringMatching(/values\/1\/path$/) })],
		]);
	});

	test("it is queued until its time is over, and the engine is told", async () => {
		const answer = await create({ kind: "read", input: { paths: ["Device."] }, presenceTimeoutSeconds: 60 });
		expect(answer.statusCode).toBe(202);
		expect(answer.json()).toMatchObject({
			deviceId: device,
			kind: "read",
			input: { paths: ["Device."] },
			authority: "user",
			requestedBy: "admin",
			status: "queued",
			result: null,
			fault: null,
			createdAt: "2026-03-01T12:00:00.000Z",
			expiresAt: "2026-03-01T12:01:00.000Z",
		});
		expect(api.engine.calls.at(-1)).toEqual(["operationQueued", api.tenant.default.tenant, device]);
		const last = (await readAudit(api.scope("default"), { after: 0, limit: 500 })).at(-1);
		expect(last?.entry).toMatchObject({ action: "operation.create", outcome: "queued", deviceId: device });
	});

	test.each([
		["an unknown kind", { kind: "fly" }, "/kind"],
		["no kind", {}, "/kind"],
		["an input that is missing", { kind: "read" }, "/input/paths"],
		["a path that is none", { kind: "read", input: { paths: ["a b"] } }, "/input/paths/0"],
		["an object's path without its dot", { kind: "addObject", input: { path: "Device.X" } }, "/input/path"],
		["an unknown field of the input", { kind: "reboot", input: { hard: true } }, "/input/hard"],
		...["\u0001", "\u0000", "\ufffe", "\uffff", "\ud800"].map((bad): [string, object, string] => [
			`a value with ${JSON.stringify(bad)}, which XML can't carry`,
			{ kind: "set", input: { values: [{ path: "Device.A", value: `a${bad}b` }] } },
			"/input/values/0/value",
		]),
		["a path that XML can't carry", { kind: "read", input: { paths: ["Device.\ufffe"] } }, "/input/paths/0"],
		[
			"an access list that XML can't carry",
			{ kind: "setAttributes", input: { attributes: [{ path: "Device.A", accessList: ["\u0001"] }] } },
			"/input/attributes/0/accessList/0",
		],
		["a file type that XML can't carry", { kind: "upload", input: { fileType: "1\u0008" } }, "/input/fileType"],
		[
			"a diagnostic's parameter that XML can't carry",
			{ kind: "diagnostic", input: { diagnostic: "ipPing", parameters: { Host: "a\u000b" } } },
			"/input/parameters/Host",
		],
		["an unknown field", { kind: "reboot", when: "now" }, "/when"],
		["too long a presence", { kind: "reboot", presenceTimeoutSeconds: 86_401 }, "/presenceTimeoutSeconds"],
		["a file that is not there", { kind: "download", input: { fileId: crypto.randomUUID() } }, "/input/fileId"],
	])("%s is refused, and pointed at", async (_title, body, pointer) => {
		const calls = api.engine.calls.length;
		const answer = await create(body);
		expect(answer.statusCode).toBe(422);
		expect(answer.json().errors[0].pointer).toBe(pointer);
		expect(api.engine.calls.length).toBe(calls);
	});

	test("a quarantined device is only read", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant, { quarantined: true });
		expect((await create({ kind: "reboot" }, id)).json()).toMatchObject({ status: 409, code: "quarantined" });
		expect((await create({ kind: "getRpcMethods" }, id)).statusCode).toBe(202);
	});

	test.each<["firmware" | "config", Partial<StoredFile>, string]>([
		["firmware", { model: "AC-2" }, "model: the file is for AC-2, the device has AC-1"],
		["config", { model: "AC-2" }, "model: the file is for AC-2, the device has AC-1"],
		["config", { vendor: "Other" }, "vendor: the file is for Other, the device has Acme"],
		["config", { hardwareVersions: ["R9"] }, "hardwareVersions: the file is for R9"],
		["config", { fromVersions: ["0.1"] }, "fromVersions: the file is for 0.1"],
	])("a file of kind %s goes to no device that %o does not name", async (kind, changes, detail) => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const fileId = await addFile(kind, changes);
		for (const override of [{}, { override: { reason: "it will do" } }]) {
			const answer = await create({ kind: "download", input: { fileId }, ...override }, id);
			expect(answer.json()).toMatchObject({ status: 409, code: "wrongImage", detail: expect.stringContaining(detail) });
		}
	});

	test("while a firmware transfer is unresolved only reads are taken", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const config = (await create({ kind: "download", input: { fileId: await addFile("config") } }, id)).json();
		await progress(config.id, "running");
		expect((await create({ kind: "reboot" }, id)).statusCode).toBe(202);
		const firmware = (await create({ kind: "download", input: { fileId: await addFile("firmware") } }, id)).json();
		expect((await create({ kind: "reboot" }, id)).statusCode).toBe(202);
		for (const status of ["running", "unknown"]) {
			await progress(firmware.id, status);
			expect((await create({ kind: "reboot" }, id)).json()).toMatchObject({ status: 409, code: "transferInProgress" });
			expect((await create({ kind: "discover" }, id)).statusCode).toBe(202);
		}
		await progress(firmware.id, "succeeded");
		expect((await create({ kind: "reboot" }, id)).statusCode).toBe(202);
	});

	test("secrets that are set stand neither in answers nor in the trail", async () => {
		const values = [
			{ path: "Device.ManagementServer.Password", value: "hunter2" },
			{ path: "Device.X", value: "open" },
		];
		const { id, input } = (await create({ kind: "set", input: { values }, override: { reason: "a new ACS" } })).json();
		expect(input.values).toEqual([{ ...values[0], value: "[redacted]" }, values[1]]);
		expect((await api.ask("GET", `/operations/${id}`)).body).not.toContain("hunter2");
		expect(JSON.stringify(await readAudit(api.scope("default"), { after: 0, limit: 500 }))).not.toContain("hunter2");
	});

	test("the mark that stands for a secret is not set in its place", async () => {
		const values = [{ path: "Device.ManagementServer.Password", value: "[redacted]" }];
		expect((await create({ kind: "set", input: { values } })).json()).toMatchObject({
			status: 422,
			code: "redactedValue",
		});
		const open = [{ path: "Device.X", value: "[redacted]" }];
		expect((await create({ kind: "set", input: { values: open } })).statusCode).toBe(202);
	});

	test("what the ACS reaches the device by is switched off or removed with an override alone, of one device", async () => {
		const url = "http://100.64.1.2:7547/";
		const lan: [string, string, string] = ["Device.IP.Interface.1.IPv4Address.1.IPAddress", "100.64.1.2", "xsd:string"];
		const known = { connectionRequestUrl: url, parameters: [lan] };
		const [id, other] = [
			await addDevice(api.database, api.tenant.default.tenant, known),
			await addDevice(api.database, api.tenant.default.tenant, known),
		];
		const values = [{ path: "Device.IP.Interface.1.Enable", value: "0" }];
		for (const asked of [
			{ kind: "set", input: { values } },
			{ kind: "deleteObject", input: { path: "Device.IP.Interface.1." } },
		]) {
			expect((await create(asked, id)).json()).toMatchObject({ status: 409, code: "overrideNeeded" });
			const override = { reason: "it moves" };
			expect((await create({ ...asked, override }, id)).json()).toMatchObject({ status: "pendingApproval" });
		}
		const body = { deviceIds: [id, other], set: values, reason: "r", override: { reason: "it moves" } };
		const change = (await api.ask("POST", "/changes", { body })).json();
		expect(change.risks).toContain("losesManagement");
		const submitted = await api.ask("POST", `/changes/${change.id}/submit`);
		expect(submitted.json()).toMatchObject({ status: 409, code: "oneDeviceAtATime" });
		values[0] = { path: "Device.IP.Interface.2.Enable", value: "0" };
		expect((await create({ kind: "set", input: { values } }, id)).json()).toMatchObject({ status: "pendingApproval" });
	});

	test("a device's queue has a bound", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const answers = [];
		for (let i = 0; i < 101; i++) answers.push((await create({ kind: "discover" }, id)).statusCode);
		expect(answers.indexOf(409)).toBe(100);
	});
});

describe("reading them", () => {
	test("the newest comes first, of one device or of all", async () => {
		const id = await addDevice(api.database, api.tenant.default.tenant);
		const made = [];
		for (const kind of ["discover", "reboot", "getRpcMethods"]) made.push((await create({ kind }, id)).json().id);
		const path = `/operations?deviceId=${id}&limit=2`;
		const page = (await api.ask("GET", path)).json();
		const rest = (await api.ask("GET", `${path}&cursor=${page.nextCursor}`)).json();
		expect([...page.items, ...rest.items].map((item: { id: string }) => item.id)).toEqual(made.reverse());
		expect((await api.ask("GET", "/operations?limit=1")).json().items[0].id).toBe(made[0]);
		expect((await api.ask("GET", `/operations?deviceId=${id}&kind=reboot&status=queued`)).json().items).toHaveLength(1);
		expect((await api.ask("GET", `/operations/${made[0]}?tenant=lab`)).statusCode).toBe(404);
	});
});

describe("cancelling", () => {
	test("what was not sent is cancelled; a second time changes nothing", async () => {
		const { id } = (await create({ kind: "reboot" })).json();
		const first = await api.ask("POST", `/operations/${id}/cancel`);
		expect(first.json()).toMatchObject({ status: "cancelled", finishedAt: "2026-03-01T12:00:00.000Z" });
		expect(api.engine.calls.at(-1)).toEqual(["operationCancelled", api.tenant.default.tenant, id]);
		const calls = api.engine.calls.length;
		expect((await api.ask("POST", `/operations/${id}/cancel`, { body: {} })).json()).toEqual(first.json());
		expect(api.engine.calls.length).toBe(calls);
		expect((await api.ask("POST", `/operations/${id}/cancel`, { body: { why: "x" } })).statusCode).toBe(422);
	});

	test.each([
		["running", "operationSent"],
		["unknown", "operationSent"],
		["succeeded", "operationFinished"],
		["expired", "operationFinished"],
	])("one that is %s can't be", async (status, code) => {
		const { id } = (await create({ kind: "discover" })).json();
		await progress(id, status);
		expect((await api.ask("POST", `/operations/${id}/cancel`)).json()).toMatchObject({ status: 409, code });
	});
});
