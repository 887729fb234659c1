import type { Workflow } from "../shared/proof.ts";
import type { CanaryPass } from "./pipeline.ts";

/** Which devices a canary may act on, and how many of them. */
export interface CanaryScope {
	readonly tenant: string;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string;
	readonly versions: readonly string[];
	/** `null`: any of the model's, up to `maxDevices`. */
	readonly deviceIds: readonly string[] | null;
	readonly maxDevices: number;
}

/** A device as the gate and the engine see it. */
export interface CanaryDevice {
	readonly tenant: string;
	readonly id: string;
	readonly vendor: string;
	readonly model: string;
	readonly productClass: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
}

export interface RunningCanary extends CanaryScope {
	readonly status: "running" | "paused" | "passed" | "stopped";
	/** Devices that it has acted on: a device that has joined stays. */
	readonly joined: ReadonlySet<string>;
}

/** A canary as it is kept, as what it covers is asked of. */
export function runningCanary(
	kept: CanaryScope & { readonly status: RunningCanary["status"]; readonly joined: readonly string[] },
): RunningCanary {
	const { tenant, vendor, model, productClass, hardwareVersion, versions, deviceIds, maxDevices, status } = kept;
	const joined = new Set(kept.joined);
	return { tenant, vendor, model, productClass, hardwareVersion, versions, deviceIds, maxDevices, status, joined };
}

/**
 * Whether a running canary covers a device: it acts on it already, or has room for it. What the gate asks before an
 * operation on more than one device, and the engine before a device joins.
 */
export function coversDevice(canary: RunningCanary, device: CanaryDevice): boolean {
	if (canary.status !== "running" || !isInScope(canary, device)) return false;
	return canary.joined.has(device.id) || canary.joined.size < canary.maxDevices;
}

function isInScope(scope: CanaryScope, device: CanaryDevice): boolean {
	return (
		scope.tenant === device.tenant &&
		scope.vendor === device.vendor &&
		scope.model === device.model &&
		scope.productClass === device.productClass &&
		scope.hardwareVersion === device.hardwareVersion &&
		scope.versions.includes(device.softwareVersion) &&
		(scope.deviceIds === null || scope.deviceIds.includes(device.id))
	);
}

export interface CanaryPolicy {
	readonly workflows: readonly Workflow[];
	readonly versions: readonly string[];
	/** Above 0, at most 1. */
	readonly successFloor: number;
	readonly minOperations: number;
	readonly minDevices: number;
	/** RFC 3339. */
	readonly endsAt: string;
}

/** What one workflow came to on one version, over the canary's own operations. */
export interface Tally extends CanaryPass {
	readonly successes: number;
	readonly failures: number;
	/** Devices that it succeeded on. */
	readonly devices: number;
}

export interface CanaryCell extends Tally {
	readonly outcome: "passes" | "fails" | "inconclusive";
	readonly detail: string;
}

export interface CanaryJudgement {
	/** Inconclusive before its end is `running`, at its end `paused`. */
	readonly status: RunningCanary["status"];
	readonly cells: readonly CanaryCell[];
	readonly reason: string;
}

/** The risk of ever stopping a canary that is as good as its floor. */
const FALSE_ALARM = 0.05;
/** Points over which the rates below the floor are averaged. */
const POINTS = 256;

/**
 * Two sequential tests of a success rate against the floor, looked at after every operation.
 * It fails where the operations are 20 times as likely under the rates below the floor, all of them averaged, as under the
 * floor itself: the mixture sequential probability ratio test (H. Robbins, Statistical methods related to the law of the
 * iterated logarithm, Annals of Mathematical Statistics 41, 1970), whose false alarms stay below 1 in 20 however often
 * one looks (Ville's inequality). It passes at the line of A. Wald's test (Sequential Tests of Statistical Hypotheses,
 * Annals of Mathematical Statistics 16, 1945), on which each failure costs `floor / (1 - floor)` successes: with
 * `minOperations` in a row, and never for long with a rate below the floor.
 */
export function sequentialTest(
	{ successFloor, minOperations }: Pick<CanaryPolicy, "successFloor" | "minOperations">,
	successes: number,
	failures: number,
): CanaryCell["outcome"] {
	if (failures === 0) return successes >= minOperations ? "passes" : "inconclusive";
	if (successFloor >= 1 || oddsOfBelow(successFloor, successes, failures) >= 1 / FALSE_ALARM) return "fails";
	const cost = (failures * successFloor) / (1 - successFloor);
	return successes - cost >= minOperations ? "passes" : "inconclusive";
}

/** How much likelier the outcomes are under a rate drawn evenly from those below the floor than under the floor. */
function oddsOfBelow(floor: number, successes: number, failures: number): number {
	let sum = 0;
	for (let i = 0; i < POINTS; i++) {
		const rate = (floor * (i + 0.5)) / POINTS;
		sum += Math.exp(successes * Math.log(rate / floor) + failures * Math.log((1 - rate) / (1 - floor)));
	}
	return sum / POINTS;
}

/** Judges a canary by what its operations have come to so far. Pure: the time is passed in. */
export function judgeCanary(
	policy: CanaryPolicy,
	tallies: readonly Tally[],
	/** How many devices of a version there are in the tenant. */
	available: (softwareVersion: string) => number,
	now: string,
): CanaryJudgement {
	const isOver = now >= policy.endsAt;
	const cells = policy.versions.flatMap((softwareVersion) =>
		policy.workflows.map((workflow) => {
			const tally = tallies.find((one) => one.workflow === workflow && one.softwareVersion === softwareVersion) ?? {
				...{ workflow, softwareVersion },
				...{ successes: 0, failures: 0, devices: 0 },
			};
			return judgeCell(policy, tally, available(softwareVersion), isOver);
		}),
	);
	const failing = cells.filter(({ outcome }) => outcome === "fails");
	if (failing.length > 0) return { status: "stopped", cells, reason: inWords(failing) };
	const open = cells.filter(({ outcome }) => outcome === "inconclusive");
	if (open.length === 0) return { status: "passed", cells, reason: "every workflow passed on every version" };
	return { status: isOver ? "paused" : "running", cells, reason: inWords(open) };
}

function judgeCell(policy: CanaryPolicy, tally: Tally, available: number, isOver: boolean): CanaryCell {
	const { successFloor, minOperations, minDevices } = policy;
	const { successes, failures, devices } = tally;
	const operations = successes + failures;
	const rate = operations === 0 ? 1 : successes / operations;
	const said = `${successes} of ${operations} operations succeeded; successes on ${devices} ${devices === 1 ? "device" : "devices"}`;
	const tested = sequentialTest(policy, successes, failures);
	if (tested === "fails" || (isOver && operations >= minOperations && rate < successFloor)) {
		return { ...tally, outcome: "fails", detail: `${said}: below the floor of ${percent(successFloor)}` };
	}
	const devicesNeeded = Math.min(minDevices, available);
	if (tested === "passes" && devices >= devicesNeeded && devices > 0)
		return { ...tally, outcome: "passes", detail: said };
	const lacking = [
		...(successes < minOperations ? [`${minOperations} successes`] : []),
		...(devices < Math.max(1, devicesNeeded) ? [`${Math.max(1, devicesNeeded)} devices`] : []),
	];
	const needs = lacking.length > 0 ? `needed are ${lacking.join(" on ")}` : "too little to decide";
	return { ...tally, outcome: "inconclusive", detail: `${said}: ${needs}` };
}

function inWords(cells: readonly CanaryCell[]): string {
	return cells
		.map(({ workflow, softwareVersion, detail }) => `${workflow} on ${softwareVersion}: ${detail}`)
		.join("; ");
}

function percent(share: number): string {
	return `${Number((share * 100).toFixed(1))} %`;
}
