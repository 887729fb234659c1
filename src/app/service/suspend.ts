import type { ModelProfile } from "../../device/profiles/profile.ts";
import { sealInput } from "../../device/sealedInput.ts";
import { type Resolution, resolveWishes } from "../../device/wishes.ts";
import type { EnginePort } from "../../engine/ports.ts";
import { CertusError } from "../../lib/errors.ts";
import { RISKS } from "../../shared/changes.ts";
import type { SuspendSubscriber } from "../../shared/service.ts";
import { insertChangeDevices, type NewChangeDevice } from "../../store/changeDevices.ts";
import { insertChange } from "../../store/changes.ts";
import { findDevice, type KnownDevice } from "../../store/devices.ts";
import { readTargets, type Target } from "../../store/gateFacts.ts";
import { findServiceProfile, type ServiceProfileRow } from "../../store/serviceProfiles.ts";
import { lockSubscriber } from "../../store/subscribers.ts";
import { findNewestOf, readStandingDevices, readSuspensions } from "../../store/suspensions.ts";
import { notFound } from "../admission.ts";
import { OPEN_MS, previewOf } from "../changes/createChange.ts";
import { previewDigest, risksOf } from "../changes/previewItems.ts";
import { admitOne, approvalsFor, readQueues, refuseCutOff, refuseOverride } from "../changes/rules.ts";
import type { WantedAction } from "../changes/wanted.ts";
import type { Command } from "../command.ts";
import { readParameters } from "../parameters.ts";

export interface ServiceDependencies {
	readonly engine: EnginePort;
	readonly profileOf: (device: KnownDevice) => ModelProfile;
}

const UNDER_WAY = ["pendingApproval", "approved", "applying"];

/**
 * Suspends the devices at a subscriber's sites by the tenant's service profile; gives the change that does it. That of
 * one who stands suspended already is the one that did it.
 */
export async function suspendSubscriber(
	command: Command,
	deps: ServiceDependencies,
	subscriber: string,
	body: Omit<SuspendSubscriber, "tenant">,
): Promise<string> {
	const { scope, actor, now, random, tenant } = command;
	const { reason, override, presenceTimeoutSeconds } = body;
	refuseOverride(actor, override);
	if (!(await lockSubscriber(scope, subscriber))) throw notFound("subscriber");
	const underWay = await findNewestOf(scope, subscriber, "suspend", UNDER_WAY);
	if (underWay) return underWay.id;
	const profile = await findServiceProfile(scope);
	if (!profile) throw new CertusError(409, "noServiceProfile", "the tenant has no service profile to suspend by");
	const standing = await readStandingDevices(scope, subscriber);
	if (standing.length === 0) throw new CertusError(409, "noDevices", "no device stands at a site of this subscriber");
	const rows = await readSuspensions(scope, subscriber);
	const restoring = await findNewestOf(scope, subscriber, "restore", ["applying"]);
	// A restore that is under way goes first, and then there is something to suspend again.
	const suspended = restoring ? [] : rows.map(({ device }) => device);
	const ids = standing.filter((id) => !suspended.includes(id));
	const by = rows.at(-1)?.change;
	if (ids.length === 0 && by !== undefined) return by;

	const targets = await readTargets(scope, "config", ids);
	const wished = wantedOf(profile.suspend);
	const queues = await readQueues(scope, targets);
	const devices: NewChangeDevice[] = [];
	for (const [place, target] of targets.entries()) {
		const resolution = await resolvedOn(command, deps, target, profile);
		const wanted = wantedOf(resolution.unresolved.length > 0 ? profile.suspend : resolution.values);
		const queue = queues[place] ?? null;
		admitOne(wanted, target, { targets, devices: targets.length, held: null, override, queue });
		const preview = await previewOf(scope, wanted, target, null, place);
		devices.push({ ...preview, items: withCutOff(preview.items, resolution.cutsOff) });
	}
	const risks = risksOf(devices);
	refuseCutOff(risks, devices.length, override);
	const isPreApproved = profile.preApproved && !override && !risks.includes("losesManagement");
	const needed = isPreApproved ? 0 : await approvalsFor(command, wished, targets, risks, override);
	const begins = needed === 0;
	const id = random.uuid();
	const state = begins ? "applying" : "pendingApproval";
	await insertChange(scope, {
		...{ id, state, action: wished.action, kind: wished.kind, reason, risks },
		input: sealInput(command.vault, tenant.tenant, wished.input),
		...{ author: actor.name, authorPerson: actor.person, authorMakers: actor.makers, override: override ?? null },
		previewDigest: previewDigest(wished, devices),
		...{ approvalsNeeded: needed, presenceTimeoutSeconds, devices: devices.length, undoes: null, subscriber },
		...{ operation: null, createdAt: now, submittedAt: now },
		...{ approvedAt: begins ? now : null, appliedAt: begins ? now : null },
		expiresAt: new Date(now.getTime() + OPEN_MS),
	});
	await insertChangeDevices(scope, id, devices);
	await command.audit("subscriber.suspend", {
		outcome: state,
		subscriberId: subscriber,
		devices: ids,
		detail: {
			...{ changeId: id, reason, devices: ids, risks, preApproved: isPreApproved },
			...(override && { override }),
		},
	});
	await command.publish({ type: "change.changed", changeId: id, data: { changeId: id, state, action: "suspend" } });
	if (begins) command.afterCommit(() => deps.engine.changeBegun(tenant.tenant, id));
	return id;
}

function wantedOf(values: ServiceProfileRow["suspend"]): WantedAction {
	return { kind: "set", input: { values }, action: "suspend", workflow: "config", file: null };
}

/** As far as what is known of the device tells; the rest is told once its names were asked for. */
async function resolvedOn(
	{ scope }: Command,
	{ profileOf }: ServiceDependencies,
	target: Target,
	{ suspend }: ServiceProfileRow,
): Promise<Resolution> {
	const device = (await findDevice(scope, target.id)) as KnownDevice;
	return resolveWishes(suspend, await readParameters(scope, device), profileOf(device), device.connectionRequestUrl);
}

function withCutOff(items: NewChangeDevice["items"], cutsOff: readonly string[]): NewChangeDevice["items"] {
	return items.map((item) => ({
		...item,
		risks: RISKS.filter(
			(risk) => item.risks.includes(risk) || (risk === "losesManagement" && cutsOff.includes(item.path)),
		),
	}));
}
