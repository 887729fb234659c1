import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import { createMatrixRows } from "../../src/engine/matrixRows.ts";
import type { CheckContext, CheckResult } from "../../src/proof/check.ts";
import { inventory } from "../../src/proof/workflows/inventory.ts";
import type { ListedParameter, MatrixParameter, MatrixRow } from "../../src/shared/proof.ts";
import { DEFAULTS, STARTED } from "../proof/prove.ts";
import { addFinishedRun } from "../proof-bundle/finishedRun.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";

const check = inventory.checks.find(({ id }) => id === "subtreesReadable");

/** What the check finds in a tree after a walk, or after one that failed. */
function subtreesReadable(nodes: Record<string, TreeNode>, walked = true): CheckResult {
	const context: CheckContext = {
		...DEFAULTS,
		earlier: { rootResolved: walked ? { root: "Device.", discovery: {} } : { fault: 9002 } },
	};
	const steps = check?.run(context) as NonNullable<ReturnType<NonNullable<typeof check>["run"]>>;
	steps.next();
	const tree: Tree = new Map(Object.entries(nodes));
	const turn = steps.next({ got: "tree", tree });
	if (!turn.done) throw new Error("the check asks for nothing but the tree");
	return turn.value;
}

const node = (value: string | null, type: string | null, writable: boolean | null, readAt = 1): TreeNode => ({
	value,
	type,
	writable,
	readAt: value === null ? null : STARTED.getTime() + readAt,
});

const NODES: Record<string, TreeNode> = {
	"Device.": node(null, "object", false),
	"Device.DeviceInfo.SoftwareVersion": node("1.0.0", "xsd:string", false),
	"Device.ManagementServer.URL": node("http://acs", "xsd:string", true),
	"Device.ManagementServer.Old": node("from before", "xsd:string", true, -5),
	"Device.WiFi.SSID.1.SSID": node("a", "xsd:string", true),
	"Device.WiFi.SSID.2.SSID": node("b", "xsd:string", true),
	"Device.WiFi.SSID.[guest].SSID": node("c", "xsd:string", true),
	"Device.WiFi.SSID.1.Enable": node("1", "xsd:boolean", true),
	"Device.WiFi.SSID.2.Enable": node(null, null, false),
	"Device.X_ACME_1.Note": node("n", "xsd:string", null),
};

const EXPECTED: ListedParameter[] = [
	{ path: "Device.DeviceInfo.SoftwareVersion", type: "xsd:string", readable: true, writable: false },
	{ path: "Device.ManagementServer.Old", type: null, readable: false, writable: true },
	{ path: "Device.ManagementServer.URL", type: "xsd:string", readable: true, writable: true },
	{ path: "Device.WiFi.SSID.{i}.Enable", type: "xsd:boolean", readable: false, writable: null },
	{ path: "Device.WiFi.SSID.{i}.SSID", type: "xsd:string", readable: true, writable: true },
	{ path: "Device.X_ACME_1.Note", type: "xsd:string", readable: true, writable: null },
];

describe("the check subtreesReadable", () => {
	test("lists what the run saw, instances together, and no values", () => {
		const { values } = subtreesReadable(NODES);
		expect(values.parameters).toEqual(EXPECTED);
		expect(values.parameterCount).toBe(6);
		expect(JSON.stringify(values)).not.toContain("http://acs");
		expect(check?.version).toBe(4);
	});

	test("lists no names but those that this run's walk gave", () => {
		expect(subtreesReadable(NODES, false).values.parameters).toEqual(
			EXPECTED.filter(({ type }) => type !== null).map((parameter) =>
				parameter.path.endsWith("Enable") ? { ...parameter, readable: true, writable: true } : parameter,
			),
		);
	});

	test("has a bound, and says what it left out", () => {
		const many = Object.fromEntries(
			Array.from({ length: 20_005 }, (_, n) => [`Device.DeviceInfo.P${n}`, node("v", "xsd:string", false)]),
		);
		const { values } = subtreesReadable(many);
		expect([(values.parameters as unknown[]).length, values.parameterCount]).toEqual([20_000, 20_005]);
	});
});

describe("a row's parameters", () => {
	let api: TestApi;
	let row: MatrixRow;
	let proofRunId: string;

	const ask = (query = "", rowId = row.id) => api.ask("GET", `/matrix/${rowId}/parameters?tenant=lab${query}`);
	const prove = async (model: string, workflows: readonly string[], values: CheckResult["values"], at: Date) => {
		const on = await addDevice(api.database, api.tenant.lab.tenant, { model });
		const place = { database: api.database, blobs: api.blobs, tenant: api.tenant.lab };
		const results = { "inventory/subtreesReadable": { values } };
		const { id, subject } = await addFinishedRun(place, on, workflows, results, at);
		const derive = createMatrixRows({ database: api.database, clock: () => at, tenantOf: api.tenants.byId });
		await derive(api.tenant.lab.tenant, subject);
		const [found] = (await api.ask("GET", `/matrix?tenant=lab&model=${model}`)).json().items;
		return { id, row: found as MatrixRow };
	};

	beforeAll(async () => {
		api = await openTestApi();
		await prove("AC-1", ["inventory"], { parameters: EXPECTED.slice(0, 1) }, STARTED);
		const later = new Date(STARTED.getTime() + 60_000);
		({ id: proofRunId, row } = await prove("AC-1", ["inventory"], subtreesReadable(NODES).values, later));
	});
	afterAll(() => api[Symbol.asyncDispose]());

	test("are those of the newest inventory run, with its evidence", async () => {
		const { items, nextCursor } = (await ask()).json();
		expect(nextCursor).toBeNull();
		const run = (await api.ask("GET", `/proof-runs/${proofRunId}?tenant=lab`)).json();
		const [digest] = run.workflows[0].checks[1].evidence;
		const evidence = [{ proofRunId, digest, url: `${PUBLIC_URL}/evidence/${digest}?tenant=lab` }];
		expect(items).toEqual(EXPECTED.map((parameter) => ({ ...parameter, provenToSet: false, evidence })));
		const document = (await api.ask("GET", `/evidence/${digest}?tenant=lab`)).json();
		expect(document.values.parameters).toEqual(EXPECTED);
	});

	test("are paged, and found by prefix, also by a device's own path", async () => {
		const paths = async (query: string): Promise<string[]> =>
			(await ask(query)).json().items.map(({ path }: MatrixParameter) => path);
		expect(await paths("&prefix=Device.WiFi.")).toEqual(["Device.WiFi.SSID.{i}.Enable", "Device.WiFi.SSID.{i}.SSID"]);
		expect(await paths("&prefix=Device.WiFi.SSID.1.S")).toEqual(["Device.WiFi.SSID.{i}.SSID"]);
		expect(await paths("&prefix=Device.Nothing.")).toEqual([]);
		const first = (await ask("&limit=4")).json();
		const rest = await paths(`&limit=4&cursor=${first.nextCursor}`);
		expect([...first.items.map(({ path }: MatrixParameter) => path), ...rest]).toEqual(
			EXPECTED.map(({ path }) => path),
		);
		expect((await ask("&colour=red")).statusCode).toBe(400);
	});

	test("are none where no inventory was proven, or its check did not list them yet", async () => {
		const rebooted = await prove("AC-2", ["reboot"], {}, STARTED);
		expect((await ask("", rebooted.row.id)).json()).toEqual({ items: [], nextCursor: null });
		const early = await prove("AC-3", ["inventory"], { coverage: {} }, STARTED);
		expect((await ask("", early.row.id)).json()).toEqual({ items: [], nextCursor: null });
		expect((await ask("", crypto.randomUUID())).statusCode).toBe(404);
	});
});
