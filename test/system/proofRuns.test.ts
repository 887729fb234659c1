/** What a proof run does to a device, seen from the device: it is left as it was found. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import { createLab, type Lab } from "../../lab/lab.ts";
import { deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { poorDiagnostics } from "../../lab/models/poor-diagnostics.ts";
import type { BackupDetail, Change } from "../../src/shared/changes.ts";
import type { Check, CheckEvidence, MatrixRow, ProofRun, Workflow } from "../../src/shared/proof.ts";
import { ADMIN_TOKEN, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const RUN_MS = 120_000;
const CODE = "Device.DeviceInfo.ProvisioningCode";
const TRACE = "Device.IP.Diagnostics.TraceRoute.";

/** A read takes it some seconds, so that a run can be met in the middle. */
const slow: LabModel = {
	...cleanTr181Gateway,
	name: "slow-to-read",
	identity: { ...cleanTr181Gateway.identity, serialPattern: "SLOW####" },
	behaviour: deviating({ delays: { GetParameterValues: 90 } }),
};

/** It gives none of its values. */
const unreadable: LabModel = {
	...cleanTr181Gateway,
	name: "gives-no-values",
	identity: { ...cleanTr181Gateway.identity, serialPattern: "MUTE####" },
	behaviour: deviating({ rpcs: { unknown: ["GetParameterValues"], answer: "fault" } }),
};

let certus: TestSystem;
let lab: Lab;

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
});

afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

async function started(model: LabModel, workflows: readonly Workflow[], inputs: object, before?: (cpe: Cpe) => void) {
	const cpe = lab.add(model);
	before?.(cpe);
	void cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	const run = await certus.api.must<ProofRun>("POST", "/proof-runs", {
		tenant: TENANT,
		deviceId: id,
		workflows,
		inputs,
	});
	return { cpe, run };
}

function finished({ id }: ProofRun): Promise<ProofRun> {
	return until(
		"the run's end",
		async () => {
			const run = await certus.api.get<ProofRun>(`/proof-runs/${id}?tenant=${TENANT}`);
			return run.status === "finished" ? run : null;
		},
		RUN_MS,
	);
}

function checkOf(run: ProofRun, id: string): Check {
	const checks = [...run.workflows, ...run.traitChecks].flatMap((part) => part.checks);
	return checks.find((check) => check.id === id) as Check;
}

async function evidenceOf(check: Check): Promise<CheckEvidence> {
	const url = `${certus.api.url}/api/v1/evidence/${check.evidence[0]}?tenant=${TENANT}`;
	return (await (await fetch(url, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } })).json()) as CheckEvidence;
}

test.concurrent(
	"a set and what it does share a session, it is seen to last in another, and is put back",
	async () => {
		const { cpe, run } = await started(cleanTr181Gateway, ["inventory", "config"], { timeoutSeconds: 10 });
		const done = await finished(run);
		const { messages } = await evidenceOf(checkOf(done, "applied"));
		expect(messages.filter(({ name }) => name === "SetParameterValues")).toHaveLength(3);
		const sessions = [...Map.groupBy(messages, ({ sessionId }) => sessionId).values()];
		const sets = (one: typeof messages) => one.filter(({ name }) => name === "SetParameterValues").length;
		// What a refused set does may come late: it is looked at in a session after it.
		const counts = sessions.map(sets);
		expect([counts.filter((count) => count > 0), counts.at(-1)]).toEqual([[1, 1, 1], 0]);
		expect(done.workflows.map(({ verdict }) => verdict)).toEqual(["proven", "proven"]);
		expect(cpe.tree.value(CODE)).toBe("");
		expect(checkOf(done, "asFound").outcome).toBe("pass");
		// What judges another's messages cites their evidence.
		expect(checkOf(done, "rolledBack").evidence[1]).toBe(checkOf(done, "applied").evidence[0]);
	},
	RUN_MS,
);

/** Up to where its values are left to stand for a while. */
async function left(run: ProofRun, cpe: Cpe): Promise<void> {
	const isLeft = async () => {
		const { workflows } = await certus.api.get<ProofRun>(`/proof-runs/${run.id}?tenant=${TENANT}`);
		return workflows[0]?.checks.some(({ id }) => id === "setAgain");
	};
	await until("the values that are left to stand", isLeft, RUN_MS);
	expect(cpe.tree.value(CODE)).toBe("Certus.Proof.One");
}

test.concurrent(
	"what the device itself takes back while the run goes on is not applied",
	async () => {
		const { cpe, run } = await started(cleanTr181Gateway, ["config"], { timeoutSeconds: 10 });
		await left(run, cpe);
		cpe.tree.set(CODE, "its own");
		const done = await finished(run);
		expect(done.workflows).toMatchObject([{ workflow: "config", verdict: "failed" }]);
		expect(done.limitations.map(({ code }) => code)).toContain("config.notApplied");
		expect([checkOf(done, "rolledBack").outcome, checkOf(done, "lasts").outcome]).toEqual(["pass", "fail"]);
		expect(cpe.tree.value(CODE)).toBe("");
	},
	RUN_MS,
);

test.concurrent(
	"a run that is cancelled while its values are left to stand takes them back",
	async () => {
		const { cpe, run } = await started(cleanTr181Gateway, ["config"], { timeoutSeconds: 10 });
		await left(run, cpe);
		await certus.api.must("POST", `/proof-runs/${run.id}/cancel`, { tenant: TENANT });
		await until("the way back", () => cpe.tree.value(CODE) === "", RUN_MS);
	},
	RUN_MS,
);

test.concurrent(
	"a run that is cancelled in the middle of a change puts it back",
	async () => {
		const { cpe, run } = await started(slow, ["config"], { timeoutSeconds: 60 });
		await until("the change", () => cpe.tree.value(CODE) === "Certus.Proof.One", RUN_MS);
		await certus.api.must("POST", `/proof-runs/${run.id}/cancel`, { tenant: TENANT });
		await until("the way back", () => cpe.tree.value(CODE) === "", RUN_MS);
	},
	RUN_MS,
);

test.concurrent(
	"a first contact that was lost once was not brought to its end, though the next one was",
	async () => {
		const drops = ["Device.ManagementServer.ConnectionRequest"];
		const losing: LabModel = {
			...cleanTr181Gateway,
			name: "loses-first-contact",
			identity: { ...cleanTr181Gateway.identity, serialPattern: "LOST####" },
			behaviour: deviating({ set: { dropsAfter: drops } }),
		};
		const { run } = await started(losing, ["provisioning"], { timeoutSeconds: 5 }, (cpe) => {
			const said = cpe.tree.set.bind(cpe.tree);
			cpe.tree.set = (path, value) => {
				if (path.endsWith("PeriodicInformTime")) setImmediate(() => drops.splice(0));
				return said(path, value);
			};
		});
		const done = await finished(run);
		expect(done.workflows).toMatchObject([{ workflow: "provisioning", verdict: "partial" }]);
		expect(checkOf(done, "sessionCompletes").outcome).toBe("fail");
		expect(checkOf(done, "setOnConnect").outcome).toBe("pass");
		expect(done.limitations.map(({ code }) => code)).toContain("provisioning.sessionAborted");
	},
	RUN_MS,
);

test.concurrent(
	"what a factory reset takes is set again",
	async () => {
		const inputs = { timeoutSeconds: 10, allowFactoryReset: true };
		const { cpe, run } = await started(cleanTr181Gateway, ["factoryReset"], inputs, ({ tree }) => {
			tree.set(CODE, "of a customer");
			tree.set("Device.Time.NTPServer1", "ntp.example.net");
		});
		const done = await finished(run);
		expect(done.workflows[0]?.verdict).toBe("proven");
		expect([cpe.tree.value(CODE), cpe.tree.value("Device.Time.NTPServer1")]).toEqual([
			"of a customer",
			"ntp.example.net",
		]);
		expect(checkOf(done, "asFound").outcome).toBe("pass");
		const { values } = await evidenceOf(checkOf(done, "asFound"));
		expect(values.setBack).toEqual(expect.arrayContaining([CODE, "Device.Time.NTPServer1"]));
	},
	RUN_MS,
);

test.concurrent(
	"a diagnostic that never ends is stopped, and its parameters are as before, though its time is over",
	async () => {
		const { cpe, run } = await started(poorDiagnostics, ["diagnostics"], { timeoutSeconds: 4 });
		const done = await finished(run);
		expect(checkOf(done, "traceRoute")).toMatchObject({ outcome: "fail" });
		expect([cpe.tree.value(`${TRACE}DiagnosticsState`), cpe.tree.value(`${TRACE}Host`)]).toEqual(["None", ""]);
		expect(checkOf(done, "asFound").outcome).toBe("pass");
	},
	RUN_MS,
);

test.concurrent(
	"quirk 65: a device that restarts whenever the names of its Wi-Fi are asked for can't be read",
	async () => {
		const { run } = await started(cleanTr181Gateway, ["inventory"], { timeoutSeconds: 20 }, (cpe) => {
			const names = cpe.tree.names.bind(cpe.tree);
			cpe.tree.names = (path, nextLevel) => {
				if (path.startsWith("Device.WiFi.")) cpe.reboot(1, []);
				return names(path, nextLevel);
			};
		});
		const look = () => certus.api.get<ProofRun>(`/proof-runs/${run.id}?tenant=${TENANT}`);
		const isSeen = async () => (await look()).workflows[0]?.checks.some(({ id }) => id === "subtreesReadable");
		await until("what the walk shows", isSeen, RUN_MS);
		expect(checkOf(await look(), "subtreesReadable")).toMatchObject({
			outcome: "fail",
			detail: expect.stringContaining("restarts when it is read"),
		});
		await certus.api.must("POST", `/proof-runs/${run.id}/cancel`, { tenant: TENANT });
	},
	RUN_MS,
);

test.concurrent(
	"quirk 102: an OUI that is another after each boot is no unsafe reboot, and once somebody says that it is one device, a proven one",
	async () => {
		const cpe = lab.add({
			...cleanTr181Gateway,
			identity: { ...cleanTr181Gateway.identity, serialPattern: "FLIP####" },
		});
		const { oui: own } = cpe.identity;
		let oui = own;
		const flips = () => {
			oui = oui === own ? "FFFFFF" : own;
			cpe.atBoot(flips);
		};
		Object.defineProperty(cpe, "identity", {
			get: () => ({ ...cleanTr181Gateway.identity, serialNumber: cpe.serialNumber, oui }),
		});
		await cpe.powerOn();
		cpe.atBoot(flips);
		const found = () => certus.api.devices(TENANT, cpe.serialNumber);
		const [older] = await found();
		const proveReboot = async () => {
			const body = { tenant: TENANT, deviceId: older?.id, workflows: ["reboot"], inputs: { timeoutSeconds: 8 } };
			return await finished(await certus.api.must<ProofRun>("POST", "/proof-runs", body));
		};
		const first = await proveReboot();
		expect(first.workflows[0]?.verdict).toBe("inconclusive");
		expect(checkOf(first, "reRegisters").detail).toContain("FFFFFF");

		const newer = (await found()).find(({ id }) => id !== older?.id);
		expect([older?.quarantined, newer?.quarantined]).toEqual([false, false]);
		const read = await certus.api.queue(TENANT, newer?.id as string, "read", {
			paths: ["Device.Ethernet.Interface.1.MACAddress"],
		});
		await until("its MAC", async () => (await certus.api.operation(TENANT, read)).status === "succeeded");
		await until("all that is open to end", async () => {
			const link = { tenant: TENANT, deviceId: older?.id };
			return (await certus.api.ask("POST", `/devices/${newer?.id}/links`, link)).status < 300;
		});
		const second = await proveReboot();
		expect([second.workflows[0]?.verdict, oui]).toEqual(["proven", own]);
		expect(await found()).toHaveLength(1);
	},
	RUN_MS,
);

async function onField(model: LabModel, workflows: readonly Workflow[], inputs: object = {}) {
	const cpe = lab.add(model);
	cpe.tree.set(CODE, "of a customer");
	await cpe.powerOn();
	const { id } = await certus.api.device(TENANT, cpe.serialNumber);
	await certus.api.must("PATCH", `/devices/${id}?tenant=${TENANT}`, { lab: false });
	const approver = await certus.api.withRole(TENANT, "approver");
	const body = { tenant: TENANT, deviceId: id, workflows, inputs: { timeoutSeconds: 60, ...inputs } };
	const refused = await certus.api.ask<{ code: string }>("POST", "/proof-runs", body);
	expect(refused.body.code).toBe("notLab");
	const requestApproval = { reason: "no lab has one" };
	const run = await certus.api.must<ProofRun>("POST", "/proof-runs", { ...body, requestApproval });
	const approve = () =>
		approver.must("POST", `/changes/${run.changeId}/approve`, { tenant: TENANT, comment: "at night" });
	return { cpe, run, approve };
}

describe.concurrent("what is shown counts for the firmware that shows it", () => {
	const VERSION = "Device.DeviceInfo.SoftwareVersion";
	const rowsOf = async (run: ProofRun) => {
		const { vendor, model } = await certus.api.get<Record<string, string>>(`/devices/${run.deviceId}?tenant=${TENANT}`);
		const query = new URLSearchParams({ tenant: TENANT, vendor: vendor ?? "", model: model ?? "" });
		const { items } = await certus.api.get<{ items: MatrixRow[] }>(`/matrix?${query}`);
		return Object.fromEntries(
			items.flatMap(({ covers, workflows }) =>
				covers.map(({ softwareVersion }) => {
					const verdicts = [workflows.inventory, workflows.reboot].map((cell) => cell?.verdict ?? null);
					return [softwareVersion, verdicts];
				}),
			),
		);
	};
	const model = (name: string, from: LabModel): LabModel => ({
		...from,
		name,
		identity: { ...from.identity, modelName: name, productClass: name, serialPattern: `${name.toUpperCase()}####` },
	});

	test.concurrent(
		"of a device that was away when the run was asked for, and comes back with another",
		async ({ expect }) => {
			const cpe = lab.add(model("HG-AWAY", cleanTr181Gateway));
			await cpe.powerOn();
			const before = cpe.tree.value(VERSION) as string;
			const { id } = await certus.api.device(TENANT, cpe.serialNumber);
			// Traits that write take their time, and are left out there.
			await certus.api.must("PATCH", `/devices/${id}?tenant=${TENANT}`, { lab: false });
			cpe.powerOff();
			const body = { tenant: TENANT, deviceId: id, workflows: ["inventory"], inputs: { timeoutSeconds: 10 } };
			const run = await certus.api.must<ProofRun>("POST", "/proof-runs", body);
			await until("what it waits for", async () => {
				const { items } = await certus.api.get<{ items: object[] }>(
					`/operations?tenant=${TENANT}&deviceId=${id}&kind=read`,
				);
				return items.length > 0;
			});
			cpe.tree.set(VERSION, "77.0");
			void cpe.powerOn();
			expect((await finished(run)).workflows[0]?.verdict).toBe("proven");
			await expect
				.poll(() => rowsOf(run), { timeout: RUN_MS })
				.toEqual({ [before]: [null, null], "77.0": ["proven", null] });
		},
		RUN_MS,
	);

	test.concurrent(
		"of one that a reboot leaves on another, that the reboot was unsafe, and nothing from there on",
		async ({ expect }) => {
			const { cpe, run, approve } = await onField(model("HG-TURN", cleanTr181Gateway), ["inventory", "reboot"]);
			const before = cpe.tree.value(VERSION) as string;
			cpe.atBoot(() => cpe.tree.set(VERSION, "77.0"));
			await approve();
			const done = await finished(run);
			expect(Object.fromEntries(done.workflows.map(({ workflow, verdict }) => [workflow, verdict]))).toEqual({
				inventory: "proven",
				reboot: "unsafe",
			});
			expect(checkOf(done, "accepted")).toMatchObject({
				outcome: "fail",
				detail: `Reboot left the device on firmware 77.0 on hardware 1.0; it was on firmware ${before} on hardware 1.0.`,
			});
			expect(checkOf(done, "reRegisters").detail).toContain("firmware 77.0");
			await expect
				.poll(() => rowsOf(done), { timeout: RUN_MS })
				.toEqual({ [before]: ["proven", "unsafe"], "77.0": [null, null] });
		},
		RUN_MS,
	);
});

describe.concurrent("on a field device", () => {
	const changeOf = ({ changeId }: ProofRun) => certus.api.get<Change>(`/changes/${changeId}?tenant=${TENANT}`);

	test.concurrent(
		"nothing is sent before others agree; then what was agreed to is, and what writes beside it is skipped",
		async () => {
			const { cpe, run, approve } = await onField(cleanTr181Gateway, ["reboot", "config"]);
			const before = cpe.tree.value(CODE);
			await cpe.inform();
			expect((await certus.api.get<ProofRun>(`/proof-runs/${run.id}?tenant=${TENANT}`)).status).toBe("pendingApproval");
			await approve();
			const done = await finished(run);
			expect(done.workflows.map(({ workflow, verdict }) => `${workflow} ${verdict}`).sort()).toEqual([
				"config proven",
				"reboot proven",
			]);
			expect(cpe.tree.value(CODE)).toBe(before);
			expect(["wrongTypeFault", "readOnlyFault"].map((id) => checkOf(done, id).outcome)).toEqual([
				"skipped",
				"skipped",
			]);
			expect((await evidenceOf(checkOf(done, "applied"))).conditions.lab).toBe(false);
			expect(await changeOf(done)).toMatchObject({ state: "applied", failure: null, devices: { applied: 1 } });
		},
		RUN_MS,
	);

	test.concurrent(
		"one that is cancelled in the middle of a change puts it back all the same",
		async () => {
			const { cpe, run, approve } = await onField(slow, ["config"]);
			await approve();
			await until("the change", () => cpe.tree.value(CODE) === "Certus.Proof.One", RUN_MS);
			await certus.api.must("POST", `/proof-runs/${run.id}/cancel`, { tenant: TENANT });
			await until("the way back", () => cpe.tree.value(CODE) === "of a customer", RUN_MS);
			expect(await changeOf(run)).toMatchObject({ state: "cancelled" });
		},
		RUN_MS,
	);

	test.concurrent(
		"what a factory reset takes is kept before, as the change's backup",
		async () => {
			const { cpe, run, approve } = await onField(cleanTr181Gateway, ["factoryReset"], { allowFactoryReset: true });
			await approve();
			const done = await finished(run);
			expect(checkOf(done, "accepted").outcome).toBe("pass");
			expect(cpe.tree.value(CODE)).toBe("");
			const { backupId } = await changeOf(run);
			const kept = await certus.api.get<BackupDetail>(`/backups/${backupId}?tenant=${TENANT}`);
			expect(kept).toMatchObject({ changeId: run.changeId, complete: true });
			expect(kept.values).toContainEqual(expect.objectContaining({ path: CODE, value: "of a customer" }));
		},
		RUN_MS,
	);

	test.concurrent(
		"what can't be kept is not touched",
		async () => {
			const { cpe, run, approve } = await onField(unreadable, ["factoryReset", "config", "reboot"], {
				allowFactoryReset: true,
				timeoutSeconds: 5,
			});
			await approve();
			const done = await finished(run);
			for (const { workflow, checks } of done.workflows) {
				const act = checks.find(({ id }) => id === "accepted");
				if (act)
					expect([workflow, act.outcome, act.detail]).toEqual([
						workflow,
						"inconclusive",
						expect.stringContaining("could not be kept"),
					]);
			}
			expect(cpe.tree.value(CODE)).toBe("of a customer");
			expect((await changeOf(run)).backupId).toBeNull();
		},
		RUN_MS,
	);
});
