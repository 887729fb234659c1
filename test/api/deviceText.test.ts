/** What XML 1.0 can't carry is refused where it is asked for, not changed on the way out. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let device: string;

beforeAll(async () => {
	api = await openTestApi();
	device = await addDevice(api.database, api.tenant.default.tenant);
});
afterAll(() => api[Symbol.asyncDispose]());

const CODE = "Device.DeviceInfo.ProvisioningCode";
const profile = (value: string) => ({ name: "p", selector: { model: "M" }, parameters: [{ path: CODE, value }] });

test.each<[string, "POST" | "PUT", string, (value: string) => object, string]>([
	[
		"a preview",
		"POST",
		"/changes",
		(value) => ({ deviceIds: [device], reason: "r", set: [{ path: CODE, value }] }),
		"/set/0/value",
	],
	[
		"a preview of an operation",
		"POST",
		"/changes",
		(value) => ({
			...{ deviceIds: [device], reason: "r" },
			operation: { kind: "set", input: { values: [{ path: CODE, value }] } },
		}),
		"/operation/input/values/0/value",
	],
	["a profile", "POST", "/provisioning-profiles", profile, "/parameters/0/value"],
	[
		"a service profile",
		"PUT",
		"/tenants/default/service-profile",
		(value) => ({ suspend: [{ path: CODE, value }] }),
		"/suspend/0/value",
	],
	[
		"a subscriber's variable",
		"POST",
		"/subscribers",
		(value) => ({ externalId: "x", name: "x", variables: { a: value } }),
		"/variables/a",
	],
	[
		"a proof run",
		"POST",
		"/proof-runs",
		(value) => ({ deviceId: device, workflows: ["config"], inputs: { configValues: [{ path: CODE, value }] } }),
		"/inputs/configValues/0/value",
	],
])("%s with it is 422 and points at it", async (_title, method, path, bodyOf, pointer) => {
	for (const bad of ["a\u0001b", "x\ufffey"]) {
		const answer = await api.ask(method, path, { body: bodyOf(bad) });
		expect([answer.statusCode, answer.json().errors?.[0]?.pointer]).toEqual([422, pointer]);
	}
});

test("what XML can carry is taken: white space, every script, what has to be escaped", async () => {
	const body = { deviceIds: [device], reason: "r", set: [{ path: CODE, value: "a\tb\r\n<&>\"' \u0085 \u{1f600} Ж" }] };
	expect((await api.ask("POST", "/changes", { body })).statusCode).toBe(201);
});
