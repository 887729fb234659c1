import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createMatrixRows } from "../../src/engine/matrixRows.ts";
import type { MatrixChange, MatrixRow } from "../../src/shared/proof.ts";
import { addFinishedRun, type Results } from "../proof-bundle/finishedRun.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";

let api: TestApi;
let derive: ReturnType<typeof createMatrixRows>;
let model: string;
let serial = 0;

beforeAll(async () => {
	api = await openTestApi();
	derive = createMatrixRows({ database: api.database, clock: () => api.now, tenantOf: api.tenants.byId });
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(() => {
	model = `AC-${++serial}`;
});

const REJECTED: Results = { "reboot/accepted": { outcome: "fail", detail: "fault 9002" } };

async function device(softwareVersion: string): Promise<string> {
	return addDevice(api.database, api.tenant.lab.tenant, { model, softwareVersion });
}

/** A run, a second later than whatever was before, and the rows that follow. */
async function prove(on: string, workflows: readonly string[], results: Results = {}): Promise<string> {
	api.now = new Date(api.now.getTime() + 1000);
	const place = { database: api.database, blobs: api.blobs, tenant: api.tenant.lab };
	const { id, subject } = await addFinishedRun(place, on, workflows, results, api.now);
	await derive(api.tenant.lab.tenant, subject);
	return id;
}

/** The device has told of a boot, a second later than whatever was before. */
async function boot(on: string): Promise<void> {
	api.now = new Date(api.now.getTime() + 1000);
	const values = { name: "test.boot", text: "update device set last_boot_at = $3 where tenant = $1 and id = $2" };
	await api.database.scope(api.tenant.lab.tenant).query(values, [on, api.now]);
}

async function rows(): Promise<MatrixRow[]> {
	return (await api.ask("GET", `/matrix?tenant=lab&model=${model}`)).json().items;
}

async function history(rowId: string, query = ""): Promise<{ items: MatrixChange[]; nextCursor: string | null }> {
	const answer = await api.ask("GET", `/matrix/${rowId}/history?tenant=lab${query}`);
	expect(answer.statusCode).toBe(200);
	return answer.json();
}

test("every change of a cell is told with its cause, newest first", async () => {
	const on = await device("1.0.0");
	const first = await prove(on, ["inventory", "reboot"]);
	const at = api.now.toISOString();
	// The same again changes nothing.
	await prove(on, ["inventory", "reboot"]);
	const against = await prove(on, ["reboot"], REJECTED);
	// A repeat on a device that has not started anew confirms nothing.
	await prove(on, ["reboot"], REJECTED);
	await boot(on);
	const repeated = await prove(on, ["reboot"], REJECTED);
	const good = await prove(on, ["reboot"], {
		"reboot/commandKeyReturned": { outcome: "fail", detail: "without its key" },
	});
	const [row] = await rows();
	const { items, nextCursor } = await history(row?.id ?? "");
	expect(nextCursor).toBeNull();
	const cause = (proofRunId: string) => ({
		type: "proofRun",
		proofRunId,
		url: `${PUBLIC_URL}/proof-runs/${proofRunId}?tenant=lab`,
	});
	const covers = [{ hardwareVersion: "HW1", softwareVersion: "1.0.0" }];
	expect(items.map(({ at: _at, ...item }) => item)).toEqual([
		{
			workflow: "reboot",
			covers,
			before: { status: "red", verdict: "failed" },
			after: { status: "yellow", verdict: "partial" },
			cause: cause(good),
			reason: "A proof run found reboot partial; before it was failed.",
		},
		{
			workflow: "reboot",
			covers,
			before: { status: "yellow", verdict: "failed" },
			after: { status: "red", verdict: "failed" },
			cause: cause(repeated),
			reason: "A further proof run confirmed that reboot is failed.",
		},
		{
			workflow: "reboot",
			covers,
			before: { status: "yellow", verdict: "proven" },
			after: { status: "yellow", verdict: "failed" },
			cause: cause(against),
			reason:
				"Proof runs contradict each other on reboot, which one found failed; a second device or a repeat after a clean boot will decide.",
		},
		...["reboot", "inventory"].map((workflow) => ({
			workflow,
			covers,
			before: null,
			after: { status: "yellow", verdict: "proven" },
			cause: cause(first),
			reason: `A proof run found ${workflow} proven.`,
		})),
	]);
	expect(items.at(-1)?.at).toBe(at);
});

test("it is paged, and asks for a row that is there", async () => {
	const on = await device("1.0.0");
	await prove(on, ["inventory", "reboot"]);
	await prove(on, ["reboot"], REJECTED);
	const id = (await rows())[0]?.id ?? "";
	const first = await history(id, "&limit=2");
	const second = await history(id, `&limit=2&cursor=${first.nextCursor}`);
	expect(second.nextCursor).toBeNull();
	expect([...first.items, ...second.items]).toEqual((await history(id)).items);
	expect((await api.ask("GET", `/matrix/${crypto.randomUUID()}/history?tenant=lab`)).statusCode).toBe(404);
	expect((await api.ask("GET", `/matrix/${id}/history`)).statusCode).toBe(404);
	expect((await api.ask("GET", `/matrix/${id}/history?tenant=lab&cursor=rubbish`)).json().code).toBe("invalidCursor");
	expect((await api.ask("GET", `/matrix/${id}/history?tenant=lab`, { token: null })).statusCode).toBe(401);
});

test("it stays with the versions when rows part and join", async () => {
	const [old, young] = [await device("1.0.0"), await device("2.0.0")];
	const [onOld, onYoung] = [await prove(old, ["reboot"]), await prove(young, ["reboot"])];
	const joined = await rows();
	expect(joined.map(({ firmwareRange }) => firmwareRange.versions)).toEqual([["1.0.0", "2.0.0"]]);
	// Each pair's own run is its cause, though both stand in the row's evidence.
	expect((await history(joined[0]?.id ?? "")).items.map(({ cause, covers }) => [cause, covers])).toMatchObject([
		[{ proofRunId: onYoung }, [{ softwareVersion: "2.0.0" }]],
		[{ proofRunId: onOld }, [{ softwareVersion: "1.0.0" }]],
	]);
	const against = await prove(young, ["reboot"], REJECTED);
	const parted = await rows();
	const rowOf = (version: string) =>
		parted.find(({ firmwareRange }) => firmwareRange.versions.includes(version))?.id ?? "";
	expect(parted).toHaveLength(2);
	expect((await history(rowOf("1.0.0"))).items).toMatchObject([{ cause: { proofRunId: onOld } }]);
	expect((await history(rowOf("2.0.0"))).items).toMatchObject([
		{ cause: { proofRunId: against }, before: { status: "yellow", verdict: "proven" } },
		{ cause: { proofRunId: onYoung } },
	]);
});

test("rows that were emptied and computed again say the same; the history says that they were", async () => {
	const on = await device("1.0.0");
	await prove(on, ["inventory"]);
	const [row] = await rows();
	const cell = { ...row?.workflows.inventory, status: "red" };
	await api.scope("lab").query(
		{
			name: "test.spoil",
			text: "update matrix_row set body = jsonb_set(body, '{workflows,inventory}', $3::jsonb) where tenant = $1 and id = $2",
		},
		[row?.id, JSON.stringify(cell)],
	);
	await derive(api.tenant.lab.tenant, { vendor: "Acme", model, productClass: "HomeGateway" });
	expect((await history(row?.id ?? "")).items[0]).toMatchObject({
		before: { status: "red", verdict: "proven" },
		after: { status: "yellow", verdict: "proven" },
		cause: { type: "recomputed" },
		reason: "The row was computed again.",
	});
});
