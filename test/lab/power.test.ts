import { describe, expect, test } from "vitest";
import type { Behaviour } from "../../lab/model.ts";
import { versionOf } from "../../lab/transfer.ts";
import { ask, bodyOf, codesOf, converse, modelWith, openBench, sessionWith } from "./harness.ts";

describe("Reboot", () => {
	test("boots with 1 BOOT and M Reboot with its key, and the up time begins anew", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({}));
		await cpe.powerOn();
		const booted = sessionWith(cpe, "1 BOOT");
		await converse(acs, cpe, ask("Reboot", { commandKey: "key-1" }));
		expect(cpe.state).toBe("booting");
		expect((await booted).events).toEqual([
			{ code: "1 BOOT", commandKey: "" },
			{ code: "M Reboot", commandKey: "key-1" },
		]);
		expect(cpe.upTimeSeconds).toBeLessThan(5);
	});

	test.each([
		["no M Reboot", { mReboot: false }, ["1 BOOT"], undefined],
		["an empty key", { returnsCommandKey: false }, ["1 BOOT", "M Reboot"], ""],
	] as const)("with %s", async (_title, reboot, codes, key) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ reboot }));
		await cpe.powerOn();
		const booted = sessionWith(cpe, "1 BOOT");
		await converse(acs, cpe, ask("Reboot", { commandKey: "key-1" }));
		const record = await booted;
		expect(codesOf(record)).toEqual(codes);
		expect(record.events.find(({ code }) => code === "M Reboot")?.commandKey).toBe(key);
	});

	test("without 1 BOOT and M Reboot calls as if a period were over", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ reboot: { boot: false, mReboot: false } }));
		expect(codesOf(await cpe.powerOn())).toEqual(["0 BOOTSTRAP"]);
		const booted = sessionWith(cpe, "2 PERIODIC");
		await converse(acs, cpe, ask("Reboot", { commandKey: "key-1" }));
		expect(cpe.state).toBe("booting");
		expect(codesOf(await booted)).toEqual(["2 PERIODIC"]);
	});

	test("that never happens leaves the device as it was", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ reboot: { outcome: "never" } }));
		await cpe.powerOn();
		const [answer] = await converse(acs, cpe, ask("Reboot", { commandKey: "" }));
		expect(bodyOf(answer, "Reboot")).toEqual({});
		expect(cpe.state).toBe("idle");
	});

	test("without return goes dark", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ reboot: { outcome: "noReturn" } }));
		await cpe.powerOn();
		await converse(acs, cpe, ask("Reboot", { commandKey: "" }));
		expect(cpe.state).toBe("dark");
		expect((await cpe.inform()).error).toBe("the CPE is dark");
	});

	test("twice is two boots of one cause (quirk 122)", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ reboot: { outcome: "twice" } }));
		await cpe.powerOn();
		const first = sessionWith(cpe, "M Reboot");
		await converse(acs, cpe, ask("Reboot", { commandKey: "k" }));
		await first;
		expect(codesOf(await sessionWith(cpe, "1 BOOT"))).toEqual(["1 BOOT"]);
	});

	test.each([
		["rejected", modelWith({ reboot: { outcome: "rejected" } }), 9001],
		["unknown", modelWith({ rpcs: { unknown: ["Reboot"] } }), 9000],
	] as const)("%s is a fault", async (_title, model, code) => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(model);
		await cpe.powerOn();
		const [answer] = await converse(acs, cpe, ask("Reboot", { commandKey: "" }));
		expect(answer).toMatchObject({ fault: { code } });
	});
});

test("FactoryReset brings back the factory's values, and BOOTSTRAP", async () => {
	const { acs, lab } = await openBench();
	const cpe = lab.add(modelWith({}));
	await cpe.powerOn();
	cpe.tree.set("Device.Time.NTPServer1", "x");
	const booted = sessionWith(cpe, "1 BOOT");
	await converse(acs, cpe, ask("FactoryReset", {}));
	expect(codesOf(await booted)).toEqual(["0 BOOTSTRAP", "1 BOOT"]);
	expect(cpe.tree.value("Device.Time.NTPServer1")).toBe("0.pool.ntp.org");
});

test("FactoryReset without return goes dark", async () => {
	const { acs, lab } = await openBench();
	const cpe = lab.add(modelWith({ factoryReset: { outcome: "noReturn" } }));
	await cpe.powerOn();
	await converse(acs, cpe, ask("FactoryReset", {}));
	expect(cpe.state).toBe("dark");
});

const NO_LOGIN = { username: "", password: "" };
const FIRMWARE = "1 Firmware Upgrade Image";

function download(url: string, fileType = FIRMWARE) {
	return ask("Download", {
		...{ commandKey: "dl-1", fileType, url, ...NO_LOGIN, fileSizeBytes: 0, targetFileName: "", delaySeconds: 0 },
		...{ successUrl: "", failureUrl: "" },
	});
}

describe("Download", () => {
	test("fetches the image, boots the version in it, and tells of the transfer", async () => {
		const { acs, lab } = await openBench();
		acs.files.set("/fw/image.bin", `version=2.0.0\n${"x".repeat(100_000)}`);
		const cpe = lab.add(modelWith({}));
		await cpe.powerOn();
		const done = sessionWith(cpe, "7 TRANSFER COMPLETE");
		const [answer] = await converse(acs, cpe, download(`${acs.origin}/fw/image.bin`));
		expect(bodyOf(answer, "Download").status).toBe(1);
		const record = await done;
		expect(codesOf(record)).toEqual(["1 BOOT", "7 TRANSFER COMPLETE", "M Download", "4 VALUE CHANGE"]);
		const transfer = record.messages.find(
			({ message }) => message?.kind === "request" && message.rpc === "TransferComplete",
		);
		expect(transfer?.message).toMatchObject({ body: { commandKey: "dl-1", fault: { code: 0 } } });
		expect(cpe.tree.value("Device.DeviceInfo.SoftwareVersion")).toBe("2.0.0");
	});

	test("of what is not there is reported as failed", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({}));
		await cpe.powerOn();
		const done = sessionWith(cpe, "7 TRANSFER COMPLETE");
		await converse(acs, cpe, download(`${acs.origin}/nothing`));
		expect(codesOf(await done)).toEqual(["7 TRANSFER COMPLETE", "M Download"]);
		const reported = acs.received.map(({ envelope }) => envelope.message);
		expect(reported).toContainEqual(
			expect.objectContaining({
				rpc: "TransferComplete",
				body: expect.objectContaining({ fault: expect.objectContaining({ code: 9016 }) }),
			}),
		);
		expect(cpe.softwareVersion).toBe("1.0.0");
	});

	test.each([
		["false success keeps the old version", { outcome: "falseSuccess" }, "1.0.0", "7 TRANSFER COMPLETE"],
		["without TransferComplete boots the new one", { transferComplete: false }, "3.1", "1 BOOT"],
		["answered with Status 0 boots it too", { statusZero: true, transferComplete: false }, "3.1", "1 BOOT"],
	] as const)("%s", async (_title, behaviour, version, event) => {
		const { acs, lab } = await openBench();
		acs.files.set("/acme-3.1.bin", "image");
		const cpe = lab.add(modelWith({ download: behaviour }));
		await cpe.powerOn();
		const booted = sessionWith(cpe, event);
		await converse(acs, cpe, download(`${acs.origin}/acme-3.1.bin`));
		await booted;
		expect(cpe.softwareVersion).toBe(version);
	});

	/** The first report of a transfer: what its TransferComplete says, with its session's events. */
	async function reported(behaviour: Partial<Behaviour["download"]>, path = "/acme-3.1.bin") {
		const { acs, lab } = await openBench();
		acs.files.set("/acme-3.1.bin", "image");
		const cpe = lab.add(modelWith({ download: behaviour }));
		await cpe.powerOn();
		const done = sessionWith(cpe, "7 TRANSFER COMPLETE");
		await converse(acs, cpe, download(acs.origin + path));
		const record = await done;
		const complete = record.messages.flatMap(({ message }) =>
			message?.kind === "request" && message.rpc === "TransferComplete" ? [message.body] : [],
		)[0];
		const event = record.events.find(({ code }) => code === "M Download");
		return { cpe, acs, codes: codesOf(record), key: complete?.commandKey, code: complete?.fault.code, event };
	}

	test.each<[string, Partial<Behaviour["download"]>, string]>([
		["its own command key", {}, "dl-1"],
		["an empty command key (quirk 95)", { commandKey: "empty" }, ""],
		["another's command key (quirk 95)", { commandKey: "another" }, "upgrade"],
	])("is told with %s", async (_title, behaviour, key) => {
		const told = await reported(behaviour);
		expect([told.key, told.event?.commandKey, told.cpe.softwareVersion]).toEqual([key, key, "3.1"]);
	});

	test("may be told in a session after the boot's", async () => {
		const told = await reported({ reported: "later" });
		expect([told.codes, told.cpe.softwareVersion]).toEqual([["7 TRANSFER COMPLETE", "M Download"], "3.1"]);
	});

	test("of an image that is found corrupted is reported as failed, and the old version goes on", async () => {
		const told = await reported({ outcome: "invalid" });
		expect([told.code, told.cpe.softwareVersion]).toEqual([9018, "1.0.0"]);
	});

	test("may fail once and work then (quirk 98)", async () => {
		const told = await reported({ failsFirst: true });
		expect([told.code, told.cpe.softwareVersion]).toEqual([9010, "1.0.0"]);
		const booted = sessionWith(told.cpe, "1 BOOT");
		await converse(told.acs, told.cpe, download(`${told.acs.origin}/acme-3.1.bin`));
		await booted;
		expect(told.cpe.softwareVersion).toBe("3.1");
	});

	test.each<[string, Partial<Behaviour["download"]>, string, string]>([
		["that hangs once the image is there goes on with the old version", { outcome: "hangs" }, "/acme-3.1.bin", "idle"],
		["that kills the device leaves it dark", { outcome: "noReturn" }, "/acme-3.1.bin", "dark"],
		["that fails may go untold", { reportsFailure: false }, "/nothing", "idle"],
	])("%s", async (_title, behaviour, path, state) => {
		const { acs, lab } = await openBench();
		acs.files.set("/acme-3.1.bin", "image");
		const cpe = lab.add(modelWith({ download: behaviour }));
		await cpe.powerOn();
		const fetched = cpe.waitFor(({ type }) => type === "fetched");
		const settled =
			state === "dark" ? cpe.waitFor((event) => event.type === "state" && event.state === "dark") : fetched;
		await converse(acs, cpe, download(acs.origin + path));
		await fetched;
		await settled;
		const { events, error } = await cpe.inform();
		expect([cpe.state, cpe.softwareVersion, events, error]).toEqual([
			...[state, "1.0.0", [{ code: "2 PERIODIC", commandKey: "" }]],
			state === "dark" ? "the CPE is dark" : null,
		]);
	});

	test("stalled stays in the queue and can be cancelled", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({ download: { outcome: "stalled" } }));
		await cpe.powerOn();
		await converse(acs, cpe, download(`${acs.origin}/x-1.1.bin`));
		const [queue, , empty] = await converse(
			acs,
			cpe,
			ask("GetQueuedTransfers", {}),
			ask("CancelTransfer", { commandKey: "dl-1" }),
			ask("GetQueuedTransfers", {}),
		);
		expect(bodyOf(queue, "GetQueuedTransfers").transfers).toEqual([{ commandKey: "dl-1", state: 1 }]);
		expect(bodyOf(empty, "GetQueuedTransfers").transfers).toEqual([]);
	});

	test("a configuration comes back as it was uploaded", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({}));
		await cpe.powerOn();
		const uploaded = sessionWith(cpe, "M Upload");
		const body = {
			commandKey: "ul",
			fileType: "1 Vendor Configuration File",
			url: `${acs.origin}/config`,
			delaySeconds: 0,
		};
		await converse(acs, cpe, ask("Upload", { ...body, ...NO_LOGIN }));
		await uploaded;
		expect(acs.files.get("/config")).toContain("Device.Time.NTPServer1=0.pool.ntp.org\n");
		cpe.tree.set("Device.Time.NTPServer1", "x");
		const restored = sessionWith(cpe, "M Download");
		await converse(acs, cpe, download(`${acs.origin}/config`, "3 Vendor Configuration File"));
		await restored;
		expect(cpe.tree.value("Device.Time.NTPServer1")).toBe("0.pool.ntp.org");
	});

	test.each([
		["http://a/files/acme-2.1.0.bin", "", "2.1.0"],
		["http://a/files/t/fw_3.0.1-rc2.img.gz?x=9.9", "", "3.0.1-rc2"],
		["http://a/f", "version=V1.2b\nrest", "V1.2b"],
		["http://a/image.bin", "noise", null],
	])("%s with %j is version %s", (url, text, version) => {
		expect(versionOf(url, text)).toBe(version);
	});
});

describe("a diagnostic", () => {
	const requested = (object: string, name: string, value: string) =>
		ask("SetParameterValues", {
			parameters: [
				{ path: `${object}${name}`, value, type: "xsd:string" },
				{ path: `${object}DiagnosticsState`, value: "Requested", type: "xsd:string" },
			],
			parameterKey: "",
		});

	test("ends, says so, and has results", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({}));
		await cpe.powerOn();
		acs.files.set("/big", "x".repeat(5000));
		for (const [object, name, value, result, expected] of [
			["Device.IP.Diagnostics.IPPing.", "Host", "127.0.0.1", "SuccessCount", "3"],
			["Device.IP.Diagnostics.TraceRoute.", "Host", "127.0.0.1", "RouteHopsNumberOfEntries", "4"],
			["Device.IP.Diagnostics.DownloadDiagnostics.", "DownloadURL", `${acs.origin}/big`, "TestBytesReceived", "5000"],
		] as const) {
			const done = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
			await converse(acs, cpe, requested(object, name, value));
			await done;
			expect(cpe.tree.value(`${object}DiagnosticsState`)).toBe("Complete");
			expect(cpe.tree.value(object + result)).toBe(expected);
		}
	});

	test("of a name that does not resolve ends in an error", async () => {
		const { acs, lab } = await openBench();
		const cpe = lab.add(modelWith({}));
		await cpe.powerOn();
		const done = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
		const object = "Device.IP.Diagnostics.IPPing.";
		await converse(acs, cpe, requested(object, "Host", "no such host.invalid"));
		await done;
		expect(cpe.tree.value(`${object}DiagnosticsState`)).toBe("Error_CannotResolveHostName");
	});
});
