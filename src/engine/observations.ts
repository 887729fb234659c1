import { v5 } from "uuid";
import type { CpeResponse, ParameterValue } from "../cwmp/messages.ts";
import { isHiddenValue, isSecretName, withoutSecretValues } from "../cwmp/redact.ts";
import { type DeviceReadings, readingsOf, rootOf, timeZoneOf, wanUsernameOf } from "../device/facts.ts";
import { canBeHeld, objectsOf } from "../device/heldSecrets.ts";
import { macOf } from "../device/identity.ts";
import { forgetValues, mergeNames, mergeValues, pruneMissing, type Tree, unpackTree } from "../device/tree.ts";
import { treeRecord } from "../device/treeRecord.ts";
import type { Clock } from "../lib/edges.ts";
import { secretContext, type Vault } from "../lib/vault.ts";
import type { Database } from "../store/db.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { DeviceFacts, LiveEvent, ModelVersionSeen, SessionEffect, TimelineEntry } from "../store/effects.ts";
import { readHeldSecrets } from "../store/heldSecrets.ts";
import { readTreeDocument } from "../store/trees.ts";
import type { FirstContactResult } from "./firstContact.ts";
import type { LiveSession } from "./liveSession.ts";

type Learnt = Pick<SessionEffect, "facts" | "tree" | "changes" | "timeline" | "modelVersion" | "events" | "secrets">;

export type Observer = ReturnType<typeof createObserver>;

/** Takes what any answer shows of the device, whoever asked. */
export function observe(session: LiveSession, response: CpeResponse): void {
	if (response.rpc === "GetParameterValues") {
		const { parameters } = response.body;
		const kept = withoutSecretValues(parameters);
		for (const [n, { path, value }] of parameters.entries()) {
			const isSecret = kept[n]?.value !== value;
			if (isSecret && canBeHeld(path) && !isHiddenValue(path, value)) session.toldSecrets.set(path, value);
		}
		session.observedValues.push(...kept);
	}
	if (response.rpc === "GetParameterNames") session.observedNames.push(...response.body.parameters);
}

/**
 * What a set of readings changes of a device as it is known, with the version of its model if that is new. Versions and
 * a model's name that its Informs carry are theirs: a tree that says otherwise makes it no other firmware, nor model.
 */
export function factsFrom(
	device: KnownDevice,
	values: readonly ParameterValue[],
	at: string,
	informs: Pick<DeviceReadings, "modelName" | "hardwareVersion" | "softwareVersion"> = {},
): { facts: DeviceFacts; modelVersion?: ModelVersionSeen; timeline: TimelineEntry[] } {
	const readings = { ...readingsOf(values), ...informs };
	const facts: { -readonly [K in keyof DeviceFacts]: DeviceFacts[K] } = {};
	const timeline: TimelineEntry[] = [];
	const { modelName, hardwareVersion, softwareVersion, connectionRequestUrl, informIntervalSeconds } = readings;
	if (modelName && modelName !== device.model) facts.model = modelName;
	if (hardwareVersion && hardwareVersion !== device.hardwareVersion) facts.hardwareVersion = hardwareVersion;
	if (softwareVersion && softwareVersion !== device.softwareVersion) {
		facts.softwareVersion = softwareVersion;
		if (device.softwareVersion !== null) {
			timeline.push({
				at,
				type: "softwareVersion",
				detail: { before: device.softwareVersion, after: softwareVersion },
			});
		}
	}
	if (connectionRequestUrl && connectionRequestUrl !== device.connectionRequestUrl) {
		facts.connectionRequestUrl = connectionRequestUrl;
	}
	if (informIntervalSeconds && informIntervalSeconds !== device.informIntervalSeconds) {
		facts.informIntervalSeconds = informIntervalSeconds;
	}
	const mac = device.mac === null ? macOf(values) : null;
	if (mac) facts.mac = mac;
	const wanUsername = wanUsernameOf(values);
	if (wanUsername && wanUsername !== device.wanUsername) facts.wanUsername = wanUsername;
	const timeZone = timeZoneOf(values, device.timeZone);
	if (timeZone !== null && timeZone !== (device.timeZone ?? "")) facts.timeZone = timeZone;
	const root = device.parameterRoot === null ? rootOf(values.map(({ path }) => path)) : null;
	if (root) facts.parameterRoot = root;
	const moved = facts.model !== undefined || facts.hardwareVersion !== undefined || facts.softwareVersion !== undefined;
	return { facts, timeline, ...(moved && { modelVersion: modelVersionOf({ ...device, ...facts }, at) }) };
}

/**
 * The versions that the last Inform carries: it has to (TR-069, 3.7.1.5), though not every device does; and the model's
 * name, which some add.
 */
export function carriedIdentity({ informParameters }: Pick<KnownDevice, "informParameters">) {
	const carried = informParameters.map(([path, value, type]) => ({ path, value, type }));
	const { modelName, hardwareVersion, softwareVersion } = readingsOf(carried);
	return {
		...(modelName && { modelName }),
		...(hardwareVersion && { hardwareVersion }),
		...(softwareVersion && { softwareVersion }),
	};
}

function modelVersionOf(
	device: Pick<
		KnownDevice,
		"tenant" | "oui" | "vendor" | "model" | "productClass" | "hardwareVersion" | "softwareVersion"
	>,
	at: string,
): ModelVersionSeen {
	const { oui, vendor, model, productClass } = device;
	const hardwareVersion = device.hardwareVersion ?? "";
	const softwareVersion = device.softwareVersion ?? "";
	return { id: modelVersionId(device), oui, vendor, model, productClass, hardwareVersion, softwareVersion, at };
}

/** The id of a model, hardware and software version within its tenant. */
export function modelVersionId(
	device: Pick<KnownDevice, "tenant" | "vendor" | "model" | "productClass" | "hardwareVersion" | "softwareVersion">,
): string {
	const { vendor, model, productClass, hardwareVersion, softwareVersion } = device;
	return v5(JSON.stringify([vendor, model, productClass, hardwareVersion ?? "", softwareVersion ?? ""]), device.tenant);
}

/** Folds what sessions saw into the device's tree and facts. */
export function createObserver(
	database: Database,
	clock: Clock,
	vault: Vault,
	commit: (effect: SessionEffect) => Promise<unknown>,
) {
	async function treeOf(device: KnownDevice): Promise<Tree> {
		const document = await readTreeDocument(database.scope(device.tenant), device.id);
		return document ? unpackTree(document) : new Map();
	}

	/** What the session has seen since the last time, as effects; the session starts afresh. After a reset all else is stale. */
	async function flush(session: LiveSession, reset = false): Promise<Learnt> {
		const { observedValues: values, observedNames: names, wholePrefixes, device } = session;
		if (values.length === 0 && names.length === 0) return {};
		session.observedValues = [];
		session.observedNames = [];
		session.wholePrefixes = [];
		const doubted = await otherThanHeld(session);
		const now = clock();
		const at = now.toISOString();
		const tree = await treeOf(device);
		if (reset) forgetValues(tree);
		mergeNames(tree, names, now.getTime());
		const changes = mergeValues(tree, values, now.getTime());
		if (wholePrefixes.length > 0) {
			const seen = new Set([...names.map(({ path }) => path), ...values.map(({ path }) => path)]);
			for (const prefix of wholePrefixes) changes.push(...pruneMissing(tree, prefix, seen));
		}
		const { facts, modelVersion, timeline } = factsFrom(device, values, at, carriedIdentity(device));
		// A walk of the top says which roots there are; values alone only which were asked for.
		const root = wholePrefixes.length > 0 ? rootOf(tree.keys()) : null;
		const learnt: DeviceFacts = { ...facts, ...(root && root !== device.parameterRoot && { parameterRoot: root }) };
		session.device = { ...device, ...learnt } as KnownDevice;
		const gone = changes.flatMap(({ path, after }) => (after === null && canBeHeld(path) ? [path] : []));
		const events: LiveEvent[] = [{ type: "device.changed", deviceId: device.id, data: { parameters: values.length } }];
		return {
			facts: learnt,
			tree: treeRecord(tree, device.informParameters, now),
			changes: changes.filter(({ path }) => !isSecretName(path)).map((change) => ({ ...change, at })),
			timeline,
			...(modelVersion && { modelVersion }),
			events,
			secrets: [
				...(doubted.length > 0
					? [{ word: "doubted", why: "told", meant: { paths: doubted, objects: objectsOf(doubted) } } as const]
					: []),
				...(gone.length > 0 ? [{ word: "forgotten", meant: { paths: gone, objects: [] } } as const] : []),
			],
		};
	}

	/** Some devices tell their secrets: one that is another than the held one was set by somebody else. */
	async function otherThanHeld(session: LiveSession): Promise<string[]> {
		const { toldSecrets: told, device } = session;
		if (told.size === 0) return [];
		session.toldSecrets = new Map();
		const context = secretContext(device.tenant, "device.secret");
		const held = await readHeldSecrets(database.scope(device.tenant), device.id);
		return held.flatMap(({ path, value }) =>
			told.has(path) && told.get(path) !== vault.open(value, context) ? [path] : [],
		);
	}

	async function firstContact(session: LiveSession, { facts, written }: FirstContactResult): Promise<void> {
		const { connectionRequestPassword: password, ...others } = facts;
		const context = secretContext(session.device.tenant, "device.connectionRequestPassword");
		const result: FirstContactResult["facts"] = {
			...others,
			...(password !== undefined && { connectionRequestPassword: vault.seal(password, context) }),
		};
		const learnt = await flush(session);
		const at = clock().toISOString();
		const { device } = session;
		session.device = { ...device, ...result } as KnownDevice;
		await commit({
			tenant: device.tenant,
			device: device.id,
			...learnt,
			facts: { ...learnt.facts, ...result },
			modelVersion: modelVersionOf(session.device, at),
			audit: {
				at: new Date(at),
				tenant: session.tenant.slug,
				actor: "certus",
				actorId: null,
				action: "device.firstContact",
				outcome: result.setup?.settings ?? "refused",
				deviceId: device.id,
				subscriberId: device.subscriberId,
				hardwareVersion: session.device.hardwareVersion,
				softwareVersion: session.device.softwareVersion,
				detail: { authority: "system", informIntervalSeconds: result.informIntervalSeconds ?? null },
			},
			timeline: [
				...(learnt.timeline ?? []),
				{
					at,
					type: "firstContact",
					detail: {
						settings: result.setup?.settings,
						identity: result.setup?.identity,
						sessionId: session.id,
						softwareVersion: session.device.softwareVersion,
						events: session.events.map(({ code }) => code),
						set: written.set.filter(({ path }) => !isSecretName(path)).map(({ path, value }) => ({ path, value })),
						refused: written.refused,
					},
				},
			],
		});
	}

	async function firstContactLost({ id: sessionId, device, events }: LiveSession): Promise<void> {
		const setup = { ...device.setup, lost: (device.setup.lost ?? 0) + 1 };
		const detail = {
			...{ settings: "lost", sessionId, softwareVersion: device.softwareVersion, set: [], refused: [] },
			events: events.map(({ code }) => code),
		};
		const timeline = [{ at: clock().toISOString(), type: "firstContact", detail }];
		await commit({ tenant: device.tenant, device: device.id, facts: { setup }, timeline });
	}

	/** The types that the stored tree gives parameters, beside those that are known already. */
	async function typesInto(types: Map<string, string>, device: KnownDevice): Promise<void> {
		for (const [path, { type }] of await treeOf(device)) if (type && !types.has(path)) types.set(path, type);
	}

	return { flush, firstContact, firstContactLost, typesInto, treeOf };
}
