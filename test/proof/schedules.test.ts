/** Ten thousand random schedules of what people and devices may do: what must never come of them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CanaryJudgement, coversDevice, judgeCanary, type RunningCanary } from "../../src/proof/canary.ts";
import type { Clearance, Lowering, Run } from "../../src/proof/cells.ts";
import { FIELD_WINDOW, type FieldOutcome, fieldFinding } from "../../src/proof/field.ts";
import { rowsOf } from "../../src/proof/matrix.ts";
import { type CertificationFacts, missingFor, progressOf, type Step, stageOf } from "../../src/proof/pipeline.ts";
import { evidenceOf, pair, rowId, runOf } from "./evidence.ts";
import { IN_SCOPE, type InScope, type Move, schedule, verdictsOf } from "./schedule.ts";

const SCHEDULES = 10_000;
const VERSIONS = ["1.0", "1.1"] as const;
const PEOPLE = ["ann", "bob"] as const;
const START = Date.UTC(2026, 0, 1);

interface Device {
	readonly id: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
}

/** Two versions, a device of other hardware, and one of a version that nobody certifies. */
const FLEET: readonly Device[] = [
	...Array.from({ length: 8 }, (_, i) => ({ id: `d${i}`, ...pair(VERSIONS[i % 2] as string) })),
	{ id: "other", ...pair("1.0", "HW2") },
	{ id: "near", ...pair("1.0.1") },
];

/** Everything that was done and seen, in its order: what the oracle reads, and nothing else does. */
type Entry =
	| { readonly did: "discovered" }
	| {
			readonly did: "verified";
			readonly version: string;
			readonly workflow: string;
			readonly verdict: string;
			readonly by: string;
	  }
	| { readonly did: "canary"; readonly versions: readonly string[] }
	| { readonly did: "operated"; readonly device: Device; readonly workflow: string; readonly succeeded: boolean }
	| { readonly did: "approved"; readonly by: string }
	| { readonly did: "lowered"; readonly version: string; readonly workflow: string }
	| { readonly did: "setback" };

/** The certification as commands and engine drive it, over the same pure functions, with everything in memory. */
function play(moves: readonly Move[]) {
	let now = START;
	const time = (): string => new Date(now).toISOString();
	const tick = (minutes = 1): void => {
		now += minutes * 60_000;
	};
	const log: Entry[] = [];
	const steps: Step[] = [{ action: "intake", at: time() }];
	const runs: Run[] = [];
	const verifiers = new Set<string>();
	const verifications: CertificationFacts["verifications"][number][] = [];
	const clearances: Clearance[] = [];
	const lowerings: Lowering[] = [];
	const outcomes: (FieldOutcome & { readonly version: string; readonly workflow: string; readonly at: string })[] = [];
	let discovery: CertificationFacts["discovery"] = null;
	let canary:
		| (RunningCanary & {
				readonly startedAt: string;
				readonly endsAt: string;
				readonly minOperations: number;
				readonly minDevices: number;
				readonly touched: Set<string>;
				readonly counted: { device: string; version: string; workflow: string; succeeded: boolean }[];
				judged: CanaryJudgement | null;
		  })
		| null = null;

	const facts = (): CertificationFacts => ({
		hardwareVersion: "HW1",
		versions: VERSIONS,
		workflows: IN_SCOPE,
		steps,
		discovery,
		verifications,
		canary: canary && {
			status: canary.status,
			versions: canary.versions,
			passed:
				canary.status === "passed" || canary.status === "paused"
					? (canary.judged?.cells ?? []).filter(({ outcome }) => outcome === "passes")
					: [],
		},
		cleared: clearances,
	});
	const available = (version: string): number =>
		FLEET.filter((one) => one.softwareVersion === version && one.hardwareVersion === "HW1").length;
	const judge = (): void => {
		if (canary?.status !== "running") return;
		const { counted } = canary;
		const tallies = canary.versions.flatMap((softwareVersion) =>
			IN_SCOPE.map((workflow) => {
				const own = counted.filter((one) => one.version === softwareVersion && one.workflow === workflow);
				const good = own.filter(({ succeeded }) => succeeded);
				const devices = new Set(good.map(({ device }) => device)).size;
				return { workflow, softwareVersion, successes: good.length, failures: own.length - good.length, devices };
			}),
		);
		const { versions, minOperations, minDevices, endsAt } = canary;
		const policy = { workflows: IN_SCOPE, versions, successFloor: 0.9, minOperations, minDevices, endsAt };
		finish(judgeCanary(policy, tallies, available, time()));
	};
	const finish = (judged: CanaryJudgement): void => {
		if (canary?.status !== "running") return;
		canary = { ...canary, judged, status: judged.status };
		if (judged.status === "running") return;
		const action = ({ paused: "canaryPaused", passed: "canaryPassed", stopped: "setback" } as const)[judged.status];
		steps.push({ action, at: time() });
		if (action === "setback") log.push({ did: "setback" });
	};
	const lower = (version: string, workflow: InScope, cause: "person" | "field"): void => {
		tick();
		const place = { ...pair(version), workflow, id: rowId(`${now}`), at: time(), by: "x", code: "x", reason: "x" };
		lowerings.push({ ...place, cause, to: "yellow" });
		log.push({ did: "lowered", version, workflow });
		const stage = stageOf(steps);
		const isCleared = clearances.some((one) => one.softwareVersion === version && one.workflow === workflow);
		if ((stage === "certified" && isCleared) || (stage === "canary" && canary?.versions.includes(version))) {
			steps.push({ action: "setback", at: time() });
			log.push({ did: "setback" });
		}
		if (canary?.versions.includes(version)) finish({ status: "stopped", cells: [], reason: "lowered" });
	};
	const operate = (device: Device, workflow: InScope, outcome: FieldOutcome["outcome"]): void => {
		tick();
		const seen = { ...device, tenant: "t", vendor: "Acme", model: "AC-1", productClass: "HG" };
		if (canary && coversDevice(canary, seen)) {
			(canary.joined as Set<string>).add(device.id);
			canary.touched.add(device.id);
			const succeeded = outcome === "success";
			canary.counted.push({ device: device.id, version: device.softwareVersion, workflow, succeeded });
			log.push({ did: "operated", device, workflow, succeeded });
			judge();
		}
		const faultCode = outcome === "unsupported" ? 9000 : null;
		const about = outcome === "unsupported" ? workflow : null;
		const version = device.softwareVersion;
		if (device.hardwareVersion !== "HW1") return;
		outcomes.push({ deviceId: device.id, outcome, faultCode, about, version, workflow, at: time() });
		const since = [...clearances, ...lowerings]
			.filter((one) => one.softwareVersion === version && one.workflow === workflow)
			.map(({ at }) => at)
			.sort()
			.at(-1);
		const own = outcomes.filter(
			(one) => one.version === version && one.workflow === workflow && (since === undefined || one.at > since),
		);
		if (fieldFinding(workflow, own.slice(-FIELD_WINDOW), 0.95)) lower(version, workflow, "field");
	};

	for (const move of moves) {
		tick();
		const person = PEOPLE[move.who % PEOPLE.length] as string;
		if (move.do === "discover" && missingFor("discovery", facts()).length === 0) {
			discovery = move.well ? "succeeded" : "failed";
			steps.push({ action: "discovery", at: time() });
			if (move.well) log.push({ did: "discovered" });
		} else if (move.do === "verify" && missingFor("verification", facts()).length === 0) {
			steps.push({ action: "verification", at: time() });
			verifiers.add(person);
			const startedAt = time();
			tick();
			const version = VERSIONS[move.which % 2] as string;
			const verdicts = verdictsOf(move);
			verifications.push({ startedAt, status: "finished", told: [{ ...pair(version), verdicts }] });
			runs.push(runOf(0, version, verdicts, { finishedAt: time() }));
			for (const [workflow, verdict] of Object.entries(verdicts)) {
				log.push({ did: "verified", version, workflow, verdict, by: person });
			}
		} else if (move.do === "canary") {
			const versions = move.well ? [...VERSIONS] : [VERSIONS[move.which % 2] as string];
			if (missingFor("canary", facts(), versions).length > 0) continue;
			const deviceIds = move.which % 3 === 0 ? FLEET.slice(0, 1 + (move.which % 6)).map(({ id }) => id) : null;
			canary = {
				...{ tenant: "t", vendor: "Acme", model: "AC-1", productClass: "HG", hardwareVersion: "HW1", versions },
				...{ deviceIds, maxDevices: deviceIds?.length ?? 1 + (move.which % 5), status: "running" },
				...{ joined: new Set<string>(), touched: new Set<string>(), counted: [], judged: null },
				...{ minOperations: 2 + (move.which % 4), minDevices: 1 + (move.which % 3) },
				startedAt: time(),
				endsAt: new Date(now + 200 * 60_000).toISOString(),
			};
			steps.push({ action: "canary", at: time() });
			log.push({ did: "canary", versions });
		} else if (move.do === "operate") {
			for (let i = 0; i < move.times; i++) {
				const device = FLEET[(move.which + i) % FLEET.length] as Device;
				const workflow = IN_SCOPE[(move.who + i) % IN_SCOPE.length] as InScope;
				operate(device, workflow, move.well ? "success" : i % 2 === 0 ? "failure" : "unsupported");
			}
		} else if (move.do === "wait") {
			tick(move.which * 10);
			if (canary && time() >= canary.endsAt) judge();
		} else if (move.do === "approve") {
			if (verifiers.has(person) || missingFor("approval", facts()).length > 0) continue;
			for (const { workflow, softwareVersion } of facts().canary?.passed ?? []) {
				clearances.push({ ...pair(softwareVersion), workflow, certificationId: rowId("c"), at: time() });
			}
			steps.push({ action: "approval", at: time() });
			log.push({ did: "approved", by: person });
		} else if (move.do === "lower") {
			lower(VERSIONS[move.which % 2] as string, IN_SCOPE[move.who % 2] as InScope, "person");
		}
		if (canary) {
			// The blast radius is never exceeded, and nothing out of scope is touched.
			const { touched, maxDevices, versions, deviceIds } = canary;
			const isFit = ({ id, hardwareVersion, softwareVersion }: Device): boolean =>
				hardwareVersion === "HW1" && versions.includes(softwareVersion) && (deviceIds?.includes(id) ?? true);
			const strays = FLEET.filter((device) => touched.has(device.id) && !isFit(device));
			// Plain comparisons: an assertion for each of so many would take most of the time.
			if (touched.size > maxDevices || strays.length > 0) {
				expect({ touched: touched.size, strays }).toEqual({ touched: maxDevices, strays: [] });
			}
		}
	}
	const evidence = evidenceOf({
		seen: FLEET,
		runs,
		clearances,
		lowerings,
		progress: progressOf(facts()),
	});
	return { rows: rowsOf(evidence, rowId, time()), log, stage: stageOf(steps), canary };
}

/** Whether the log shows the whole path for a cell, by its own reading. */
function wentTheWholePath(log: readonly Entry[], version: string, workflow: string): boolean {
	let verifiedBy: string | null = null;
	let [discovered, inCanary, successes, cleared] = [false, false, 0, false];
	const devices = new Set<string>();
	const verifiers = new Set<string>();
	for (const entry of log) {
		if (entry.did === "discovered") discovered = true;
		if (entry.did === "verified") {
			verifiers.add(entry.by);
			inCanary = false;
			if (entry.version === version && entry.workflow === workflow && discovered) {
				verifiedBy = entry.verdict === "proven" || entry.verdict === "partial" ? entry.by : null;
			}
		}
		if (entry.did === "canary") {
			inCanary = verifiedBy !== null && entry.versions.includes(version);
			successes = 0;
			devices.clear();
		}
		if (entry.did === "operated" && entry.device.softwareVersion === version && entry.workflow === workflow) {
			if (entry.succeeded) {
				successes++;
				devices.add(entry.device.id);
			}
		}
		if (entry.did === "approved" && inCanary && successes >= 2 && devices.size >= 1 && !verifiers.has(entry.by)) {
			cleared = true;
		}
		// What was seen before somebody or the fleet said otherwise counts no more.
		if (entry.did === "lowered" && entry.version === version && entry.workflow === workflow) {
			[inCanary, cleared] = [false, false];
		}
		if (entry.did === "setback") [verifiedBy, inCanary] = [null, false];
	}
	return cleared;
}

const reached = { certified: 0, green: 0, stopped: 0, paused: 0, setBack: 0, loweredAgain: 0 };

test(`${SCHEDULES} random schedules: the blast radius is never exceeded, and nothing is certified without the whole path`, () => {
	fc.assert(
		fc.property(schedule, (moves) => {
			const { rows, log, stage, canary } = play(moves);
			for (const row of rows) {
				for (const { softwareVersion } of row.covers) {
					for (const [workflow, { status, cleared }] of Object.entries(row.workflows)) {
						if (status === "green" || cleared) {
							expect(wentTheWholePath(log, softwareVersion, workflow), `${workflow} on ${softwareVersion}`).toBe(true);
						}
						if (status === "green") reached.green++;
					}
					if (row.stage !== "certified") continue;
					reached.certified++;
					expect(stage).toBe("certified");
					expect(
						IN_SCOPE.some((workflow) => wentTheWholePath(log, softwareVersion, workflow)),
						`the row of ${softwareVersion}`,
					).toBe(true);
				}
			}
			const approvedAt = log.findIndex(({ did }) => did === "approved");
			if (approvedAt >= 0 && log.slice(approvedAt).some(({ did }) => did === "lowered")) reached.loweredAgain++;
			if (canary?.status === "stopped") reached.stopped++;
			if (canary?.status === "paused") reached.paused++;
			if (log.some(({ did }) => did === "setback") && stage !== "certified") reached.setBack++;
		}),
		{ numRuns: SCHEDULES, seed: 20_260_301 },
	);
	// Where no schedule comes so far, nothing was shown.
	for (const [what, times] of Object.entries(reached)) expect(times, what).toBeGreaterThan(SCHEDULES / 100);
}, 120_000);
