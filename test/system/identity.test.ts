import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Device, faultCodeOf, openSystem, type TestSystem, until, type Value } from "./support.ts";

let certus: TestSystem;

beforeAll(async () => {
	certus = await openSystem();
});
afterAll(() => certus[Symbol.asyncDispose]());

const MAC = "Device.Ethernet.Interface.1.MACAddress";
const URL = "Device.ManagementServer.ConnectionRequestURL";

/** A CPE whose Informs carry these too. */
function unit(
	serialNumber: string,
	informs: Readonly<Record<string, string>>,
	softwareVersion = "1.0.0",
	oui = "02AAAA",
) {
	const cpe = certus.cpe({ serialNumber, softwareVersion, oui });
	const own = cpe.informValues();
	const values: Value[] = Object.entries(informs).map(([path, value]) => [path, value, "xsd:string"]);
	const told = new Set(values.map(([path]) => path));
	cpe.informValues = () => [...own.filter(([path]) => !told.has(path)), ...values];
	for (const value of values) cpe.values.set(value[0], value);
	return cpe;
}

const devices = (serialNumber: string): Promise<Device[]> => certus.api.devices("lab", serialNumber);
const BOOT = ["0 BOOTSTRAP", "1 BOOT"];

test("two units with a serial of zeroes are two devices, by their MACs", async () => {
	for (const mac of ["02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:01"]) {
		await unit("000000000000", { [MAC]: mac }).session(BOOT);
	}
	const found = await devices("000000000000");
	expect(found.map(({ quarantined }) => quarantined)).toEqual([false, false]);
});

test("two units with the serial 001122334455 and no MAC are two devices in quarantine", async () => {
	for (const port of [1, 2, 1]) await unit("001122334455", { [URL]: `http://127.0.0.1:${port}/cr` }).session(BOOT);
	const found = await devices("001122334455");
	expect(found.map(({ quarantined }) => quarantined)).toEqual([true, true]);
});

test("two units that share a serial are told apart by their MACs, and both are quarantined", async () => {
	const first = unit("SHARED-1", { [MAC]: "02:00:00:00:01:01" });
	const second = unit("SHARED-1", { [MAC]: "02:00:00:00:01:02" });
	await first.session(BOOT);
	const [alone] = await devices("SHARED-1");
	expect(alone?.quarantined).toBe(false);
	for (const cpe of [second, first, second]) await cpe.session(["2 PERIODIC"]);
	const found = await devices("SHARED-1");
	expect(found.map(({ quarantined }) => quarantined)).toEqual([true, true]);
	for (const { id } of found) {
		expect((await certus.api.sessions("lab", id)).length).toBe(2);
		expect((await certus.api.operate("lab", id, "reboot")).body.code).toBe("quarantined");
	}
	const { items } = await certus.api.get<{ items: { type: string; detail: { reason?: string } }[] }>(
		`/devices/${alone?.id}/timeline?tenant=lab`,
	);
	expect(items.find(({ type }) => type === "quarantined")?.detail.reason).toBe("sharedSerial");
});

test("a MAC that changes with a boot is the same device: a subscriber may have cloned it", async () => {
	await unit("CLONED-1", { [MAC]: "02:00:00:00:03:01" }).session(BOOT);
	const cloned = unit("CLONED-1", { [MAC]: "02:00:00:00:03:02" });
	await cloned.session(["1 BOOT"]);
	await cloned.session(["2 PERIODIC"]);
	expect((await devices("CLONED-1")).map(({ quarantined }) => quarantined)).toEqual([false]);
});

test("a MAC that changes with the firmware is the same device", async () => {
	await unit("FLASHED-1", { [MAC]: "02:00:00:00:02:01" }).session(BOOT);
	await unit("FLASHED-1", { [MAC]: "02:00:00:00:02:02" }, "2.0.0").session(["1 BOOT"]);
	const found = await devices("FLASHED-1");
	expect(found.map(({ quarantined }) => quarantined)).toEqual([false]);
});

test("a device whose OUI changes with its firmware is another one until somebody says that it is the same", async () => {
	const mac = { [MAC]: "02:00:00:00:04:01" };
	await unit("RENAMED-1", mac).session(BOOT);
	const flashed = unit("RENAMED-1", mac, "2.0.0", "02BBBB");
	await flashed.session(BOOT);
	const [one, two] = await devices("RENAMED-1");
	const newer = [one, two].find((device) => device?.softwareVersion === "2.0.0") as Device;
	const older = [one, two].find((device) => device?.softwareVersion === "1.0.0") as Device;
	await until("the newer one's discovery", async () => {
		const { items } = await certus.api.get<{ items: { status: string }[] }>(
			`/operations?tenant=lab&deviceId=${newer.id}`,
		);
		if (items.every(({ status }) => !["queued", "running", "unknown"].includes(status))) return true;
		await flashed.session(["2 PERIODIC"]);
		return false;
	});
	const { items } = await certus.api.get<{ items: { deviceId: string }[] }>(`/devices/${newer.id}/links?tenant=lab`);
	expect(items.map(({ deviceId }) => deviceId)).toEqual([older.id]);
	const sessionsBefore = (await certus.api.sessions("lab", newer.id)).map(({ id }) => id);
	await certus.api.must("POST", `/devices/${newer.id}/links`, { tenant: "lab", deviceId: older.id });
	await flashed.session(["2 PERIODIC"]);
	expect(await devices("RENAMED-1")).toMatchObject([{ id: older.id, softwareVersion: "2.0.0", quarantined: false }]);
	const sessions = (await certus.api.sessions("lab", older.id)).map(({ id }) => id);
	expect(sessions).toEqual(expect.arrayContaining(sessionsBefore));
	expect(sessions).toHaveLength(sessionsBefore.length + 2);
	// Its own settings go on: nothing is set anew, and it takes what is asked of it.
	const operation = await certus.api.queue("lab", older.id, "read", { paths: [MAC] });
	await flashed.session(["2 PERIODIC"]);
	expect((await certus.api.operation("lab", operation)).status).toBe("succeeded");
});

test("one serial that lives at two addresses is quarantined", async () => {
	const [here, there] = [1, 2].map((port) => unit("ROAMING-1", { [URL]: `http://127.0.0.1:${port}/cr` }));
	await here?.session(BOOT);
	await there?.session(["2 PERIODIC"]);
	expect((await devices("ROAMING-1"))[0]?.quarantined).toBe(false);
	await here?.session(["2 PERIODIC"]);
	expect((await devices("ROAMING-1"))[0]?.quarantined).toBe(true);
});

test("one that is elsewhere without a word, and back with a boot, is two as well", async () => {
	const [here, there] = [1, 2].map((port) => unit("CLONED-2", { [URL]: `http://127.0.0.1:${port}/cr` }));
	await here?.session(BOOT);
	await there?.session(["2 PERIODIC"]);
	await here?.session(["1 BOOT"]);
	expect((await devices("CLONED-2"))[0]?.quarantined).toBe(true);
});

test("a device that moves to and fro and says so is not", async () => {
	const [here, there] = [1, 2].map((port) => unit("MOVING-1", { [URL]: `http://127.0.0.1:${port}/cr` }));
	await here?.session(BOOT);
	await there?.session(["4 VALUE CHANGE"]);
	await here?.session(["4 VALUE CHANGE"]);
	await there?.session(["1 BOOT"]);
	expect((await devices("MOVING-1")).map(({ quarantined }) => quarantined)).toEqual([false]);
});

test("white space around what a device is known by is none of it", async () => {
	await unit("SPACED-1", {}).session(BOOT);
	const spaced = unit("\n\t SPACED-1 ", {}, "1.0.0", " 02AAAA\r\n");
	await spaced.inform(["2 PERIODIC"]);
	await spaced.toTheEnd();
	expect(await devices("SPACED-1")).toHaveLength(1);
	const [device] = await devices("SPACED-1");
	expect(await certus.api.sessions("lab", device?.id as string)).toHaveLength(2);
});

describe("an Inform that names nobody", () => {
	const told = (informXml: string, deviceId: string): string =>
		informXml.replace(/<DeviceId>.*<\/DeviceId>/s, deviceId);
	test.each([
		["without a DeviceId", ""],
		["with an empty one", "<DeviceId/>"],
		["with neither OUI nor serial", "<DeviceId><Manufacturer>M</Manufacturer><OUI> </OUI><SerialNumber/></DeviceId>"],
	])("gets 8003, is counted and makes no device: %s", async (_name, deviceId) => {
		const [before, refused] = [
			(await certus.api.devices("lab")).length,
			await certus.api.refusals("device.unidentified"),
		];
		const cpe = certus.cpe();
		const reply = await cpe.post(told(cpe.informXml(BOOT), deviceId));
		expect([reply.status, faultCodeOf(reply.body), cpe.cookie]).toEqual([200, 8003, null]);
		expect(await certus.api.devices("lab")).toHaveLength(before);
		expect(await certus.api.refusals("device.unidentified")).toBe(refused + 1);
	});

	test("an empty serial number under an OUI is a placeholder: its MAC tells", async () => {
		const cpe = unit("", { [MAC]: "02:00:00:00:07:01" }, "1.0.0", "02CCCC");
		for (let i = 0; i < 2; i++) expect((await cpe.inform(BOOT)).status).toBe(200);
		const found = (await certus.api.devices("lab")).filter(({ serialNumber }) => serialNumber === "");
		expect(found).toHaveLength(1);
	});

	test.each(["Manufacturer", "OUI", "ProductClass", "SerialNumber"])(
		"one whose %s can't be one gets a fault",
		async (name) => {
			const before = await certus.api.refusals("limit.identifier");
			const cpe = certus.cpe();
			for (const long of ["x".repeat(2_000), `<![CDATA[<]]>${"&amp;".repeat(1_500)}`]) {
				const xml = cpe.informXml(BOOT).replace(new RegExp(`<${name}>`), `$&${long}`);
				expect(faultCodeOf((await cpe.post(xml)).body)).toBe(8003);
			}
			expect(await certus.api.refusals("limit.identifier")).toBe(before + 2);
			expect(await devices(cpe.serialNumber)).toEqual([]);
		},
	);
});
