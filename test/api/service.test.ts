import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertSuspension } from "../../src/store/suspensions.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";

const WAN = { path: "Device.IP.Interface.1.Enable", value: "0" };

let api: TestApi;
let count = 0;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const put = (suspend: readonly object[], more: object = {}) =>
	api.ask("PUT", "/tenants/default/service-profile", { body: { suspend, ...more } });
async function subscriber(): Promise<{ id: string; siteId: string }> {
	const { id } = (await api.ask("POST", "/subscribers", { body: { externalId: `C-${++count}`, name: "Ada" } })).json();
	const site = await api.ask("POST", "/sites", { body: { subscriberId: id, name: "home" } });
	return { id, siteId: site.json().id };
}

describe("a service profile", () => {
	test("is set, read, replaced and removed", async () => {
		expect((await api.ask("GET", "/tenants/default/service-profile")).statusCode).toBe(404);
		const body = { suspend: [{ ...WAN, type: "xsd:boolean" }], preApproved: true };
		const answer = await put(body.suspend, { preApproved: true });
		expect(answer.json()).toEqual({ ...body, updatedAt: api.now.toISOString() });
		expect((await api.ask("GET", "/tenants/default/service-profile")).json()).toEqual(answer.json());
		expect((await put([WAN])).json()).toMatchObject({ suspend: [WAN], preApproved: false });
		expect((await api.ask("DELETE", "/tenants/default/service-profile")).statusCode).toBe(204);
		expect((await api.ask("DELETE", "/tenants/default/service-profile")).statusCode).toBe(404);
	});

	test.each([
		["what is neither path nor fact", "wan.everything"],
		["an object", "Device.IP.Interface.1."],
		["what devices hide", "Device.PPP.Interface.1.Password"],
		["what makes a device do something", "Device.PPP.Interface.1.Reset"],
		["what may cut it off from its ACS", "Device.ManagementServer.URL"],
	])("does not take %s", async (_title, path) => {
		const answer = await put([{ path, value: "0" }]);
		expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([422, "/suspend/0/path"]);
	});
});

describe("suspending", () => {
	test("needs a service profile, and a device at a site", async () => {
		const { id, siteId } = await subscriber();
		const suspend = () => api.ask("POST", `/subscribers/${id}/suspend`, { body: { reason: "unpaid" } });
		expect((await suspend()).json()).toMatchObject({ status: 409, code: "noServiceProfile" });
		await put([WAN]);
		expect((await suspend()).json()).toMatchObject({ status: 409, code: "noDevices" });
		const device = await addDevice(api.database, api.tenant.default.tenant);
		await api.ask("PATCH", `/devices/${device}`, { body: { siteId } });
		expect((await suspend()).json()).toMatchObject({
			state: "pendingApproval",
			items: [{ deviceId: device, path: WAN.path, after: "0" }],
		});
	});

	test("nobody who does not stand suspended is restored", async () => {
		const { id } = await subscriber();
		const answer = await api.ask("POST", `/subscribers/${id}/restore`, { body: { reason: "paid" } });
		expect(answer.json()).toMatchObject({ status: 409, code: "notSuspended" });
	});

	test("a device that the ACS reaches by what is suspended is refused", async () => {
		await put([WAN], { preApproved: true });
		const { id, siteId } = await subscriber();
		const device = await addDevice(api.database, api.tenant.default.tenant, {
			parameters: [
				["Device.IP.Interface.1.Enable", "1", "xsd:boolean"],
				["Device.IP.Interface.1.IPv4Address.1.IPAddress", "192.0.2.4", "xsd:string"],
				["Device.ManagementServer.ConnectionRequestURL", "http://192.0.2.4:7547/", "xsd:string"],
			],
		});
		const url =
			"update device set connection_request_url = 'http://192.0.2.4:7547/', parameter_root = 'Device.' where id = $1";
		await api.database.query({ name: "test.url", text: url }, [device]);
		await api.ask("PATCH", `/devices/${device}`, { body: { siteId } });
		const answer = await api.ask("POST", `/subscribers/${id}/suspend`, { body: { reason: "unpaid" } });
		expect(answer.json()).toMatchObject({ status: 409, code: "overrideNeeded" });
	});

	test("a subscriber is not removed while a device stands suspended", async () => {
		const { id, siteId } = await subscriber();
		const row = { device: crypto.randomUUID(), subscriber: id, change: crypto.randomUUID(), changed: [], at: api.now };
		await insertSuspension(api.scope("default"), row);
		await api.ask("DELETE", `/sites/${siteId}`);
		expect((await api.ask("GET", `/subscribers/${id}`)).json()).toMatchObject({
			suspended: { since: api.now.toISOString(), changeId: row.change },
		});
		const answer = await api.ask("DELETE", `/subscribers/${id}`);
		expect(answer.json()).toMatchObject({ status: 409, code: "subscriberSuspended" });
	});
});
