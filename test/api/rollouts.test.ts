/** What is asked of rollouts, and what is told of them; how they go over live devices stands in test/system. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moveChangeDevice } from "../../src/store/changeDevices.ts";
import { beginDevice, endWave, startWave } from "../../src/store/rollouts.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let devices: string[];

beforeAll(async () => {
	api = await openTestApi();
	devices = [];
	for (let i = 0; i < 30; i++) {
		devices.push(await addDevice(api.database, api.tenant.default.tenant, { serialNumber: `=R${i}` }));
	}
});
afterAll(() => api[Symbol.asyncDispose]());

const CODE = "Device.DeviceInfo.ProvisioningCode";
const override = { reason: "a test" };
const create = (more: object = {}, deviceIds: readonly string[] = devices) =>
	api.ask("POST", "/changes", {
		body: { deviceIds, set: [{ path: CODE, value: "x" }], reason: "r", override, ...more },
	});

describe("a change of several devices", () => {
	test("goes in waves though nobody says how, one device first", async () => {
		expect((await create()).json()).toMatchObject({
			rollout: { sizes: [1, 10, 3, 16], pauseMinutes: 0, deadlineHours: 72, concurrency: 20, window: null },
			...{ paused: false, pausedReason: null, wave: null, waves: 4 },
		});
	});

	test("goes as somebody says, and its preview holds that too", async () => {
		const window = { from: "23:00", to: "05:00", days: ["fri"], timeZone: "Europe/Vienna" };
		const rollout = { waves: [5, "50%", 1], pauseMinutes: 30, stop: { failures: 1, of: 5 }, concurrency: 3, window };
		const change = (await create({ rollout })).json();
		expect(change.rollout).toEqual({ ...rollout, sizes: [5, 15, 10], deadlineHours: 168 });
		expect((await create({ rollout: { ...rollout, pauseMinutes: 0 } })).json().previewDigest).not.toBe(
			change.previewDigest,
		);
	});

	test("that may cut them off goes to one device first", async () => {
		const set = [{ path: "Device.PPP.Interface.1.Username", value: "x" }];
		const change = (await create({ set, rollout: { waves: [10, "100%"] } })).json();
		expect(change.risks).toContain("losesConnectivity");
		expect(change.rollout.sizes).toEqual([1, 10, 19]);
	});

	test("of one device goes in none, unless somebody wants it to", async () => {
		const one = devices.slice(0, 1);
		expect((await create({}, one)).json()).toMatchObject({ rollout: null, paused: false, wave: null, waves: null });
		expect((await create({ rollout: {} }, one)).json()).toMatchObject({ rollout: { sizes: [1] }, waves: 1 });
	});

	test.each([
		["a wave of nobody", { waves: [0] }, "/rollout/waves/0"],
		["more than all", { waves: ["101%"] }, "/rollout/waves/0"],
		["a share of nothing", { waves: ["0.0%"] }, "/rollout/waves/0"],
		["no wave", { waves: [] }, "/rollout/waves"],
		["a rule that never fires", { stop: { failures: 3, of: 2 } }, "/rollout/stop/of"],
		["a time that is none", { window: { from: "24:00", to: "05:00" } }, "/rollout/window/from"],
		["a window of no length", { window: { from: "05:00", to: "05:00" } }, "/rollout/window/to"],
		["an hour of one digit", { window: { from: "1:00", to: "05:00" } }, "/rollout/window/from"],
		[
			"a place that has no clock",
			{ window: { from: "01:00", to: "05:00", timeZone: "Mars" } },
			"/rollout/window/timeZone",
		],
		["nobody at a time", { concurrency: 0 }, "/rollout/concurrency"],
		["what is not known", { size: 3 }, "/rollout/size"],
	])("is not made with %s", async (_title, rollout, pointer) => {
		const answer = await create({ rollout });
		expect([answer.statusCode, answer.json().code]).toEqual([422, "invalidBody"]);
		expect(answer.json().errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
	});

	test.each(["pause", "resume", "stop"])("can't be told to %s before it is applied", async (word) => {
		const { id } = (await create()).json();
		const answer = await api.ask("POST", `/changes/${id}/${word}`, { body: {} });
		expect([answer.statusCode, answer.json().code]).toEqual([409, "wrongState"]);
	});
});

describe("the report", () => {
	/** Ten devices in two waves: five went well, two failed alike, one is under way and two wait. */
	async function underWay(): Promise<string> {
		const scope = api.scope("default");
		const { id } = (await create({ rollout: { waves: [4, "100%"] } }, devices.slice(0, 10))).json();
		const later = (seconds: number) => new Date(api.now.getTime() + seconds * 1000);
		await startWave(scope, id, 0, api.now);
		for (const [index, device] of devices.slice(0, 8).entries()) {
			if (index === 4) {
				await endWave(scope, id, 0, later(90));
				await startWave(scope, id, 1, later(100));
			}
			await beginDevice(scope, id, device, api.now);
			if (index === 7) continue;
			const failure = index % 4 === 3 || index === 4 ? { code: "failed", detail: "9010: no" } : null;
			const end = { failure, finishedAt: later(10 * (index + 1)), sent: true };
			await moveChangeDevice(scope, id, device, failure ? "failed" : "applied", end);
		}
		return id;
	}

	test("tells by wave and reason what became of it, how long it took, and from what to what", async () => {
		const report = (await api.ask("GET", `/changes/${await underWay()}/report`)).json();
		expect(report).toMatchObject({
			startedAt: api.now.toISOString(),
			total: { devices: 10, applied: 5, failed: 2, rolledBack: 0, skipped: 0, running: 1, waiting: 2 },
			recent: { ended: 7, failed: 2 },
			durations: { medianSeconds: 40, maxSeconds: 70 },
			failures: [
				{ outcome: "failed", code: "failed", detail: "9010: no", devices: 2, deviceIds: [devices[3], devices[4]] },
			],
			versions: [{ before: "1.0.0", after: "1.0.0", devices: 7 }],
		});
		expect(report.waves).toMatchObject([
			{ wave: 1, devices: 4, applied: 3, failed: 1, durations: { medianSeconds: 25 }, finishedAt: expect.any(String) },
			{ wave: 2, devices: 6, applied: 2, failed: 1, running: 1, waiting: 2, finishedAt: null },
		]);
	});

	test("has a line for every device as CSV, by its name and by what is asked for", async () => {
		const id = await underWay();
		const byName = await api.ask("GET", `/changes/${id}/report.csv`);
		const asked = await api.ask("GET", `/changes/${id}/report`, { headers: { accept: "text/csv" } });
		expect([byName.statusCode, byName.headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
		expect(asked.body).toBe(byName.body);
		const lines = byName.body.trimEnd().split("\r\n");
		expect(lines).toHaveLength(11);
		// A serial number comes from a device: it is no formula.
		expect(lines[4]).toMatch(new RegExp(`^${devices[3]},'=R3,Acme,AC-1,HW1,1,failed,failed,9010: no,`));
		expect(lines[10]).toMatch(/,2,waiting,,,,,,,$/);
	});

	test("is there of a change that goes in no waves too", async () => {
		const { id } = (await create({}, devices.slice(0, 1))).json();
		const report = (await api.ask("GET", `/changes/${id}/report`)).json();
		expect(report).toMatchObject({
			total: { devices: 1, waiting: 1 },
			recent: null,
			waves: [{ wave: 1 }],
			durations: null,
		});
	});
});
