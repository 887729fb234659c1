import { describe, expect, test } from "vitest";
import { download, type PreparedTransfer, upload } from "../../src/engine/operations/transfers.ts";
import { bench, countOf, type Device, fault, type Later, response, silence } from "./scripted.ts";

const FIRMWARE: PreparedTransfer = {
	url: "http://acs/files/t/image.bin",
	fileType: "1 Firmware Upgrade Image",
	fileSizeBytes: 1_000,
	targetFileName: "image.bin",
	expectedVersion: "2.0",
	versionBefore: "1.0",
};
const CONFIG: PreparedTransfer = { ...FIRMWARE, fileType: "3 Vendor Configuration File", expectedVersion: null };
const TIMES = { startTime: "2026-03-01T12:00:00Z", completeTime: "2026-03-01T12:00:05Z" };

/** A device on a software version, that answers Download and Upload with a status or something else. */
function on(version: string, answer: number | ReturnType<Device> = 1): Device {
	return (request) => {
		if (request.rpc === "GetParameterValues") {
			return response("GetParameterValues", {
				parameters: request.body.paths.map((path) => ({ path, value: version, type: "xsd:string" })),
			});
		}
		return typeof answer === "number" ? response(request.rpc as "Download", { status: answer, ...TIMES }) : answer;
	};
}

const informed = (version: string) => [
	{ path: "Device.DeviceInfo.SoftwareVersion", value: version, type: "xsd:string" },
];

function downloaded(transfer: PreparedTransfer, device: Device, ...sessions: Later[]) {
	const { context, run } = bench();
	return run(
		download(context, () => transfer, null),
		device,
		sessions,
	);
}

test("Download goes out with the file's own address, its type, size and the operation's command key, once it is durable", () => {
	const ran = downloaded(FIRMWARE, on("1.0"));
	expect(ran.effects).toEqual(["Download"]);
	expect(ran.phases[0]).toMatchObject({ transfer: FIRMWARE, answered: false, complete: null });
	expect(ran.sent[0]).toMatchObject({
		rpc: "Download",
		body: {
			commandKey: "key1",
			fileType: FIRMWARE.fileType,
			url: FIRMWARE.url,
			fileSizeBytes: 1_000,
			targetFileName: "image.bin",
			delaySeconds: 0,
		},
	});
});

describe("firmware", () => {
	const CRASHED = {
		...{ transfer: FIRMWARE, sentAt: "2026-03-01T12:00:00.000Z", status: null, matchedBy: null },
		...{ sessions: 0, version: null, lastAfter: null },
	};

	test.each<[string, Device, Later[], object]>([
		[
			"TransferComplete and the new version",
			on("1.0"),
			[{ afterSeconds: 100, transfers: [{ commandKey: "key1" }], device: on("2.0") }],
			{
				status: "succeeded",
				result: { version: "2.0", versionBefore: "1.0", transferComplete: { commandKey: "key1" } },
			},
		],
		[
			"the version is taken from the Inform where it stands there",
			on("1.0"),
			[{ afterSeconds: 100, parameters: informed("2.0"), device: () => silence }],
			{ status: "succeeded", result: { version: "2.0" } },
		],
		[
			"quirk 95: TransferComplete with an empty key",
			on("1.0"),
			[{ afterSeconds: 100, transfers: [{ commandKey: "" }], device: on("2.0") }],
			{ status: "succeeded", result: { transferComplete: { commandKey: "" } } },
		],
		[
			"quirk 95: TransferComplete with another's key, the only one that came",
			on("1.0"),
			[{ afterSeconds: 100, transfers: [{ commandKey: "zzz" }], device: on("2.0") }],
			{ status: "succeeded", result: { transferComplete: { commandKey: "zzz" } } },
		],
		[
			"quirk 95: another's key, and M Download with the right one",
			on("1.0"),
			[
				{
					afterSeconds: 100,
					events: ["7 TRANSFER COMPLETE", { code: "M Download", commandKey: "key1" }],
					transfers: [{ commandKey: "zzz" }],
					device: on("2.0"),
				},
			],
			{ status: "succeeded", result: { transferComplete: { commandKey: "zzz" }, matchedBy: "event" } },
		],
		[
			"quirk 119: without 7 TRANSFER COMPLETE among the events",
			on("1.0"),
			[{ afterSeconds: 100, events: ["1 BOOT"], transfers: [{ commandKey: "key1" }], device: on("2.0") }],
			{ status: "succeeded", result: { matchedBy: "commandKey" } },
		],
		[
			"quirk 119: an upload's beside its own, both without a key: which it is can't be told",
			on("1.0"),
			[
				{
					afterSeconds: 100,
					events: ["M Download", "M Upload"],
					transfers: [{ faultCode: 9011 }, { faultCode: 0 }],
					device: on("2.0"),
				},
			],
			{ status: "succeeded", result: { transferComplete: null, version: "2.0" } },
		],
		[
			"quirk 124: all events in one Inform",
			on("1.0"),
			[
				{
					afterSeconds: 100,
					events: ["7 TRANSFER COMPLETE", "M Download", "4 VALUE CHANGE", "1 BOOT"],
					transfers: [{}],
					parameters: informed("2.0"),
				},
			],
			{ status: "succeeded", result: { matchedBy: "single", version: "2.0", sessions: 1, afterSeconds: 100 } },
		],
		[
			"the report of an earlier transfer of Certus's is not this one's",
			on("1.0"),
			[{ afterSeconds: 100, transfers: [{ commandKey: "0123456789abcdef0123456789abcdef", faultCode: 9010 }] }],
			{ status: "unknown", result: { transferComplete: null } },
		],
		[
			"the report of an upload is not this one's",
			on("1.0"),
			[{ afterSeconds: 100, events: ["M Upload"], transfers: [{ commandKey: "", faultCode: 9011 }] }],
			{ status: "unknown", result: { transferComplete: null } },
		],
		[
			"another version than the image's, and no report",
			on("1.0"),
			[{ afterSeconds: 100, events: ["1 BOOT"], device: on("1.5") }],
			{ status: "failed", reason: "the device runs 1.5, not 2.0", result: { version: "1.5" } },
		],
		[
			"of several its own counts",
			on("1.0"),
			[
				{
					afterSeconds: 100,
					transfers: [{ commandKey: "other", faultCode: 9010 }, { commandKey: "key1" }],
					device: on("2.0"),
				},
			],
			{ status: "succeeded", result: { transferComplete: { commandKey: "key1" } } },
		],
		[
			"quirk 96: TransferComplete never comes, but the version is the new one",
			on("1.0"),
			[
				{ afterSeconds: 30, device: on("1.0") },
				{ afterSeconds: 200, events: ["1 BOOT"], device: on("2.0") },
			],
			{ status: "succeeded", result: { transferComplete: null, version: "2.0" } },
		],
		[
			"TransferComplete first, the version in a later session",
			on("1.0"),
			[
				{ afterSeconds: 30, transfers: [{ commandKey: "key1" }], device: on("1.0") },
				{ afterSeconds: 200, device: on("2.0") },
			],
			{ status: "succeeded", result: { transferComplete: { commandKey: "key1" }, version: "2.0" } },
		],
		[
			"quirk 97: it says that all went well, and the version is the old one",
			on("1.0"),
			[{ afterSeconds: 100, transfers: [{ commandKey: "key1" }], device: on("1.0") }],
			{
				status: "failed",
				reason: expect.stringContaining("is not 2.0"),
				result: { transferComplete: { faultCode: 0 } },
			},
		],
		[
			"quirk 98: TransferComplete with fault 9010",
			on("1.0"),
			[{ afterSeconds: 10, transfers: [{ commandKey: "key1", faultCode: 9010, faultMessage: "download failure" }] }],
			{
				status: "failed",
				fault: { code: 9010, message: "download failure" },
				result: { accepted: true, version: "1.0", sessions: 1, afterSeconds: 10 },
			},
		],
		[
			"Status 0, and the new version",
			on("1.0", 0),
			[{ afterSeconds: 100, device: on("2.0") }],
			{ status: "succeeded", result: { transferComplete: TIMES, status: 0, matchedBy: "status" } },
		],
		["Status 0, and the old version", on("1.0", 0), [{ afterSeconds: 100, device: on("1.0") }], { status: "failed" }],
		["the device does not come", on("1.0"), [], { status: "unknown", result: { accepted: true } }],
		[
			"the device comes, and says nothing",
			on("1.0"),
			[{ afterSeconds: 100, device: on("1.0") }],
			{ status: "unknown" },
		],
		["Download is refused", on("1.0", fault(9000)), [], { status: "failed", fault: { code: 9000 } }],
		[
			"Download is not answered, and the new version comes",
			on("1.0", silence),
			[{ afterSeconds: 100, device: on("2.0") }],
			{ status: "succeeded" },
		],
		[
			"Download is not answered, and nothing comes",
			on("1.0", silence),
			[],
			{ status: "unknown", result: { accepted: false } },
		],
	])("%s", (_title, device, sessions, outcome) => {
		const ran = downloaded(FIRMWARE, device, ...sessions);
		expect(ran.outcome).toMatchObject(outcome);
		expect(countOf(ran, "Download")).toBe(1);
	});

	test("that the device has already is done with TransferComplete alone, not with the version that stood before", () => {
		const again = { ...FIRMWARE, versionBefore: "2.0" };
		expect(downloaded(again, on("2.0"), { afterSeconds: 100 }).outcome).toMatchObject({ status: "unknown" });
		const reported = downloaded(again, on("2.0"), { afterSeconds: 100, transfers: [{ commandKey: "key1" }] });
		expect(reported.outcome).toMatchObject({ status: "succeeded", result: { version: "2.0" } });
	});

	test("begun again after a crash takes what the device had reported before it", () => {
		const { context, run } = bench();
		const report = { commandKey: "", faultCode: 0, faultMessage: "", ...TIMES };
		const boots = [
			{ startedAt: new Date("2026-03-01T12:00:30.000Z"), events: [{ code: "M Download", commandKey: "key1" }] },
		];
		const missed = { boots, transfers: [report] };
		const ran = run(
			download({ ...context, missed }, () => FIRMWARE, { ...CRASHED, answered: true }),
			on("1.0"),
			[{ afterSeconds: 100, device: on("2.0") }],
		);
		expect(ran.outcome).toMatchObject({
			status: "succeeded",
			result: { transferComplete: report, matchedBy: "event" },
		});
	});

	test("has half an hour, however many sessions come in it", () => {
		const ran = downloaded(FIRMWARE, on("1.0"), { afterSeconds: 600 }, { afterSeconds: 1_700 });
		expect(ran.left.map(({ waitSeconds }) => waitSeconds)).toEqual([1_800, 1_200, 100]);
	});

	test.each<[string, object, Later[], string]>([
		[
			"before the answer, and the new version comes",
			{ answered: false, complete: null },
			[{ afterSeconds: 100, device: on("2.0") }],
			"succeeded",
		],
		["before the answer, and nothing comes", { answered: false, complete: null }, [], "unknown"],
		[
			"after TransferComplete, and the version stays",
			{ answered: true, complete: { commandKey: "key1", faultCode: 0, faultMessage: "", ...TIMES } },
			[{ afterSeconds: 100 }],
			"failed",
		],
	])("begun again after a crash is never sent again: %s", (_title, phase, sessions, status) => {
		const { context, run } = bench();
		const unprepared = (): never => {
			throw new Error("nothing is prepared twice");
		};
		const ran = run(download(context, unprepared, { ...CRASHED, ...phase }), on("1.0"), sessions);
		expect([ran.outcome.status, countOf(ran, "Download")]).toEqual([status, 0]);
	});
});

describe("a configuration file", () => {
	test.each<[string, Device, Later[], object]>([
		["is done with Status 0", on("1.0", 0), [], { status: "succeeded", result: { version: null } }],
		[
			"is done with TransferComplete",
			on("1.0"),
			[{ afterSeconds: 10 }, { afterSeconds: 20, transfers: [{}] }],
			{ status: "succeeded" },
		],
		[
			"has failed with a fault",
			on("1.0"),
			[{ afterSeconds: 10, transfers: [{ faultCode: 9018 }] }],
			{ status: "failed", fault: { code: 9018 } },
		],
		["is unknown without TransferComplete", on("1.0"), [{ afterSeconds: 10 }], { status: "unknown" }],
		[
			"two TransferCompletes of others say nothing of it",
			on("1.0"),
			[{ afterSeconds: 10, transfers: [{ commandKey: "a" }, { commandKey: "b", faultCode: 9010 }] }],
			{ status: "unknown" },
		],
	])("%s", (_title, device, sessions, outcome) => {
		expect(downloaded(CONFIG, device, ...sessions).outcome).toMatchObject(outcome);
	});
});

describe("an upload", () => {
	test.each<[string, Device, Later[], object]>([
		["is done with Status 0", on("1.0", 0), [], { status: "succeeded" }],
		[
			"is done with TransferComplete",
			on("1.0"),
			[{ afterSeconds: 10 }, { afterSeconds: 20, transfers: [{ commandKey: "key1" }] }],
			{ status: "succeeded" },
		],
		[
			"has failed with TransferComplete's fault",
			on("1.0"),
			[{ afterSeconds: 10, transfers: [{ faultCode: 9011, faultMessage: "upload failure" }] }],
			{ status: "failed", fault: { code: 9011 } },
		],
		[
			"is not done with a download's report",
			on("1.0"),
			[{ afterSeconds: 10, events: ["M Download"], transfers: [{}] }],
			{ status: "unknown" },
		],
		["is unknown without one", on("1.0"), [], { status: "unknown", result: { accepted: true } }],
		["is unknown without any answer", on("1.0", silence), [], { status: "unknown", result: { accepted: false } }],
		["that is refused has failed", on("1.0", fault(9000)), [], { status: "failed", fault: { code: 9000 } }],
	])("%s", (_title, device, sessions, outcome) => {
		const { context, run } = bench();
		const ran = run(
			upload({ fileType: "2 Vendor Log File" }, context, () => ({ url: "http://acs/uploads/t/x.bin" }), null),
			device,
			sessions,
		);
		expect(ran.outcome).toMatchObject(outcome);
		expect(countOf(ran, "Upload")).toBe(1);
		const again = bench();
		const phase = { sentAt: "2026-03-01T12:00:00.000Z", answered: true };
		const prepare = (): never => {
			throw new Error("nothing is prepared twice");
		};
		const resumed = again.run(upload({ fileType: "2" }, again.context, prepare, phase), device);
		expect([resumed.outcome.status, countOf(resumed, "Upload")]).toEqual(["unknown", 0]);
	});
});
