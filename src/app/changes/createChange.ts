import { canBeHeld, standsBeside } from "../../device/heldSecrets.ts";
import { sealInput } from "../../device/sealedInput.ts";
import { unpackTree } from "../../device/tree.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { planOf } from "../../gate/waves.ts";
import { CertusError } from "../../lib/errors.ts";
import type { Vault } from "../../lib/vault.ts";
import { MAX_CHANGE_DEVICES, type NewChange, type Risk } from "../../shared/changes.ts";
import type { OperationInput } from "../../shared/operations.ts";
import type { Rollout } from "../../shared/rollouts.ts";
import { insertChangeDevices, type NewChangeDevice } from "../../store/changeDevices.ts";
import { insertChange } from "../../store/changes.ts";
import type { Scope } from "../../store/db.ts";
import { findDevice } from "../../store/devices.ts";
import { readTargets, selectTargets, type Target } from "../../store/gateFacts.ts";
import { readHeldSecrets } from "../../store/heldSecrets.ts";
import { insertRollout } from "../../store/rollouts.ts";
import { readTreeDocument } from "../../store/trees.ts";
import { notFound } from "../admission.ts";
import type { Command } from "../command.ts";
import { withoutSecrets } from "../operationInput.ts";
import { deviceOf, pathsToRead, previewDigest, risksOf, takesFiles } from "./previewItems.ts";
import { whatGoesBack } from "./restoring.ts";
import { type Asker, admitAll, approvalsFor, isAlreadyThere } from "./rules.ts";
import { type WantedAction, wantedOf } from "./wanted.ts";

/** So many devices are asked what they hold; of more the preview tells what was read last. */
const MAX_LIVE_DEVICES = 20;
/** How long a preview waits for them. */
const LIVE_MS = 10_000;
/** A preview that nobody submits, or nobody agrees to, is over after this. */
export const OPEN_MS = 7 * 86_400_000;

const MAY_CUT_OFF: readonly Risk[] = ["losesConnectivity", "losesManagement"];

/** What a change would do, before anything is stored. */
export interface PreparedChange {
	readonly id: string;
	readonly wanted: WantedAction;
	readonly targets: readonly Target[];
	readonly devices: readonly NewChangeDevice[];
	/** `null` where it goes in no waves. */
	readonly rollout: Rollout | null;
}

/** Reads what the devices hold now, as far as they are there; nothing but reads is sent. */
export async function prepareChange(
	asker: Asker & { readonly vault: Vault },
	engine: EnginePort,
	id: string,
	body: NewChange,
): Promise<PreparedChange> {
	const { scope, tenant, actor } = asker;
	const whole = await wantedOf(asker, body);
	const found = await targetsOf(scope, whole, body);
	// What has the image already shows nothing to those after it.
	const targets = [false, true].flatMap((there) => found.filter((one) => isAlreadyThere(whole.file, one) === there));
	await admitAll(asker, whole, targets, body.override);
	const paths = pathsToRead(whole);
	const asks = paths.length === 0 || targets.length > MAX_LIVE_DEVICES ? [] : targets;
	const live = await engine.previewChange(
		tenant.tenant,
		id,
		asks.map((target) => ({ device: target.id, paths })),
		actor.name,
		LIVE_MS,
	);
	const [only] = live.values();
	const isRestore = body.restoreBackupId !== undefined;
	const ask = { id, device: targets[0]?.id ?? "", live: only, timeoutMs: LIVE_MS };
	const wanted = isRestore ? await whatGoesBack(asker, engine, whole, ask) : whole;
	const devices: NewChangeDevice[] = [];
	for (const [place, target] of targets.entries()) {
		devices.push(await previewOf(scope, wanted, target, live.get(target.id) ?? null, place));
	}
	const isRollout = devices.length > 1 || body.rollout !== undefined;
	const cutsOff = whole.file?.kind === "firmware" || risksOf(devices).some((risk) => MAY_CUT_OFF.includes(risk));
	const rollout = isRollout ? planOf(body.rollout ?? {}, devices.length, cutsOff) : null;
	return { id, wanted, targets, devices, rollout };
}

/** One device as it is known, and as it has just answered. */
export async function previewOf(
	scope: Scope,
	wanted: WantedAction,
	target: Target,
	live: Parameters<typeof deviceOf>[2]["live"],
	place: number,
): Promise<NewChangeDevice> {
	const needsTree = wanted.kind !== "reboot" && wanted.kind !== "factoryReset" && wanted.kind !== "download";
	const document = needsTree ? await readTreeDocument(scope, target.id) : null;
	const tree = document ? unpackTree(document) : new Map();
	const device = needsTree ? await findDevice(scope, target.id) : null;
	const readAt = device?.informParametersAt?.getTime() ?? null;
	for (const [path, value, type] of device?.informParameters ?? []) {
		const known = tree.get(path);
		if ((known?.readAt ?? 0) <= (readAt ?? 0))
			tree.set(path, { value, type, writable: known?.writable ?? null, readAt });
	}
	const root = device?.parameterRoot === "InternetGatewayDevice." ? device.parameterRoot : "Device.";
	const connectionRequestUrl = device?.connectionRequestUrl ?? null;
	const secrets = hasSecrets(wanted) ? await readHeldSecrets(scope, target.id) : [];
	const standing = secrets.filter(
		({ sure, names }) => sure && standsBeside(names, (path) => live?.get(path)?.value ?? tree.get(path)?.value),
	);
	const held = new Set(standing.map(({ path }) => path));
	return {
		...deviceOf(wanted, target, { tree, live, root, connectionRequestUrl, held }, place),
		leftAlone: [...(wanted.back?.leaves ?? [])],
	};
}

function hasSecrets({ kind, input }: WantedAction): boolean {
	if (kind === "deleteObject") return true;
	return kind === "set" && (input as OperationInput<"set">).values.some(({ path }) => canBeHeld(path));
}

async function targetsOf(scope: Scope, wanted: WantedAction, { deviceIds, selector }: NewChange): Promise<Target[]> {
	if (deviceIds) {
		const ids = [...new Set(deviceIds)];
		const found = await readTargets(scope, wanted.workflow, ids);
		if (found.length < ids.length) throw notFound("device");
		return found;
	}
	const found = await selectTargets(
		scope,
		wanted.workflow,
		selector as NonNullable<typeof selector>,
		MAX_CHANGE_DEVICES + 1,
	);
	if (found.length === 0) throw new CertusError(422, "noDevices", "the selector means no device");
	if (found.length > MAX_CHANGE_DEVICES) {
		throw new CertusError(422, "tooManyDevices", `the selector means more than ${MAX_CHANGE_DEVICES} devices`);
	}
	return found;
}

/** The one whose devices all of them are. */
function onlySubscriberOf(targets: readonly Target[]): string | null {
	const [first = null, ...others] = new Set(targets.map(({ subscriberId }) => subscriberId));
	return others.length === 0 ? first : null;
}

/** Keeps a preview. */
export async function createChange(command: Command, body: NewChange, prepared: PreparedChange): Promise<string> {
	const { scope, actor, now } = command;
	const { id, wanted, targets, devices, rollout } = prepared;
	const { kind, action } = wanted;
	const input = sealInput(command.vault, command.tenant.tenant, wanted.input);
	const risks = risksOf(devices);
	await insertChange(scope, {
		...{ id, state: "previewed", action, kind, input, reason: body.reason, risks },
		...{ author: actor.name, authorPerson: actor.person, authorMakers: actor.makers, override: body.override ?? null },
		previewDigest: previewDigest(wanted, devices, rollout),
		approvalsNeeded: await approvalsFor(command, wanted, targets, risks, body.override),
		presenceTimeoutSeconds: body.presenceTimeoutSeconds,
		...{ devices: devices.length, withFile: takesFiles(wanted, targets) },
		...{ undoes: null, subscriber: onlySubscriberOf(targets), operation: null, createdAt: now },
		...{ submittedAt: null, approvedAt: null, appliedAt: null, expiresAt: new Date(now.getTime() + OPEN_MS) },
	});
	await insertChangeDevices(scope, id, devices);
	if (rollout) await insertRollout(scope, id, rollout);
	const only = devices.length === 1 ? await findDevice(scope, devices[0]?.device as string) : null;
	await command.audit("change.preview", {
		outcome: "previewed",
		...(only ? { device: only } : { devicesOf: id }),
		detail: {
			...{
				changeId: id,
				kind,
				input: withoutSecrets(wanted.input),
				reason: body.reason,
				devices: devices.length,
				risks,
			},
			...(body.override && { override: body.override }),
			...(rollout && { rollout }),
		},
	});
	await command.publish({ type: "change.changed", changeId: id, data: { changeId: id, state: "previewed" } });
	return id;
}
