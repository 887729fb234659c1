/** A certification's discovery on the whole system: what the report says of virtual CPEs, and what it costs them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { largeGateway } from "../../lab/models/large-gateway.ts";
import { namesOneLevel } from "../../lab/models/names-one-level.ts";
import { namesRootRefused } from "../../lab/models/names-root-refused.ts";
import { poisonedName } from "../../lab/models/poisoned-name.ts";
import { values16Names } from "../../lab/models/values-16-names.ts";
import { wrongTypes } from "../../lab/models/wrong-types.ts";
import type { DiscoveryReport } from "../../src/shared/discoveryReport.ts";
import { type Device, openSystem, type SessionView, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
const DISCOVERY_MS = 60_000;
const MODELS = [
	cleanTr181Gateway,
	largeGateway,
	namesOneLevel,
	namesRootRefused,
	poisonedName,
	values16Names,
	wrongTypes,
] as const;
/** What changes a device. */
const WRITES = /^(Set|Add|Delete|Change|Cancel|Schedule)|^(Reboot|FactoryReset|Download|Upload)$/;

interface Discovery {
	readonly status: "running" | "succeeded" | "failed";
	readonly reason: string | null;
	readonly report: DiscoveryReport | null;
}

interface Seen {
	readonly report: DiscoveryReport;
	/** Of the session that the walk ran in, what was asked of the device after GetRPCMethods. */
	readonly asked: readonly string[];
}

let certus: TestSystem;
let lab: Lab;
const seen = new Map<LabModel, Seen>();
const of = (model: LabModel): Seen => {
	const found = seen.get(model);
	if (!found) throw new Error(`${model.name} was not discovered`);
	return found;
};

beforeAll(async () => {
	certus = await openSystem();
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
	await Promise.all(MODELS.map(discover));
}, 180_000);
afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

async function discover(model: LabModel): Promise<void> {
	const { api } = certus;
	const cpe = lab.add(model);
	void cpe.powerOn();
	const { id: deviceId } = await api.device(TENANT, cpe.serialNumber);
	await api.done(TENANT, deviceId, "read", { paths: [`${model.root}DeviceInfo.`] });
	// The first of each version is walked by itself: that is not this discovery.
	await until(
		`the walk of ${model.name} by itself`,
		async () => {
			const query = `tenant=${TENANT}&deviceId=${deviceId}&kind=discover`;
			const { items } = await api.get<{ items: { finishedAt: string | null }[] }>(`/operations?${query}`);
			// A few are walked at a time; the others when they call again.
			if (items.length === 0) await api.done(TENANT, deviceId, "read", { paths: [`${model.root}DeviceInfo.`] });
			return items.length > 0 && items.every(({ finishedAt }) => finishedAt !== null);
		},
		DISCOVERY_MS,
	);
	const device = await api.get<Device & Record<string, string>>(`/devices/${deviceId}?tenant=${TENANT}`);
	const { id } = await api.must<{ id: string }>("POST", "/certifications", {
		tenant: TENANT,
		vendor: device.vendor,
		model: device.model,
		productClass: device.productClass,
		hardwareVersion: device.hardwareVersion ?? "",
		firmwareRange: { versions: [device.softwareVersion] },
		transport: "http",
		workflows: ["inventory"],
	});
	await api.must("POST", `/certifications/${id}/discovery`, { tenant: TENANT, deviceId });
	const found = await until(
		`the discovery of ${model.name}`,
		async () => {
			const now = await api.get<Discovery>(`/certifications/${id}/discovery?tenant=${TENANT}`);
			return now.status === "running" ? null : now;
		},
		DISCOVERY_MS,
	);
	if (found.report === null) throw new Error(`${model.name}: ${found.status}: ${found.reason}`);
	// The transcript is kept with the session's end.
	const sessions = await until("the session's end", async () => {
		const all = await api.sessions(TENANT, deviceId);
		return all.every(({ endedAt }) => endedAt !== null) ? all : null;
	});
	const { report } = await api.get<Discovery>(`/certifications/${id}/discovery?tenant=${TENANT}`);
	seen.set(model, { report: report as DiscoveryReport, asked: askedIn(sessions) });
}

function askedIn(sessions: readonly SessionView[]): string[] {
	const walk = sessions.find(({ messages }) => messages.some(({ name }) => name === "GetRPCMethods"));
	const requests = (walk?.messages ?? []).filter(
		({ direction, name }) => direction === "toDevice" && !/Response$|^empty$/.test(name),
	);
	return requests.slice(requests.findIndex(({ name }) => name === "GetRPCMethods") + 1).map(({ name }) => name);
}

describe.each(MODELS.map((model) => [model.name, model] as const))("%s", (_name, model) => {
	test("is reported with its root, its writable share and what it has of the standard", () => {
		const { report } = of(model);
		expect(report.root).toBe(model.root);
		expect(report.writable.writable).toBeGreaterThan(0);
		expect(report.writable.percent).toBeLessThan(100);
		const { supported, present } = report.objects.find(({ path }) => path === `${model.root}DeviceInfo.`) ?? {};
		expect({ supported, isKnown: (present ?? 0) > 5 }).toEqual({ supported: true, isKnown: true });
		expect(report.objects.some((object) => object.supported === false)).toBe(true);
	});

	test("is read, and not written", () => {
		const { asked } = of(model);
		expect(asked.length).toBeGreaterThan(2);
		expect(asked.filter((name) => WRITES.test(name))).toEqual([]);
	});

	test("costs what was asked of it, and no more than 300 RPCs and ten minutes", () => {
		const { report, asked } = of(model);
		expect(report.walk.rpcs).toBe(asked.length);
		expect(report.walk.rpcs).toBeLessThanOrEqual(300);
		expect(report.walk.durationSeconds).toBeLessThanOrEqual(600);
		expect(report.walk.withinBudget).toBe(true);
	});

	test("claims its RPCs; those that were tried are told from those that were not", () => {
		const { rpcs } = of(model).report;
		expect(rpcs.filter(({ claimed }) => claimed).map(({ name }) => name)).toContain("Reboot");
		const outcomes = Object.fromEntries(rpcs.map(({ name, outcome }) => [name, outcome]));
		expect(outcomes).toMatchObject({
			GetRPCMethods: "worked",
			GetParameterNames: "worked",
			GetParameterValues: "worked",
			Reboot: null,
			Download: null,
		});
	});
});

test("2,000 parameters take no more than a device of that size may", () => {
	expect(of(largeGateway).report.parameters).toBeGreaterThanOrEqual(1_900);
});

test("a device whose types are right deviates in none, one whose types are wrong in those", () => {
	expect(of(cleanTr181Gateway).report.deviationCounts.wrongType).toEqual({ kinds: 0, occurrences: 0 });
	expect(of(wrongTypes).report.deviationCounts.wrongType.kinds).toBeGreaterThan(0);
});

test("a parameter that can't be read is counted as unread", () => {
	expect(of(poisonedName).report.walk.unread).toBeGreaterThan(0);
	expect(of(cleanTr181Gateway).report.walk.unread).toBe(0);
});
