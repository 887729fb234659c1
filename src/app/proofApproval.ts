import { risksOfValue } from "../device/changeRisks.ts";
import { managementWay } from "../device/managementWay.ts";
import { sealInput } from "../device/sealedInput.ts";
import { type ImageFacts, type ImageTarget, imageFault } from "../gate/image.ts";
import { OPERATION_PERMISSION } from "../gate/permissions.ts";
import { actionOf } from "../gate/policy.ts";
import { canonicalJson } from "../lib/canonicalJson.ts";
import { CertusError } from "../lib/errors.ts";
import { digestOf } from "../lib/hash.ts";
import { gravestOf } from "../proof/fieldActs.ts";
import { type ChangeAction, type ChangeItem, type ProofAct, RISKS, type Risk } from "../shared/changes.ts";
import type { ProofInputs } from "../shared/proof.ts";
import { insertChangeDevices, moveChangeDevice } from "../store/changeDevices.ts";
import { insertChange, lockChange, moveChange } from "../store/changes.ts";
import type { KnownDevice } from "../store/devices.ts";
import { findFile } from "../store/files.ts";
import { readTargets } from "../store/gateFacts.ts";
import { cancelOperationsOf } from "../store/operations.ts";
import { cancelProofRun, type ProofRunRow, releaseProofRun } from "../store/proofRuns.ts";
import { OPEN_MS } from "./changes/createChange.ts";
import { policyFor } from "./changes/policyFor.ts";
import { risksOf } from "./changes/previewItems.ts";
import type { Command } from "./command.ts";
import { readParameters } from "./parameters.ts";

/** What a run on a field device is agreed to by. */
export interface ProposedRun {
	readonly id: string;
	readonly acts: readonly ProofAct[];
	readonly inputs: ProofInputs;
	readonly reason: string;
}

/** What a run does is for who may do that by itself. */
export function requireActsOf({ actor }: Command, acts: readonly ProofAct[]): void {
	for (const { workflow, check, kinds } of acts) {
		const needed = kinds.map((kind) => OPERATION_PERMISSION[kind]).find((permission) => !actor.held.has(permission));
		if (needed === undefined) continue;
		throw new CertusError(403, "forbidden", `${workflow}.${check} on a field device needs the permission ${needed}`);
	}
}

/** The actions whose policies a run falls under: the strictest of them says how it is agreed to. */
function actionsOf(acts: readonly ProofAct[]): ChangeAction[] {
	return [...new Set(acts.flatMap(({ kinds }) => kinds.map((kind) => actionOf(kind, "firmware"))))];
}

/**
 * Proposes what a run does to a field device, as a change that names the checks. No policy waives it: what is proven there
 * is somebody's line. Gives the change.
 */
export async function proposeRun(command: Command, device: KnownDevice, run: ProposedRun): Promise<string> {
	const { scope, actor, now, random, tenant, vault } = command;
	const { acts, inputs } = run;
	await requireFitting(command, device, inputs);
	const kind = gravestOf(acts) as NonNullable<ReturnType<typeof gravestOf>>;
	const action = actionOf(kind, "firmware");
	const [target] = await readTargets(scope, "config", [device.id]);
	const isProven = acts.every(({ workflow }) => target?.cells?.[workflow] === "green");
	const items = await itemsOf(command, device, run, isProven ? [] : ["notProven"]);
	const [gravest] = acts.filter(({ kinds }) => kinds.includes(kind));
	const cell = (gravest && target?.cells?.[gravest.workflow]) ?? "unproven";
	const preview = { device: device.id, place: 0, live: false, cell, items };
	const actions = actionsOf(acts);
	const policy = await policyFor(command, [actor.person, ...actor.makers], now);
	const kinds = [...new Set(acts.flatMap((act) => act.kinds))];
	const id = random.uuid();
	await insertChange(scope, {
		...{ id, state: "pendingApproval", action, kind, reason: run.reason, risks: risksOf([preview]) },
		input: sealInput(vault, tenant.tenant, { proofRunId: run.id, checks: acts, kinds, actions }),
		...{ author: actor.name, authorPerson: actor.person, authorMakers: actor.makers, override: null },
		previewDigest: digestOf(canonicalJson({ proofRun: run.id, device: device.id, checks: acts, inputs })),
		approvalsNeeded: Math.max(...actions.map((one) => policy[one].approvals)),
		...{ presenceTimeoutSeconds: 86_400, devices: 1, undoes: null, subscriber: device.subscriberId, operation: null },
		...{ createdAt: now, submittedAt: now, approvedAt: null, appliedAt: null },
		expiresAt: new Date(now.getTime() + OPEN_MS),
	});
	await insertChangeDevices(scope, id, [preview]);
	const data = { changeId: id, state: "pendingApproval", action };
	await command.publish({ type: "change.changed", changeId: id, deviceId: device.id, data });
	return id;
}

/** An image that is not for the device is refused now, as for a change; the way back goes from what was flashed. */
async function requireFitting({ scope }: Command, device: KnownDevice, inputs: ProofInputs): Promise<void> {
	const { firmwareFileId, returnFirmwareFileId } = inputs;
	const there = firmwareFileId === undefined ? null : await findFile(scope, firmwareFileId);
	const back = returnFirmwareFileId === undefined ? null : await findFile(scope, returnFirmwareFileId);
	const refuse = (file: ImageFacts | null, target: ImageTarget, pointer: string) => {
		const fault = file && imageFault(file, target);
		if (fault) throw new CertusError(409, "wrongImage", fault, { errors: [{ pointer, detail: fault }] });
	};
	refuse(there, device, "/inputs/firmwareFileId");
	if (there) refuse(back, { ...device, softwareVersion: there.version }, "/inputs/returnFirmwareFileId");
}

type Item = Omit<ChangeItem, "deviceId">;

/** What the checks do, and the values that somebody chose for them. */
async function itemsOf(
	{ scope }: Command,
	device: KnownDevice,
	{ acts, inputs }: ProposedRun,
	notProven: readonly Risk[],
): Promise<Item[]> {
	const known = await readParameters(scope, device);
	const sets = acts.some(({ workflow }) => workflow === "config") ? (inputs.configValues ?? []) : [];
	const way = managementWay(known, device.connectionRequestUrl);
	const values = sets.map(({ path, value }): Item => {
		const node = known.get(path);
		const risks = [...risksOfValue(path, value, undefined, node, way), ...notProven];
		const { value: before = null, type = null } = node ?? {};
		return { path, before, after: value, type, risks: RISKS.filter((risk) => risks.includes(risk)) };
	});
	const done = acts.map(({ workflow, check, title, kinds }): Item => {
		const risks: readonly Risk[] = kinds.includes("factoryReset")
			? ["losesConnectivity", "notProven", "notReversible"]
			: notProven;
		const after = `${workflow}.${check}: ${title} (${kinds.join(", ")})`;
		return { path: "", before: null, after, type: null, risks: [...risks] };
	});
	const installs = acts.some(({ workflow }) => workflow === "firmware");
	return [...values, ...done, ...(installs ? await imageItems(scope, device, inputs) : [])];
}

/** The image that is installed, and the one that leads back. */
async function imageItems(
	scope: Command["scope"],
	device: KnownDevice,
	{ firmwareFileId, returnFirmwareFileId }: ProofInputs,
): Promise<Item[]> {
	const there = firmwareFileId === undefined ? null : await findFile(scope, firmwareFileId);
	const back = returnFirmwareFileId === undefined ? null : await findFile(scope, returnFirmwareFileId);
	const item = (before: string | null, after: string): Item => ({
		...{ path: "", before, after, type: null, risks: ["notReversible"] },
	});
	return [
		...(there ? [item(device.softwareVersion, `installs ${there.name}, version ${there.version}`)] : []),
		back
			? item(there?.version ?? null, `then back: ${back.name}, version ${back.version}`)
			: item(null, "no way back: no image to return to was given"),
	];
}

/** Enough people have agreed: the run is queued, as if it were asked for now. */
export async function releaseRun(command: Command, id: string, change: string): Promise<void> {
	const run = await releaseProofRun(command.scope, id, command.now);
	if (run) await tellRun(command, run, change);
}

/** Ends the run of a change that is over; gives what it had in the queue. */
export async function endRun(command: Command, id: string, change: string): Promise<readonly string[]> {
	const run = await cancelProofRun(command.scope, id, command.now);
	if (!run) return [];
	await tellRun(command, run, change);
	return await cancelOperationsOf(command.scope, id, command.now);
}

/** Ends the change of a run that is cancelled. */
export async function endChangeOf(command: Command, { change: id, device }: ProofRunRow): Promise<void> {
	const { scope, now } = command;
	const change = id === null ? null : await lockChange(scope, id);
	if (!change || !["pendingApproval", "approved", "applying"].includes(change.state)) return;
	const failure = { code: "cancelled", detail: "the proof run was cancelled" };
	await moveChange(scope, change.id, "cancelled", { finishedAt: now, failure });
	await moveChangeDevice(scope, change.id, device, "skipped", { finishedAt: now, failure });
	const data = { changeId: change.id, state: "cancelled", action: change.action };
	await command.publish({ type: "change.changed", changeId: change.id, deviceId: device, data });
}

function tellRun(command: Command, { id, device, status }: ProofRunRow, changeId: string): Promise<void> {
	const data = { proofRunId: id, status };
	return command.publish({ type: "proofRun.changed", deviceId: device, proofRunId: id, changeId, data });
}
