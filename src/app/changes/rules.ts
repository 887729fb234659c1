import { askGate } from "../../gate/gate.ts";
import { imageFault } from "../../gate/image.ts";
import { approvalsNeeded, policyWith } from "../../gate/policy.ts";
import { CertusError } from "../../lib/errors.ts";
import type { ApprovalPolicy, Risk } from "../../shared/changes.ts";
import type { Override } from "../../shared/operations.ts";
import type { Scope } from "../../store/db.ts";
import type { Target } from "../../store/gateFacts.ts";
import { type QueueFacts, readQueueFacts, readWaivedLately, type WaivedLately } from "../../store/operations.ts";
import type { Tenant } from "../../store/tenants.ts";
import type { Actor } from "../principal.ts";
import { policyFor } from "./policyFor.ts";
import { cellOfTarget, nameOfTarget } from "./previewItems.ts";
import type { WantedAction } from "./wanted.ts";

/** Above so many devices the engine alone asks for each one's transfers, before it sends. */
const MAX_ASKED = 50;

export interface Asker {
	readonly scope: Scope;
	readonly tenant: Tenant;
	readonly actor: Actor;
	readonly now: Date;
}

/** Asks the gate for every device of a change, with the facts of the request; fails with its first no. */
export async function admitAll(
	{ scope, actor }: Asker,
	wanted: WantedAction,
	targets: readonly Target[],
	override: Override | undefined,
	/** All that the request is about, where the targets are what is left of it. */
	devices = targets.length,
): Promise<void> {
	refuseOverride(actor, override);
	if (wanted.kind === "factoryReset" && targets.length > 1) throw oneDevice("a factory reset");
	const queues = await readQueues(scope, targets);
	for (const [n, target] of targets.entries()) {
		admitOne(wanted, target, { targets, devices, held: actor.held, override, queue: queues[n] ?? null });
	}
}

export function refuseOverride(actor: Actor, override: Override | undefined): void {
	if (!override || actor.held.has("override")) return;
	throw new CertusError(403, "forbidden", "an override needs the permission override");
}

/** What is open on each; of many nothing. */
export async function readQueues(scope: Scope, targets: readonly Target[]): Promise<readonly QueueFacts[]> {
	if (targets.length > MAX_ASKED) return [];
	return await Promise.all(targets.map(({ id }) => readQueueFacts(scope, id)));
}

/** What one device's admission is a part of. */
export interface AdmissionOf {
	readonly targets: readonly Target[];
	/** All that the request is about. */
	readonly devices: number;
	/** What the person holds; `null` where that was judged already. */
	readonly held: Actor["held"] | null;
	readonly override: Override | undefined;
	/** What is open on the device; `null` where that is not asked. */
	readonly queue: QueueFacts | null;
}

/** The same for one of them. */
export function admitOne(
	wanted: WantedAction,
	target: Target,
	{ targets, devices, held, override, queue }: AdmissionOf,
): void {
	const answer = askGate({
		kind: wanted.kind,
		authority: "user",
		held,
		deviceKnown: true,
		quarantined: target.quarantined,
		restoresSuspend: false,
		lab: false,
		fieldRun: null,
		transferUnresolved: queue?.transferUnresolved ?? false,
		transferUndecided: queue?.transferUndecided ?? null,
		wrongImage: wrongImageFor(wanted, target, devices),
		matrix: {
			of: nameOfTarget(wanted, target),
			cell: cellOfTarget(wanted, target),
			devices,
			inCanary: coveredByCanaries(targets),
			overridden: override !== undefined,
			isInverse: false,
		},
		approval: null,
		presence: null,
		backup: null,
	});
	if (answer.allowed) return;
	const where = targets.length > 1 || answer.code === "wrongImage" ? ` (device ${target.id})` : "";
	throw new CertusError(answer.status, answer.code, `${answer.detail}${where}`);
}

/** One of many that has the image's version already has nothing to take. */
function wrongImageFor({ file }: WantedAction, target: Target, devices: number): string | null {
	if (file === null) return null;
	const isThere = devices > 1 && isAlreadyThere(file, target);
	return imageFault(isThere ? { ...file, fromVersions: null } : file, target);
}

export function isAlreadyThere(file: WantedAction["file"], { softwareVersion }: Target): boolean {
	return file?.kind === "firmware" && file.version === softwareVersion;
}

/** Whether running canaries have room for all of them. */
function coveredByCanaries(targets: readonly Target[]): boolean {
	const joining = new Map<string, number>();
	return targets.every(({ canary }) => {
		if (!canary) return false;
		if (canary.joined) return true;
		const count = (joining.get(canary.id) ?? 0) + 1;
		joining.set(canary.id, count);
		return count <= canary.room;
	});
}

/** By which policy something is agreed to, and what was waived lately on such a device where it may waive this for it. */
export interface Agreement {
	readonly policy: ApprovalPolicy;
	readonly waivedLately: WaivedLately;
}

export async function agreementFor(
	asker: Asker,
	{ action, kind }: WantedAction,
	devices: readonly { readonly id: string }[],
): Promise<Agreement> {
	const { scope, tenant, actor, now } = asker;
	const [first] = devices;
	const isWaivable = policyWith(tenant.approvalPolicy)[action].waivedForOneDevice && devices.length === 1;
	const [policy, waivedLately] = await Promise.all([
		policyFor(asker, [actor.person, ...actor.makers], now),
		isWaivable && first ? readWaivedLately(scope, kind, first.id, now) : { lastHour: 0, failedInARow: 0 },
	]);
	return { policy, waivedLately };
}

/** By how many others it has to be agreed to. */
export async function approvalsFor(
	asker: Asker,
	wanted: WantedAction,
	targets: readonly Target[],
	risks: readonly Risk[],
	override: Override | undefined,
	agreement?: Agreement,
): Promise<number> {
	const { policy, waivedLately } = agreement ?? (await agreementFor(asker, wanted, targets));
	return approvalsNeeded(policy, {
		action: wanted.action,
		devices: targets.length,
		waivedLately,
		losesManagement: risks.includes("losesManagement"),
		overridden: override !== undefined,
		restoresSuspend: false,
	});
}

/** What may cut a device off from its ACS is for one device, and for somebody who says why (contract, section 7). */
export function refuseCutOff(risks: readonly Risk[], devices: number, override: Override | null | undefined): void {
	if (!risks.includes("losesManagement")) return;
	if (devices > 1) throw oneDevice("a change that may cut a device off from its ACS");
	if (override) return;
	throw new CertusError(
		409,
		"overrideNeeded",
		"this may cut the device off from its ACS, and may be irreversible: it needs override with a reason",
	);
}

function oneDevice(what: string): CertusError {
	return new CertusError(409, "oneDeviceAtATime", `${what} is made on one device at a time`);
}
