import { isSecretName, REDACTED } from "../cwmp/redact.ts";
import { risksOfValue } from "../device/changeRisks.ts";
import { type ManagementWay, managementWay, maybeLosesWay, valueLosesWay } from "../device/managementWay.ts";
import { mayMean } from "../device/provisioning/subject.ts";
import {
	type ReadyProfile,
	readyProfiles,
	type WishedState,
	type WishedValue,
	wishedState,
} from "../device/provisioning/wishedState.ts";
import { sameValue } from "../device/sameValue.ts";
import { sealInput } from "../device/sealedInput.ts";
import { openParameters, openSubject } from "../device/sealedProvisioning.ts";
import { type Tree, withCarried } from "../device/tree.ts";
import { nameOfCell } from "../gate/cell.ts";
import { driftVerdict } from "../gate/drift.ts";
import { askGate } from "../gate/gate.ts";
import { approvalsNeeded, policyWith } from "../gate/policy.ts";
import { canonicalJson } from "../lib/canonicalJson.ts";
import type { Clock, Random } from "../lib/edges.ts";
import { digestOf } from "../lib/hash.ts";
import type { Vault } from "../lib/vault.ts";
import { RISKS, type Risk } from "../shared/changes.ts";
import { insertChangeDevices, type NewChangeDevice } from "../store/changeDevices.ts";
import { insertChange, lockChange, moveChange } from "../store/changes.ts";
import type { Database, Scope, TenantId } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import { publish, type SessionEffect, writeEffects } from "../store/effects.ts";
import { readTargets, type Target } from "../store/gateFacts.ts";
import {
	type AppliedLately,
	findSubject,
	insertApplication,
	readAppliedLately,
	readLastEditors,
	resumeCorrecting,
	stopCorrecting,
} from "../store/provisioning.ts";
import { readEnabledProfiles } from "../store/provisioningProfiles.ts";
import { findSuspension } from "../store/suspensions.ts";
import { CERTUS, type Happening, happened } from "./happened.ts";
import type { LiveSession } from "./liveSession.ts";

export interface ProvisioningDependencies {
	readonly database: Database;
	readonly clock: Clock;
	readonly random: Random;
	readonly vault: Vault;
	readonly treeOf: (device: KnownDevice) => Promise<Tree>;
	/** A change is to be applied, and that is committed. */
	readonly begin: (tenant: TenantId, change: string) => Promise<void>;
}

type Trigger = "bootstrap" | "drift";
type Seen = ReadonlyMap<string, { readonly value: string | null; readonly type: string | null }>;

/** How long one that was begun may wait for its device, and one that needs agreement for that. */
const PRESENCE_SECONDS = 86_400;
const OPEN_MS = 7 * 86_400_000;

const DIFFERS_STILL = "it was corrected, or asked to be, again and again, and differs still";
const CUTS_OFF = "may cut the device off from its ACS: that is a change of one device, with override";

/** Keeps devices as the tenants' provisioning profiles wish: after a bootstrap, and where they drift if asked. */
export function createProvisioning({ database, clock, random, vault, treeOf, begin }: ProvisioningDependencies) {
	/** Of tenants that have any, the highest priority first. */
	let profiles = new Map<TenantId, readonly ReadyProfile[]>();
	const offered = new WeakSet<LiveSession>();

	async function load(): Promise<void> {
		const stored = await readEnabledProfiles(database);
		const rows = stored.map((row) => ({ ...row, parameters: openParameters(vault, row.tenant, row.parameters) }));
		const byTenant = Map.groupBy(rows, ({ tenant }) => tenant);
		profiles = new Map([...byTenant].map(([tenant, own]) => [tenant, readyProfiles(own)]));
	}

	/** Whether a session that has nothing else to do is to bring its device to what is wished; adds the change. */
	async function offer(session: LiveSession): Promise<boolean> {
		const own = profiles.get(session.tenant.tenant);
		if (own === undefined || offered.has(session)) return false;
		offered.add(session);
		const { device } = session;
		if (device.quarantined || device.setup.settings === undefined) return false;
		const trigger: Trigger = session.firstContactTried ? "bootstrap" : "drift";
		const meant = own.filter((profile) => mayMean(profile.selector, device));
		if (!meant.some(({ onDrift }) => trigger === "bootstrap" || onDrift)) return false;
		const seen = await seenOf(session, trigger);
		const isSeen = meant.some(({ onDrift, parameters }) => onDrift && parameters.some(({ path }) => seen.has(path)));
		if (trigger === "drift" && !isSeen) return false;
		const found = await findSubject(database.scope(device.tenant), device.id);
		if (!found) return false;
		const subject = openSubject(vault, device.tenant, found);
		const state = wishedState(meant, subject);
		if (trigger === "bootstrap") {
			await resumeCorrecting(database.scope(device.tenant), device.id);
			await tellLacking(session, state);
		}
		const due = [...state.values.values()].filter((wish) => isDue(wish, seen, trigger));
		// What a suspend holds is nobody else's to set until it is restored.
		const held = due.length === 0 ? null : await findSuspension(database.scope(device.tenant), device.id);
		const values = due.filter(({ path }) => !held?.changed.some((one) => one.path === path));
		const standing = values.every(({ path, value, type }) => stands(seen, path, value, type));
		return values.length > 0 && !standing && (await propose(session, trigger, values, seen));
	}

	/** What the device is known to hold: of a later session what it carried, and all where something was read in it. */
	async function seenOf(session: LiveSession, trigger: Trigger): Promise<Seen> {
		const { informParameters, informParametersAt } = session.device;
		const isRead = trigger === "drift" && session.rpcs > 0;
		const tree: Tree = isRead ? await treeOf(session.device) : new Map();
		return withCarried(tree, informParameters, informParametersAt);
	}

	/** After a bootstrap everything is; else what is seen to differ, and can be. */
	function isDue({ path, value, type, profile }: WishedValue, seen: Seen, trigger: Trigger): boolean {
		if (trigger === "bootstrap") return true;
		const now = seen.get(path);
		if (!profile.onDrift || now === undefined || now.value === null || isSecretName(path)) return false;
		return !stands(seen, path, value, type);
	}

	/** What the ACS reaches it by, where something that is wished could touch that. */
	async function wayOf({ device }: LiveSession, wished: readonly WishedValue[]): Promise<ManagementWay | null> {
		if (!wished.some(({ path, value }) => maybeLosesWay(path, value))) return null;
		const known = withCarried(await treeOf(device), device.informParameters, device.informParametersAt);
		return managementWay(known, device.connectionRequestUrl);
	}

	/** The gate, the rate and the stop rules decide whether it is changed, asked about, or left. */
	async function propose(
		session: LiveSession,
		trigger: Trigger,
		wished: readonly WishedValue[],
		seen: Seen,
	): Promise<boolean> {
		const { device, tenant } = session;
		const scope = database.scope(device.tenant);
		const now = clock();
		const lately = await readAppliedLately(scope, device.id, now);
		if (lately.isOpen || (trigger === "drift" && lately.asked.length > 0)) return false;
		const due = wished.filter(({ profile }) => trigger === "bootstrap" || !lately.stopped.includes(profile.id));
		const way = await wayOf(session, due);
		const values = due.filter((wish) => !losesWay(way, wish, seen));
		if (values.length < due.length) await withhold(session, trigger, due, values, now);
		if (values.length === 0) return false;
		if (trigger === "drift") {
			const verdict = driftVerdict({ corrections: lately.corrections, lastAt: lately.lastCorrectionAt, now });
			if (verdict === "stop") await stop(session, values, DIFFERS_STILL, now);
			if (verdict !== "correct") return false;
		}
		const [target] = await readTargets(scope, "provisioning", [device.id]);
		if (!target) return false;
		const refusal = refusalOf(device, target);
		if (refusal !== null) {
			if (trigger === "bootstrap") await tell(session, "provisioningRefused", { reason: refusal }, now);
			return false;
		}
		const needed = approvalsOf(session, trigger, lately);
		const id = random.uuid();
		const begins = needed === 0;
		const preview = previewOf(values, target, seen, trigger);
		const asked = { values: values.map(({ path, value, type }) => ({ path, value, ...(type && { type }) })) };
		const input = sealInput(vault, device.tenant, asked);
		const ids = [...new Set(values.map(({ profile }) => profile.id))];
		const names = [...new Set(values.map(({ profile }) => profile.name))];
		const authorMakers = begins || trigger === "bootstrap" ? [] : await readLastEditors(scope, ids);
		// It is this very session's own.
		const acceptedAt = begins ? new Date(session.startedAt.getTime() - 1) : null;
		await database.transaction(async (tx) => {
			const own = tx.scope(device.tenant);
			const superseded = await supersede(own, lately.asked, now);
			await insertChange(own, {
				...{ id, state: begins ? "applying" : "pendingApproval", action: "config", kind: "set", input },
				...{
					reason: `${trigger}: ${names.join(", ")}`.slice(0, 1_000),
					author: CERTUS,
					authorPerson: CERTUS,
					authorMakers,
					override: null,
				},
				previewDigest: digestOf(canonicalJson({ kind: "set", devices: [preview.items] })),
				risks: RISKS.filter((risk) => preview.items.some(({ risks }) => risks.includes(risk))),
				...{ approvalsNeeded: needed, presenceTimeoutSeconds: PRESENCE_SECONDS, devices: 1, undoes: null },
				...{ subscriber: device.subscriberId, operation: null, createdAt: now, submittedAt: now },
				...{ approvedAt: acceptedAt, appliedAt: acceptedAt, expiresAt: new Date(now.getTime() + OPEN_MS) },
			});
			await insertChangeDevices(own, id, [preview]);
			await insertApplication(own, { change: id, device: device.id, trigger, profiles: ids, at: now });
			const detail = { changeId: id, trigger, profiles: names, paths: values.map(({ path }) => path) };
			await writeEffects(tx, [told(session, "provisioning", begins ? "applying" : "pendingApproval", detail, now)]);
			const data = { changeId: id, state: begins ? "applying" : "pendingApproval", action: "config" };
			const event = { type: "change.changed", changeId: id, deviceId: device.id, data };
			await publish(tx, [{ tenant: tenant.tenant, events: [...superseded, event] }]);
		});
		if (begins) await begin(tenant.tenant, id);
		return begins;
	}

	/** What may cut the device off needs an override (contract, section 7), and a profile has nobody to give it. */
	async function withhold(
		session: LiveSession,
		trigger: Trigger,
		due: readonly WishedValue[],
		kept: readonly WishedValue[],
		now: Date,
	): Promise<void> {
		const withheld = due.filter((one) => !kept.includes(one));
		const reason = `${withheld.map(({ path }) => path).join(", ")} ${CUTS_OFF}`;
		if (trigger === "bootstrap") await tell(session, "provisioningRefused", { reason }, now);
		else await stop(session, withheld, reason, now);
	}

	async function stop(session: LiveSession, values: readonly WishedValue[], reason: string, now: Date): Promise<void> {
		const { device } = session;
		const ids = [...new Set(values.map(({ profile }) => profile.id))];
		const stopped = await stopCorrecting(database.scope(device.tenant), device.id, ids, now);
		if (stopped.length === 0) return;
		const names = [...new Set(values.map(({ profile }) => profile.name))];
		const paths = values.map(({ path }) => path);
		await tell(session, "provisioningStopped", { profiles: names, paths, reason }, now);
	}

	async function tellLacking(session: LiveSession, { lacking }: WishedState): Promise<void> {
		for (const { profile, missing } of lacking) {
			await tell(session, "provisioningSkipped", { profiles: [profile.name], missing }, clock());
		}
	}

	async function tell(
		session: LiveSession,
		type: string,
		detail: Readonly<Record<string, unknown>>,
		now: Date,
	): Promise<void> {
		await database.transaction(async (tx) => {
			await writeEffects(tx, [told(session, type, type.replace("provisioning", "").toLowerCase(), detail, now)]);
			const event = { type: "device.changed", deviceId: session.device.id, data: { [type]: true } };
			await publish(tx, [{ tenant: session.tenant.tenant, events: [event] }]);
		});
	}

	return { load, offer };
}

function losesWay(way: ManagementWay | null, { path, value, type }: WishedValue, seen: Seen): boolean {
	return way !== null && valueLosesWay(way, path, value) && !stands(seen, path, value, type);
}

function stands(seen: Seen, path: string, value: string, type: string | null): boolean {
	const now = seen.get(path);
	return now !== undefined && now.value !== null && sameValue(now.value, value, now.type ?? type);
}

/** The reason why the gate does not let it; `null` where it does. */
function refusalOf(device: KnownDevice, { cells }: Target): string | null {
	const { quarantined } = device;
	const answer = askGate({
		...{ kind: "set", authority: "provisioning", held: null, deviceKnown: true, quarantined, restoresSuspend: false },
		...{ lab: false, fieldRun: null, transferUnresolved: false, transferUndecided: null, wrongImage: null },
		matrix: {
			of: nameOfCell("provisioning", device),
			...{ cell: cells?.provisioning ?? "unproven", devices: 1, inCanary: false, overridden: false, isInverse: false },
		},
		...{ approval: null, presence: null, backup: null },
	});
	return answer.allowed ? null : answer.detail;
}

/**
 * After a bootstrap waived for one device, as often and until as many failures in a row as the tenant's policy has it for
 * `config`; a correction of drift needs what that asks of a change of one device (contract, section 7).
 */
function approvalsOf({ tenant }: LiveSession, trigger: Trigger, { lastHour, failedInARow }: AppliedLately): number {
	const policy = policyWith(tenant.approvalPolicy);
	const waived = { ...policy, config: { ...policy.config, waivedForOneDevice: true } };
	return approvalsNeeded(trigger === "bootstrap" ? waived : policy, {
		...{ action: "config", devices: 1, losesManagement: false, overridden: false, restoresSuspend: false },
		waivedLately: { lastHour, failedInARow },
	});
}

/** Corrections that nobody has agreed to yet: the device begins anew, and with it what is wished. */
async function supersede(scope: Scope, asked: readonly string[], now: Date) {
	const events: { type: "change.changed"; changeId: string; data: Readonly<Record<string, unknown>> }[] = [];
	const failure = { code: "superseded", detail: "the device began anew, and all that is wished is brought to it" };
	for (const id of asked) {
		if ((await lockChange(scope, id))?.state !== "pendingApproval") continue;
		await moveChange(scope, id, "cancelled", { finishedAt: now, failure });
		events.push({ type: "change.changed", changeId: id, data: { changeId: id, state: "cancelled", action: "config" } });
	}
	return events;
}

/** What a correction of drift risks is told to who agrees to it; of a device that begins nothing is known yet. */
function previewOf(values: readonly WishedValue[], target: Target, seen: Seen, trigger: Trigger): NewChangeDevice {
	const cell = target.cells?.provisioning ?? "unproven";
	const items = values.map(({ path, value, type }) => {
		const now = seen.get(path);
		const isSecret = isSecretName(path);
		const found: readonly Risk[] =
			trigger === "drift" ? risksOfValue(path, value, type ?? undefined, now && { ...now, writable: null }) : [];
		const risks = RISKS.filter(
			(one) => found.includes(one) || (one === "notProven" && trigger === "drift" && cell !== "green"),
		);
		return {
			...{ path, before: isSecret ? null : (now?.value ?? null), after: isSecret ? REDACTED : value },
			...{ type: type ?? now?.type ?? null, risks },
		};
	});
	return { device: target.id, place: 0, live: false, cell, items };
}

function told(
	session: LiveSession,
	type: string,
	outcome: string,
	detail: Happening["detail"],
	now: Date,
): SessionEffect {
	const action = "device.provision";
	return happened(session, { type, action, outcome, detail, authority: "provisioning" }, now);
}
