import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import type { SessionRecord } from "../../lab/events.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { behindNat } from "../../lab/models/behind-nat.ts";
import { cleanTr098Gateway } from "../../lab/models/clean-tr098-gateway.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { falseSuccessFirmware } from "../../lab/models/false-success-firmware.ts";
import { garbledChallenge } from "../../lab/models/garbled-challenge.ts";
import { instantFirmware } from "../../lab/models/instant-firmware.ts";
import { needsReboot } from "../../lab/models/needs-reboot.ts";
import { oldDigest } from "../../lab/models/old-digest.ts";
import { poisonedName } from "../../lab/models/poisoned-name.ts";
import { quietFirmware } from "../../lab/models/quiet-firmware.ts";
import { rebootRejected } from "../../lab/models/reboot-rejected.ts";
import { stalledFirmware } from "../../lab/models/stalled-firmware.ts";
import { unknownIsEmpty } from "../../lab/models/unknown-is-empty.ts";
import { values16Names } from "../../lab/models/values-16-names.ts";
import { vanishesOnFault } from "../../lab/models/vanishes-on-fault.ts";
import { namesIn, openSystem, RawConnection, rpcOf, setResponse, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const CODE = "Device.DeviceInfo.ProvisioningCode";
const MODEL = "Device.DeviceInfo.ModelName";

let at: TestSystem;
let lab: Lab;
beforeAll(async () => {
	at = await openSystem();
	lab = await createLab({ acsUrl: at.cwmpUrl(TENANT), timeScale: 0.004, timeoutMs: 5_000 });
});
afterAll(async () => {
	await lab.close();
	await at[Symbol.asyncDispose]();
});

interface Known {
	readonly cpe: Cpe;
	readonly id: string;
}

/** A lab CPE that is past its first contact, on and idle. */
async function known(model: LabModel = cleanTr181Gateway): Promise<Known> {
	const cpe = lab.add(model);
	onTestFinished(() => cpe.powerOff());
	await cpe.powerOn();
	const { id } = await at.api.device(TENANT, cpe.serialNumber);
	await until("the end of its own sessions", async () => {
		const { items } = await at.api.get<{ items: { finishedAt: string | null }[] }>(
			`/operations?tenant=${TENANT}&deviceId=${id}`,
		);
		return cpe.state === "idle" && items.every(({ finishedAt }) => finishedAt !== null);
	});
	return { cpe, id };
}

/** What the ACS asked in a session, in order. */
function askedIn(record: SessionRecord): string[] {
	return record.messages.flatMap(({ by, message }) =>
		by === "acs" && message?.kind === "request" ? [message.rpc as string] : [],
	);
}

function pathsOf(list: unknown): string[] {
	return (list as { path: string }[]).map(({ path }) => path);
}

/** The records of all sessions from now on. */
function recordsOf(cpe: Cpe): SessionRecord[] {
	const records: SessionRecord[] = [];
	onTestFinished(
		cpe.on((event) => {
			if (event.type === "session") records.push(event.record);
		}),
	);
	return records;
}

async function addFirmware({ identity }: Pick<LabModel, "identity">, version: string): Promise<string> {
	const form = new FormData();
	for (const [name, value] of Object.entries({
		tenant: TENANT,
		kind: "firmware",
		vendor: identity.manufacturer,
		model: identity.modelName,
		hardwareVersions: "*",
		version,
	}))
		form.append(name, value);
	form.append("file", new Blob([`version=${version}\n${"firmware ".repeat(2_000)}`]), `image-${version}.bin`);
	return (await at.api.must<{ id: string }>("POST", "/files", form)).id;
}

describe("reading", () => {
	test("a read answers values with their types, and wakes the device by itself", async () => {
		const { cpe, id } = await known();
		const { status, result } = await at.api.done(TENANT, id, "read", { paths: [MODEL, "Device.WiFi.SSID.1."] });
		expect(status).toBe("succeeded");
		const values = result?.values as { path: string; value: string; type: string }[];
		expect(values).toContainEqual({ path: MODEL, value: cpe.model.identity.modelName, type: "xsd:string" });
		expect(values.filter(({ path }) => path.startsWith("Device.WiFi.SSID.1.")).length).toBeGreaterThan(2);
		expect(result?.missing).toEqual([]);
	});

	test("quirk 62: a read isolates a bad name, lists it as missing, and answers the rest", async () => {
		const { id } = await known();
		const bad = "Device.DeviceInfo.X_NOT_THERE";
		const { status, result } = await at.api.done(TENANT, id, "read", { paths: [MODEL, bad, CODE] });
		expect(status).toBe("succeeded");
		expect(result?.missing).toEqual([bad]);
		expect(pathsOf(result?.values).sort()).toEqual([MODEL, CODE].sort());
	});

	test("quirk 118: a name that the device leaves out of its answer is missing, not empty", async () => {
		const { id } = await known(unknownIsEmpty);
		const root = unknownIsEmpty.root;
		const { result } = await at.api.done(TENANT, id, "read", {
			paths: [`${root}DeviceInfo.ModelName`, `${root}DeviceInfo.X_NOT_THERE`],
		});
		expect(result?.missing).toEqual([`${root}DeviceInfo.X_NOT_THERE`]);
	});

	test("quirk 113: a device that vanishes on an unknown name is read to the end all the same", async () => {
		const { id } = await known(vanishesOnFault);
		const root = vanishesOnFault.root;
		const good = ["ModelName", "SoftwareVersion", "SerialNumber"].map((name) => `${root}DeviceInfo.${name}`);
		const bad = `${root}DeviceInfo.X_NOT_THERE`;
		const operation = await at.api.queue(TENANT, id, "read", { paths: [good[0], bad, good[1], good[2]] });
		const { result } = await at.api.reaches(TENANT, operation, "succeeded", 25_000);
		expect(pathsOf(result?.values).sort()).toEqual([...good].sort());
		expect(result?.missing).toEqual([bad]);
	});

	test("quirk 63: a device that takes 16 names at once is read in smaller batches", async () => {
		const { id } = await known(values16Names);
		const { status, result } = await at.api.done(TENANT, id, "discover", { path: "" });
		expect(status).toBe("succeeded");
		expect(result?.missing).toEqual([]);
		expect(result?.values as number).toBeGreaterThan(16);
	});

	test("a discovery makes the whole tree known: paths, values, types, and what may be written", async () => {
		const { cpe, id } = await known();
		const { status, result } = await at.api.done(TENANT, id, "discover", { path: "" });
		expect(status).toBe("succeeded");
		expect(result?.parameters).toBe((cpe.tree.names("", false) ?? []).filter(({ path }) => !path.endsWith(".")).length);
		const tree = await at.api.parameters(TENANT, id, "Device.WiFi.SSID.1.");
		expect(tree.get("Device.WiFi.SSID.1.SSID")).toMatchObject({ type: "xsd:string", writable: true });
		expect(tree.get("Device.WiFi.SSID.1.")).toMatchObject({ type: "object" });
		expect(tree.get("Device.WiFi.SSID.1.SSID")?.value).toBe(cpe.tree.value("Device.WiFi.SSID.1.SSID"));
	});

	test("quirk 66: a name that the device lists and refuses to read does not keep the rest from being discovered", async () => {
		const { id } = await known(poisonedName);
		const { status, result } = await at.api.done(TENANT, id, "discover", { path: "" });
		expect(status).toBe("succeeded");
		expect(pathsOf(result?.missing)).toEqual(poisonedName.behaviour.values.poisoned);
	});

	test("getRpcMethods answers what the device says", async () => {
		const { id } = await known();
		const { result } = await at.api.done(TENANT, id, "getRpcMethods");
		expect(result?.methods).toEqual(expect.arrayContaining(["GetParameterValues", "Reboot"]));
	});
});

describe("writing", () => {
	test("a set answers its status, stands on the device, and the change is in the parameters and the timeline", async () => {
		const { cpe, id } = await known();
		const before = cpe.tree.value(CODE) ?? "";
		const { status, result } = await at.api.done(TENANT, id, "set", { values: [{ path: CODE, value: "system-7" }] });
		expect([status, result]).toEqual(["succeeded", { status: 0 }]);
		expect(cpe.tree.value(CODE)).toBe("system-7");
		expect(before).not.toBe("system-7");
		await at.api.done(TENANT, id, "read", { paths: [CODE] });
		expect((await at.api.parameters(TENANT, id, CODE)).get(CODE)?.value).toBe("system-7");
	});

	test("a set uses the type that the device gave, not a string", async () => {
		const { cpe, id } = await known();
		const path = "Device.ManagementServer.PeriodicInformInterval";
		await at.api.done(TENANT, id, "read", { paths: [path] });
		const { status } = await at.api.done(TENANT, id, "set", { values: [{ path, value: "1234" }] });
		expect(status).toBe("succeeded");
		expect(cpe.tree.value(path)).toBe("1234");
	});

	test("a set that the device refuses fails with its fault and the names that it blames, and nothing is changed", async () => {
		const { cpe, id } = await known();
		const before = cpe.tree.value(CODE);
		const { status, fault } = await at.api.done(TENANT, id, "set", {
			values: [
				{ path: CODE, value: "half" },
				{ path: MODEL, value: "mine" },
			],
		});
		expect(status).toBe("failed");
		expect(fault).toMatchObject({ code: 9003, parameters: [{ path: MODEL, code: 9008 }] });
		expect(cpe.tree.value(CODE)).toBe(before);
	});

	test("a set that needs a reboot answers status 1", async () => {
		const { id } = await known(needsReboot);
		const [path = ""] = needsReboot.behaviour.set.needsReboot;
		const leaf = path.endsWith(".") ? `${path}Enable` : path;
		await at.api.done(TENANT, id, "read", { paths: [leaf] });
		const value = (await at.api.parameters(TENANT, id, leaf)).get(leaf)?.value ?? "1";
		const { status, result } = await at.api.done(TENANT, id, "set", { values: [{ path: leaf, value }] });
		expect([status, result]).toEqual(["succeeded", { status: 1 }]);
	});

	test("an object is added under the number that the device gives it, and deleted again", async () => {
		const { cpe, id } = await known();
		const table = "Device.NAT.PortMapping.";
		const added = await at.api.done(TENANT, id, "addObject", { path: table });
		expect(added.status).toBe("succeeded");
		const { instanceNumber, path } = added.result as { instanceNumber: number; path: string };
		expect(path).toBe(`${table}${instanceNumber}.`);
		expect(cpe.tree.names(path, false)).not.toBeNull();
		expect((await at.api.done(TENANT, id, "deleteObject", { path })).status).toBe("succeeded");
		expect(cpe.tree.names(path, false)).toBeNull();
		const again = await at.api.done(TENANT, id, "deleteObject", { path });
		expect([again.status, again.fault?.code]).toEqual(["failed", 9005]);
	});

	test("attributes are set and read back", async () => {
		const { cpe, id } = await known();
		await at.api.done(TENANT, id, "setAttributes", { attributes: [{ path: CODE, notification: 1 }] });
		expect(cpe.notification(CODE)).toBe(1);
		const { result } = await at.api.done(TENANT, id, "getAttributes", { paths: [CODE] });
		expect(JSON.stringify(result)).toContain('"notification":1');
	});

	test("a set whose answer is lost is unknown, and is settled by reading back, never sent again", async () => {
		await using quick = await openSystem({ CERTUS_SESSION_IDLE_SECONDS: "1" });
		const path = "Device.WiFi.SSID.1.SSID";
		for (const [applied, expected] of [
			[true, "succeeded"],
			[false, "failed"],
		] as const) {
			const cpe = await quick.knownCpe({ values: [[path, "before", "xsd:string"]] });
			const id = await quick.api.queue(TENANT, cpe.deviceId, "set", {
				values: [{ path, value: "after", type: "xsd:string" }],
			});
			await cpe.inform();
			const asked = await cpe.until("SetParameterValues");
			if (applied) cpe.ownAnswer(asked.body);
			cpe.hangUp();
			expect((await quick.api.reaches(TENANT, id, "unknown")).finishedAt).toBeNull();
			// Read to settle it, and once more by the change that it is a step of.
			expect(new Set((await cpe.session()).map(rpcOf))).toEqual(new Set(["GetParameterValues"]));
			const settled = await quick.api.reaches(TENANT, id, expected);
			if (applied) expect(settled.result).toMatchObject({ status: 0, settledByReadBack: true });
		}
	});

	test("an AddObject whose answer is lost is settled by comparing the instances", async () => {
		const cpe = await at.knownCpe({ values: [["Device.NAT.PortMapping.1.Enable", "1", "xsd:boolean"]] });
		const id = await at.api.queue(TENANT, cpe.deviceId, "addObject", { path: "Device.NAT.PortMapping." });
		await cpe.inform();
		let asked = await cpe.post("");
		while (rpcOf(asked.body) !== "AddObject") {
			asked = await cpe.post(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)));
		}
		cpe.values.set("Device.NAT.PortMapping.4.Enable", ["Device.NAT.PortMapping.4.Enable", "0", "xsd:boolean"]);
		cpe.hangUp();
		const second = await cpe.session();
		expect(second.map(rpcOf)).toEqual(["GetParameterNames"]);
		const { result } = await at.api.reaches(TENANT, id, "succeeded");
		expect(result).toMatchObject({ instanceNumber: 4, path: "Device.NAT.PortMapping.4." });
	});

	test("an operation that has ended as unknown is over: it is not settled again, and what follows it is served", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue(TENANT, cpe.deviceId, "scheduleInform", { delaySeconds: 60 });
		await cpe.inform();
		expect(rpcOf((await cpe.post("")).body)).toBe("ScheduleInform");
		cpe.hangUp();
		const read = await at.api.queue(TENANT, cpe.deviceId, "read", { paths: [MODEL] });
		expect((await cpe.session()).map(rpcOf)).toEqual(["GetParameterValues"]);
		await at.api.reaches(TENANT, read, "succeeded");
		expect((await at.api.operation(TENANT, id)).status).toBe("unknown");
		const { items } = await at.api.get<{ items: { type: string; detail: { operationId?: string } }[] }>(
			`/devices/${cpe.deviceId}/timeline?tenant=${TENANT}`,
		);
		expect(items.filter(({ detail }) => detail.operationId === id).length).toBe(1);
	});

	test("quirk 117: AddObjectResponse with InstanceNumber 0 is a failure", async () => {
		const cpe = await at.knownCpe({ values: [["Device.NAT.PortMapping.1.Enable", "1", "xsd:boolean"]] });
		const id = await at.api.queue(TENANT, cpe.deviceId, "addObject", { path: "Device.NAT.PortMapping." });
		await cpe.inform();
		let asked = await cpe.post("");
		while (rpcOf(asked.body) !== "AddObject") {
			asked = await cpe.post(cpe.answerTo(asked.body, cpe.ownAnswer(asked.body)));
		}
		const answer = "<c:AddObjectResponse><InstanceNumber>0</InstanceNumber><Status>9005</Status></c:AddObjectResponse>";
		await cpe.toTheEnd(await cpe.post(cpe.answerTo(asked.body, answer)));
		await at.api.reaches(TENANT, id, "failed");
	});

	test("quirk 46: SetParameterValuesResponse without a Status is taken as 0", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue(TENANT, cpe.deviceId, "set", { values: [{ path: MODEL, value: "x" }] });
		await cpe.inform();
		const asked = await cpe.until("SetParameterValues");
		const answer = setResponse.replace(/<Status>.*<\/Status>/, "");
		await cpe.toTheEnd(await cpe.post(cpe.answerTo(asked.body, answer)));
		expect((await at.api.reaches(TENANT, id, "succeeded")).result).toEqual({ status: 0 });
	});
});

describe("presence", () => {
	test("an operation that is asked for during an open session is not run in that session", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		const id = await at.api.queue(TENANT, cpe.deviceId, "read", { paths: [MODEL] });
		expect(await cpe.toTheEnd()).toEqual([]);
		expect((await at.api.operation(TENANT, id)).status).toBe("queued");
		expect((await cpe.session()).map(rpcOf)).toEqual(["GetParameterValues"]);
		await at.api.reaches(TENANT, id, "succeeded");
	});

	test("nor in that session where another operation keeps it open", async () => {
		const cpe = await at.knownCpe();
		const first = await at.api.queue(TENANT, cpe.deviceId, "read", { paths: [MODEL] });
		await cpe.inform();
		const asked = await cpe.post("");
		const second = await at.api.queue(TENANT, cpe.deviceId, "read", { paths: ["Device.DeviceInfo.UpTime"] });
		expect((await cpe.toTheEnd(asked)).length).toBe(1);
		await at.api.reaches(TENANT, first, "succeeded");
		expect((await at.api.operation(TENANT, second)).status).toBe("queued");
		expect((await cpe.session()).map(rpcOf)).toEqual(["GetParameterValues"]);
	});

	test("an operation whose device never comes ends as expired, and is never sent later", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue(TENANT, cpe.deviceId, "set", { values: [{ path: MODEL, value: "late" }] }, 1);
		const expired = await at.api.reaches(TENANT, id, "expired");
		expect(expired).toMatchObject({ sentAt: null, result: null });
		expect(await cpe.session()).toEqual([]);
		expect((await at.api.operation(TENANT, id)).status).toBe("expired");
	});

	test("an operation that was cancelled is never sent", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue(TENANT, cpe.deviceId, "set", { values: [{ path: MODEL, value: "no" }] });
		const cancelled = await at.api.must<{ status: string }>("POST", `/operations/${id}/cancel`, { tenant: TENANT });
		expect(cancelled.status).toBe("cancelled");
		expect(await cpe.session()).toEqual([]);
		expect((await at.api.operation(TENANT, id)).status).toBe("cancelled");
	});

	test("an operation that was sent can't be cancelled", async () => {
		const cpe = await at.knownCpe();
		const id = await at.api.queue(TENANT, cpe.deviceId, "set", { values: [{ path: MODEL, value: "yes" }] });
		await cpe.inform();
		const asked = await cpe.until("SetParameterValues");
		expect((await at.api.ask("POST", `/operations/${id}/cancel`, { tenant: TENANT })).status).toBe(409);
		await cpe.toTheEnd(asked);
		await at.api.reaches(TENANT, id, "succeeded");
	});

	test("operations are sent in the order in which they were asked for", async () => {
		const cpe = await at.knownCpe();
		for (const value of ["1", "2", "3"]) {
			await at.api.queue(TENANT, cpe.deviceId, "set", { values: [{ path: MODEL, value }] });
		}
		const asked = (await cpe.session()).filter((body) => rpcOf(body) === "SetParameterValues");
		expect(asked.map((body) => /<Value[^>]*>(\d)</.exec(body)?.[1])).toEqual(["1", "2", "3"]);
	});
});

describe("waking", () => {
	interface WakeAnswer {
		readonly reachable: boolean;
		readonly method: string;
		readonly elapsedMs: number;
		readonly reason: string | null;
	}
	const wake = (id: string) => at.api.must<WakeAnswer>("POST", `/devices/${id}/wake`, { tenant: TENANT });

	test("a device that can be reached answers with a session", async () => {
		const { cpe, id } = await known();
		const records = recordsOf(cpe);
		expect(await wake(id)).toMatchObject({ reachable: true, method: "http", reason: null });
		const record = await until("the session", () => records[0]);
		expect(record.events.map(({ code }) => code)).toContain("6 CONNECTION REQUEST");
	});

	test("quirk 21: a device with a digest of before RFC 2617 is woken", async () => {
		const { id } = await known(oldDigest);
		expect(await wake(id)).toMatchObject({ reachable: true, method: "http" });
	});

	test("a device that has a session open is reachable by it", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		expect(await wake(cpe.deviceId)).toMatchObject({ reachable: true, method: "session" });
		await cpe.toTheEnd();
	});

	test("a session that has fallen silent is no sign of its device", async () => {
		const cpe = await at.knownCpe();
		await cpe.inform();
		cpe.hangUp();
		const silent = await until("a wake that does not count it", async () => {
			const answer = await wake(cpe.deviceId);
			return answer.reachable ? undefined : answer;
		});
		expect(silent).toMatchObject({ reachable: false, method: "http" });
	});

	test("quirk 26: a device behind NAT is not reachable, and the reason is said", async () => {
		const { id } = await known(behindNat);
		const answer = await wake(id);
		expect(answer).toMatchObject({ reachable: false, method: "http" });
		expect(answer.reason).toBeTruthy();
	});

	test("quirk 123: a challenge that is no HTTP fails cleanly", async () => {
		const { id } = await known(garbledChallenge);
		// A session that the device begins by itself meanwhile counts as reachable, rightly.
		const answer = await until("a knock that meets no session of the device's own", async () => {
			const tried = await wake(id);
			return tried.reachable ? undefined : tried;
		});
		expect(answer.reason).toMatch(/HTTP/);
	});
});

describe("reboot", () => {
	test("is followed to the session after the boot, and says when that was", async () => {
		const { cpe, id } = await known(cleanTr098Gateway);
		const asked = Date.now();
		const { status, result } = await at.api.done(TENANT, id, "reboot");
		expect(status).toBe("succeeded");
		expect(result).toMatchObject({ accepted: true, boot: true, mReboot: true, commandKeyReturned: true });
		expect(Date.parse(result?.bootedAt as string)).toBeGreaterThanOrEqual(asked - 1);
		const device = await at.api.device(TENANT, cpe.serialNumber);
		expect(device.lastInformEvents).toContain("1 BOOT");
	});

	test("that the device refuses fails with its fault", async () => {
		const { id } = await known(rebootRejected);
		const { status, fault } = await at.api.done(TENANT, id, "reboot");
		expect([status, fault?.code]).toEqual(["failed", rebootRejected.behaviour.reboot.rejectedCode]);
	});

	test("nothing more is sent in its session: what was queued behind it waits for the next", async () => {
		const { cpe, id } = await known();
		cpe.powerOff();
		const reboot = await at.api.queue(TENANT, id, "reboot");
		const read = await at.api.queue(TENANT, id, "read", { paths: [MODEL] });
		const first = askedIn(await cpe.powerOn());
		expect(first.at(-1)).toBe("Reboot");
		await at.api.reaches(TENANT, reboot, "succeeded");
		await at.api.reaches(TENANT, read, "succeeded");
	});

	test("a factory reset succeeds with the device's registration, and its settings are made anew", async () => {
		const { cpe, id } = await known();
		const before = cpe.management("ConnectionRequestPassword");
		const { status, result } = await at.api.done(TENANT, id, "factoryReset");
		expect(status).toBe("succeeded");
		expect(result).toMatchObject({ accepted: true, bootstrap: true });
		const after = await until("new credentials", () => {
			const now = cpe.management("ConnectionRequestPassword");
			return now !== "" && now !== before ? now : null;
		});
		expect(after).toMatch(/^[A-Za-z0-9]{16,24}$/);
	});
});

describe("files", () => {
	test("a firmware file is fetched from the file server, and the download succeeds with the new version", async () => {
		const { cpe, id } = await known();
		const fileId = await addFirmware(cleanTr181Gateway, "9.9.1");
		const fetched: string[] = [];
		onTestFinished(
			cpe.on((event) => {
				if (event.type === "fetched") fetched.push(`${event.status} ${event.url}`);
			}),
		);
		const { status, result } = await at.api.done(TENANT, id, "download", { fileId });
		expect(status).toBe("succeeded");
		expect(result).toMatchObject({ accepted: true, version: "9.9.1" });
		expect(fetched).toEqual([
			expect.stringMatching(/^200 http:\/\/127\.0\.0\.1:\d+\/files\/[A-Za-z0-9]+\/image-9\.9\.1\.bin$/),
		]);
		expect((await at.api.device(TENANT, cpe.serialNumber)).softwareVersion).toBe("9.9.1");
	});

	test("a download that is answered with Status 0 succeeds with the version too", async () => {
		const { id } = await known(instantFirmware);
		const { status, result } = await at.api.done(TENANT, id, "download", {
			fileId: await addFirmware(instantFirmware, "9.9.2"),
		});
		expect([status, result?.version]).toEqual(["succeeded", "9.9.2"]);
	});

	test("quirk 96: a device that never reports, but shows the version, has succeeded", async () => {
		const { id } = await known(quietFirmware);
		const { status, result } = await at.api.done(TENANT, id, "download", {
			fileId: await addFirmware(quietFirmware, "9.9.3"),
		});
		expect([status, result?.version]).toEqual(["succeeded", "9.9.3"]);
	});

	test("quirk 97: a success that the device reports on its old version is none yet", async () => {
		const { cpe, id } = await known(falseSuccessFirmware);
		const fileId = await addFirmware(falseSuccessFirmware, "9.9.4");
		const operation = await at.api.queue(TENANT, id, "download", { fileId });
		await cpe.waitFor(
			(event) => event.type === "session" && event.record.events.some(({ code }) => code === "7 TRANSFER COMPLETE"),
		);
		expect((await at.api.operation(TENANT, operation)).status).toBe("running");
	});

	test("while a firmware transfer is unresolved a set is refused, and a read is served", async () => {
		const { cpe, id } = await known(stalledFirmware);
		const root = stalledFirmware.root;
		const fileId = await addFirmware(stalledFirmware, "9.9.5");
		const operation = await at.api.queue(TENANT, id, "download", { fileId });
		await until("the download to be sent", async () => (await at.api.operation(TENANT, operation)).sentAt);
		await until("its session's end", () => cpe.state === "idle");
		for (const [kind, input] of [
			["set", { values: [{ path: `${root}DeviceInfo.ProvisioningCode`, value: "x" }] }],
			["reboot", {}],
			["addObject", { path: `${root}X.` }],
			["download", { fileId }],
		] as const) {
			const refused = await at.api.operate(TENANT, id, kind, input);
			expect([kind, refused.status, refused.body.code]).toEqual([kind, 409, "transferInProgress"]);
		}
		const read = await at.api.done(TENANT, id, "read", { paths: [`${root}DeviceInfo.ModelName`] });
		expect(read.status).toBe("succeeded");
	});

	test("a set that was queued before the download waits its turn, and is not sent while the transfer is unresolved", async () => {
		const { cpe, id } = await known(stalledFirmware);
		cpe.powerOff();
		const fileId = await addFirmware(stalledFirmware, "9.9.6");
		const download = await at.api.queue(TENANT, id, "download", { fileId });
		const path = `${stalledFirmware.root}DeviceInfo.ProvisioningCode`;
		const set = await at.api.queue(TENANT, id, "set", { values: [{ path, value: "meanwhile" }] });
		await cpe.powerOn();
		await until("the download to be sent", async () => (await at.api.operation(TENANT, download)).sentAt);
		const record = await cpe.inform();
		expect(askedIn(record)).not.toContain("SetParameterValues");
		expect((await at.api.operation(TENANT, set)).sentAt).toBeNull();
		expect(cpe.tree.value(path)).not.toBe("meanwhile");
	});

	test("an upload ends with its TransferComplete", async () => {
		const { id } = await known();
		const { status, result } = await at.api.done(TENANT, id, "upload", { fileType: "1 Vendor Configuration File" });
		expect(status).toBe("succeeded");
		expect(result).toMatchObject({ accepted: true });
	});

	test("the file server answers ranges and HEAD to the device's token, and nothing to any other", async () => {
		const cpe = await at.knownCpe();
		const fileId = await addFirmware(
			{ identity: { ...cleanTr181Gateway.identity, manufacturer: "Raw Makers", modelName: "Raw" } },
			"9.9.7",
		);
		await at.api.queue(TENANT, cpe.deviceId, "download", { fileId });
		await cpe.inform();
		const asked = await cpe.until("Download");
		const url = /<URL>([^<]*)</.exec(asked.body)?.[1] as string;
		expect(url.length).toBeLessThanOrEqual(256);
		expect(/<CommandKey>([^<]*)</.exec(asked.body)?.[1]).toMatch(/^[A-Za-z0-9]{1,32}$/);
		const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
		expect(Number(/<FileSize>(\d+)</.exec(asked.body)?.[1])).toBe(whole.length);
		const head = await fetch(url, { method: "HEAD" });
		expect([head.status, head.headers.get("content-length")]).toEqual([200, String(whole.length)]);
		const part = await fetch(url, { headers: { Range: "bytes=10-19" } });
		expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, whole.subarray(10, 20)]);
		const rest = await fetch(url, { headers: { Range: `bytes=${whole.length - 5}-` } });
		expect([rest.status, Buffer.from(await rest.arrayBuffer())]).toEqual([206, whole.subarray(-5)]);
		expect((await fetch(url, { headers: { Range: `bytes=${whole.length}-` } })).status).toBe(416);
		for (const target of [url, `/${new URL(url).pathname.replace("/files/", "/files//")}`]) {
			const connection = new RawConnection(at.port);
			connection.send(`GET ${target} HTTP/1.1\r\nHost: x\r\nRange: bytes=10-19\r\n\r\n`);
			expect([target, (await connection.reply()).status]).toEqual([target, 206]);
			connection.close();
		}
		for (const other of [
			url.replace(/\/files\/\w+/, "/files/0000000000000000"),
			url.replace(/[^/]+$/, "other.bin"),
			url.replace("/files/", "/uploads/"),
		]) {
			const answer = await fetch(other, { method: other.includes("/uploads/") ? "PUT" : "GET" });
			expect([other, answer.status]).toEqual([other, 404]);
		}
		expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(405);
	});
});

test("a known name is asked for by its own name, and no more than it", async () => {
	const cpe = await at.knownCpe();
	await at.api.queue(TENANT, cpe.deviceId, "read", { paths: [MODEL] });
	expect((await cpe.session()).map(namesIn)).toEqual([[MODEL]]);
});
