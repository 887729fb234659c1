import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digestOf } from "../../src/lib/hash.ts";
import { type CellStatus, type MatrixRow, WORKFLOWS } from "../../src/shared/proof.ts";
import { readAudit } from "../../src/store/audit.ts";
import { insertEvidence } from "../../src/store/evidence.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";

let api: TestApi;
let device: string;
let field: string;

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.lab.tenant);
	field = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());

const create = (body: object) => api.ask("POST", "/proof-runs", { body });

describe("proof runs", () => {
	test("one is queued, and the engine is told", async () => {
		const body = { tenant: "lab", deviceId: device, workflows: ["inventory", "reboot", "inventory"] };
		const answer = await create(body);
		expect(answer.statusCode).toBe(202);
		const run = answer.json();
		expect(run).toMatchObject({
			deviceId: device,
			status: "queued",
			requestedBy: "admin",
			subject: null,
			workflows: [
				{ workflow: "inventory", verdict: null, checks: [] },
				{ workflow: "reboot", verdict: null, checks: [] },
			],
			traits: { faultBehaviour: null, sessionReliability: null },
			limitations: [],
			simulated: true,
			url: `${PUBLIC_URL}/proof-runs/${run.id}?tenant=lab`,
		});
		expect(api.engine.calls.at(-1)).toEqual(["proofRunChanged", api.tenant.lab.tenant, run.id]);
		expect((await api.ask("GET", `/proof-runs/${run.id}?tenant=lab`)).json()).toEqual(run);
		const last = (await readAudit(api.scope("lab"), { after: 0, limit: 500 })).at(-1);
		expect(last?.entry).toMatchObject({ action: "proofRun.create", deviceId: device });
	});

	test("one that would set a secret is refused: its inputs and evidence show what was set", async () => {
		const configValues = [
			{ path: "Device.X", value: "open" },
			{ path: "Device.WiFi.AccessPoint.1.Security.KeyPassphrase", value: "hunter2" },
		];
		const answer = await create({ tenant: "lab", deviceId: device, workflows: ["config"], inputs: { configValues } });
		expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([422, "/inputs/configValues/1/path"]);
	});

	test.each([
		"Device.ManagementServer.URL",
		"Device.ManagementServer.Username",
		"InternetGatewayDevice.ManagementServer.PeriodicInformInterval",
		"device.managementserver.URL",
	])("one that would set %s is refused: a proof never sets what holds a device to its ACS", async (path) => {
		const configValues = [
			{ path: "Device.X", value: "open" },
			{ path, value: "1" },
		];
		const answer = await create({ tenant: "lab", deviceId: device, workflows: ["config"], inputs: { configValues } });
		expect([answer.statusCode, answer.json().errors]).toEqual([
			422,
			[{ pointer: "/inputs/configValues/1/path", detail: expect.stringContaining("ACS") }],
		]);
	});

	test("its checks and verdicts are shown as they come", async () => {
		const { id } = (await create({ tenant: "lab", deviceId: device, workflows: ["inventory"] })).json();
		const check = {
			id: "rootResolved",
			title: "The root is resolved",
			outcome: "pass",
			detail: "",
			evidence: [`sha256:${"a".repeat(64)}`],
			startedAt: "2026-03-01T12:00:00.000Z",
			finishedAt: "2026-03-01T12:00:01.000Z",
		};
		const scope = api.scope("lab");
		const insert = {
			name: "test.check",
			text: "insert into proof_check (tenant, run, ordinal, workflow, check_id, body, facts) values ($1, $2, $3, $4, $5, $6, '{}')",
		};
		await scope.query(insert, [id, 0, "inventory", check.id, check]);
		await scope.query(insert, [
			id,
			1,
			"faultBehaviour",
			"unknownParameterFault",
			{ ...check, id: "unknownParameterFault" },
		]);
		const traits = {
			faultBehaviour: { verdict: "proven", unknownParameterFault: 9005, sessionSurvives: true },
			sessionReliability: null,
		};
		await scope.query(
			{
				name: "test.finish",
				text: "update proof_run set status = 'finished', result = $3 where tenant = $1 and id = $2",
			},
			[id, { verdicts: { inventory: "proven" }, traits, limitations: [] }],
		);
		expect((await api.ask("GET", `/proof-runs/${id}?tenant=lab`)).json()).toMatchObject({
			workflows: [{ workflow: "inventory", verdict: "proven", checks: [check] }],
			traitChecks: [{ trait: "faultBehaviour", checks: [{ id: "unknownParameterFault" }] }],
			traits,
		});
		expect((await api.ask("POST", `/proof-runs/${id}/cancel?tenant=lab`)).json().code).toBe("proofRunFinished");
	});

	test("every workflow can be asked for, and nothing else", async () => {
		const all = await create({ tenant: "lab", deviceId: device, workflows: WORKFLOWS });
		expect(all.statusCode).toBe(202);
		await api.ask("POST", `/proof-runs/${all.json().id}/cancel?tenant=lab`);
		const other = await create({ tenant: "lab", deviceId: device, workflows: ["inventory", "sessionReliability"] });
		expect(other.json()).toMatchObject({ status: 422, errors: [{ pointer: "/workflows/1" }] });
	});

	test("a field device is not rebooted, but read", async () => {
		expect((await create({ deviceId: field, workflows: ["reboot"] })).json()).toMatchObject({
			status: 409,
			code: "notLab",
		});
		expect((await create({ deviceId: field, workflows: ["inventory"] })).statusCode).toBe(202);
		await api.ask("PATCH", `/devices/${field}`, { body: { lab: true } });
		expect((await create({ deviceId: field, workflows: ["reboot"] })).statusCode).toBe(202);
		await api.ask("PATCH", `/devices/${field}`, { body: { lab: null } });
	});

	test("another tenant's device is none", async () => {
		expect((await create({ deviceId: device, workflows: ["inventory"] })).statusCode).toBe(404);
	});

	test("they are listed by device, newest first", async () => {
		const made = [];
		const id = await addDevice(api.database, api.tenant.lab.tenant);
		for (let i = 0; i < 3; i++) {
			api.now = new Date(api.now.getTime() + 1000);
			made.unshift((await create({ tenant: "lab", deviceId: id, workflows: ["inventory"] })).json().id);
		}
		const path = `/proof-runs?tenant=lab&deviceId=${id}&limit=2`;
		const page = (await api.ask("GET", path)).json();
		const rest = (await api.ask("GET", `${path}&cursor=${page.nextCursor}`)).json();
		expect([...page.items, ...rest.items].map((item: { id: string }) => item.id)).toEqual(made);
	});

	test("one is cancelled with its steps, once", async () => {
		const { id } = (await create({ tenant: "lab", deviceId: device, workflows: ["inventory"] })).json();
		const path = `/proof-runs/${id}/cancel?tenant=lab`;
		const first = await api.ask("POST", path);
		expect(first.json().status).toBe("cancelled");
		expect(api.engine.calls.at(-1)).toEqual(["proofRunChanged", api.tenant.lab.tenant, id]);
		const calls = api.engine.calls.length;
		expect((await api.ask("POST", path)).statusCode).toBe(200);
		expect(api.engine.calls.length).toBe(calls);
	});
});

describe("the matrix", () => {
	const digest = `sha256:${"b".repeat(64)}`;
	const row = (changes: Partial<MatrixRow> & { reboot?: CellStatus } = {}): MatrixRow => {
		const { reboot = "yellow", ...rest } = changes;
		const id = crypto.randomUUID();
		const unproven = { status: "unproven", verdict: null, provenOn: [], provenAt: null, evidence: [] } as const;
		const evidence = [{ proofRunId: crypto.randomUUID(), digest, url: `/evidence/${digest}` }];
		const workflows = Object.fromEntries(WORKFLOWS.map((workflow) => [workflow, { ...unproven }]));
		return {
			id,
			protocol: "cwmp",
			vendor: "Acme",
			model: "AC-1",
			productClass: "HomeGateway",
			ouis: ["00D09E"],
			hardwareVersions: ["HW1"],
			firmwareRange: { from: "1.0.0", to: "1.0.0", versions: ["1.0.0"] },
			covers: [{ hardwareVersion: "HW1", softwareVersion: "1.0.0" }],
			parameterRoot: "Device.",
			cwmpVersion: "1.2",
			workflows: {
				...workflows,
				reboot: { ...unproven, status: reboot, evidence },
			} as unknown as MatrixRow["workflows"],
			diagnostics: { ipPing: "unproven", traceRoute: "unproven", download: "unproven", upload: "unproven" },
			coverage: { deviceInfo: 100 },
			traits: { faultBehaviour: null, sessionReliability: null },
			limitations: [{ code: "inventory.bothRoots", workflow: "inventory", text: "both" }],
			stage: "seen",
			status: "unproven",
			evidenceUrl: `/matrix/${id}`,
			simulated: true,
			updatedAt: "2026-03-01T12:00:00.000Z",
			...rest,
		};
	};
	const insert = (body: MatrixRow) =>
		api.scope("lab").query(
			{
				name: "test.row",
				text: `insert into matrix_row (tenant, id, vendor, model, product_class, status, body, cells, updated_at)
					select $1, $2, $3, $4, $5, $6, $7, jsonb_object_agg(key, value->'status'), now()
					from jsonb_each($7::jsonb->'workflows')`,
			},
			[body.id, body.vendor, body.model, body.productClass, body.status, body],
		);
	const first = row();
	const second = row({ vendor: "=cmd()", model: 'Quote"d, and more', status: "red", reboot: "red" });

	beforeAll(async () => {
		await insert(first);
		await insert(second);
		await api.scope("lab").query(
			{
				name: "test.cover",
				text: `insert into matrix_cover (tenant, vendor, model, product_class, hardware_version, software_version, row_id)
					values ($1, 'Acme', 'AC-1', 'HomeGateway', 'HW1', '1.0.0', $2)`,
			},
			[first.id],
		);
	});

	test("its URLs open anywhere", async () => {
		const shown = (await api.ask("GET", `/matrix/${first.id}?tenant=lab`)).json();
		expect(shown.evidenceUrl).toBe(`${PUBLIC_URL}/matrix/${first.id}?tenant=lab`);
		expect(shown.workflows.reboot.evidence[0].url).toBe(`${PUBLIC_URL}/evidence/${digest}?tenant=lab`);
		expect({ ...shown, evidenceUrl: "", workflows: {} }).toEqual({ ...first, evidenceUrl: "", workflows: {} });
	});

	test("takes its filters", async () => {
		const ids = async (query: string): Promise<string[]> =>
			(await api.ask("GET", `/matrix?tenant=lab&${query}`)).json().items.map((item: { id: string }) => item.id);
		expect(await ids("")).toEqual([second.id, first.id]);
		expect(await ids("vendor=Acme")).toEqual([first.id]);
		expect(await ids("model=nothing")).toEqual([]);
		expect(await ids("status=red")).toEqual([second.id]);
		expect(await ids("workflow=reboot")).toHaveLength(2);
		expect(await ids("workflow=config")).toEqual([]);
		expect(await ids("workflow=reboot&status=yellow")).toEqual([first.id]);
		expect(await ids("workflow=config&status=unproven")).toHaveLength(2);
		const page = (await api.ask("GET", "/matrix?tenant=lab&limit=1")).json();
		expect((await api.ask("GET", `/matrix?tenant=lab&limit=1&cursor=${page.nextCursor}`)).json().items[0].id).toBe(
			first.id,
		);
		expect((await api.ask("GET", "/matrix?status=blue")).statusCode).toBe(400);
		expect((await api.ask("GET", "/matrix")).json().items).toEqual([]);
	});

	test("goes out as one JSON document and as a table that runs nothing", async () => {
		expect((await api.ask("GET", "/matrix.json?tenant=lab")).json().items).toHaveLength(2);
		const csv = await api.ask("GET", "/matrix.csv?tenant=lab&status=red");
		expect(csv.headers["content-type"]).toBe("text/csv; charset=utf-8");
		const [head, line, end] = csv.body.split("\r\n");
		expect(head).toContain("vendor,model");
		expect(line).toContain(`'=cmd(),"Quote""d, and more"`);
		expect(end).toBe("");
	});

	test("its row is named by the devices and the models that it covers", async () => {
		expect((await api.ask("GET", `/devices/${device}?tenant=lab`)).json().matrixRowId).toBe(first.id);
		await api.scope("lab").query(
			{
				name: "test.model",
				text: `insert into model_version (tenant, id, vendor, model, product_class, hardware_version, software_version, first_seen_at)
					select $1, gen_random_uuid(), 'Acme', 'AC-1', 'HomeGateway', 'HW1', v, now() from unnest('{1.0.0,2.0.0}'::text[]) v`,
			},
			[],
		);
		const { items } = (await api.ask("GET", "/models?tenant=lab")).json();
		expect(items).toMatchObject([
			{ softwareVersion: "1.0.0", matrixRowId: first.id, devices: expect.any(Number) },
			{ softwareVersion: "2.0.0", matrixRowId: null, devices: 0 },
		]);
		expect(items[0].devices).toBeGreaterThan(0);
		expect((await api.ask("GET", `/models/${items[1].id}?tenant=lab`)).json()).toEqual(items[1]);
		const page = (await api.ask("GET", "/models?tenant=lab&limit=1")).json();
		expect((await api.ask("GET", `/models?tenant=lab&cursor=${page.nextCursor}`)).json().items).toEqual([items[1]]);
	});
});

describe("evidence", () => {
	test("is served to its tenant, byte by byte, for ever", async () => {
		const bytes = Buffer.from('{"a":"\\u00e4","b":[1,2]}');
		const digest = await api.blobs.put(bytes);
		expect(digest).toBe(digestOf(bytes));
		const facts = { digest, mediaType: "application/json", sizeBytes: bytes.length, run: null, createdAt: api.now };
		await insertEvidence(api.scope("lab"), facts);
		const answer = await api.ask("GET", `/evidence/${digest}?tenant=lab`);
		expect(answer.rawPayload.equals(bytes)).toBe(true);
		expect(answer.headers).toMatchObject({
			"content-type": expect.stringContaining("application/json"),
			"cache-control": "private, max-age=31536000, immutable",
			"content-security-policy": "default-src 'none'; sandbox",
			"x-content-type-options": "nosniff",
		});
		expect((await api.ask("GET", `/evidence/${digest}`)).statusCode).toBe(404);
		expect((await api.ask("GET", `/evidence/${digest}?tenant=lab`, { token: null })).statusCode).toBe(401);
		expect((await api.ask("GET", "/evidence/sha256:xyz")).statusCode).toBe(404);
	});
});
