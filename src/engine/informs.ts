import { hasEvent } from "../cwmp/events.ts";
import type { Envelope, ParameterValue, RequestOf } from "../cwmp/messages.ts";
import { isSecretName, keptValue, REDACTED } from "../cwmp/redact.ts";
import { namespaceFor, negotiateVersion } from "../cwmp/versions.ts";
import { addressesIn } from "../device/addresses.ts";
import { canBeHeld, objectsOf } from "../device/heldSecrets.ts";
import { type Identification, placeOfUrl } from "../device/identity.ts";
import { mergeValues } from "../device/tree.ts";
import type { KnownDevice } from "../store/devices.ts";
import type {
	CreatedDevice,
	DeviceFacts,
	DeviceSetup,
	InformRecord,
	LiveEvent,
	ParameterChange,
	SessionEffect,
	TimelineEntry,
} from "../store/effects.ts";
import type { SecretWord } from "../store/heldSecrets.ts";
import type { Tenant } from "../store/tenants.ts";
import { factsFrom } from "./observations.ts";

export type Inform = RequestOf<"Inform">["body"];

/** A device as its first Inform introduces it. */
export function introduce(
	tenant: Tenant,
	inform: Inform,
	{ id, aliases, strong }: Identification,
	at: Date,
): { device: KnownDevice; created: CreatedDevice } {
	const { oui, productClass, serialNumber, manufacturer } = inform.device;
	// A serial that many units share is no identity: such a device is only read until somebody looks (quirk 101).
	const quarantined = tenant.unknownDevices === "quarantine" || !strong;
	const model = productClass.trim() || "unknown";
	const created = {
		oui,
		productClass,
		serialNumber,
		vendor: manufacturer,
		model,
		quarantined,
		aliases,
		at: at.toISOString(),
	};
	const device: KnownDevice = {
		tenant: tenant.tenant,
		id,
		oui,
		productClass,
		serialNumber,
		vendor: manufacturer,
		model,
		hardwareVersion: null,
		softwareVersion: null,
		parameterRoot: null,
		namespace: "",
		supportedVersions: null,
		sessionCount: 0,
		lastInformAt: null,
		lastInformEvents: [],
		lastBootAt: null,
		informIntervalSeconds: null,
		informParameters: [],
		informParametersAt: null,
		connectionRequestUrl: null,
		connectionRequestUsername: null,
		connectionRequestPassword: null,
		previousConnectionRequest: null,
		username: null,
		password: null,
		parameterKey: "",
		setup: {},
		quarantined,
		tags: [],
		lab: null,
		subscriberId: null,
		siteId: null,
		mac: null,
		wanUsername: null,
		timeZone: null,
		otherPlace: null,
		createdAt: at,
		version: "",
		hasOpenOperations: false,
	};
	return { device, created };
}

export interface InformConsequences {
	/** The device with what this Inform says of it. */
	readonly device: KnownDevice;
	readonly inform: Omit<InformRecord, "session">;
	readonly facts?: DeviceFacts;
	readonly modelVersion?: SessionEffect["modelVersion"];
	readonly changes: readonly ParameterChange[];
	readonly timeline: readonly TimelineEntry[];
	readonly events: readonly LiveEvent[];
	/** What becomes of the secrets that are held of it. */
	readonly secrets: readonly SecretWord[];
	/** Values of earlier Informs that this one does not carry: they go into the tree. */
	readonly fold: readonly ParameterValue[];
	/** The device has lost its settings: what was read before says nothing of it now. */
	readonly reset: boolean;
}

/** What an Inform means for a device that is known; pure. */
export function consequencesOf(device: KnownDevice, envelope: Envelope, inform: Inform, now: Date): InformConsequences {
	const at = now.toISOString();
	const { events, parameters } = inform;
	const codes = events.map(({ code }) => code);
	const bootstrap = hasEvent(events, "bootstrap");
	const boot = bootstrap || hasEvent(events, "boot");
	const known = device.informParameters;
	const same = known.length === parameters.length && parameters.every((one, i) => isSame(known[i], one));
	const timeline: TimelineEntry[] = [];
	if (boot)
		timeline.push({ at, type: bootstrap ? "bootstrap" : "boot", detail: { events: codes, informEvents: events } });
	const read = same && device.hardwareVersion !== null ? null : factsFrom(device, parameters, at);
	if (read) timeline.push(...read.timeline);
	const places = read?.facts.connectionRequestUrl
		? placesAfter(device, read.facts.connectionRequestUrl, boot || hasEvent(events, "valueChange"), now)
		: null;
	if (places?.quarantined)
		timeline.push({ at, type: "quarantined", detail: { reason: "twoAddresses", ...places.seen } });

	// What did not change is not held a second time.
	const carriedNow = same ? null : parameters.map((one, i) => (isSame(known[i], one) ? known[i] : tupleOf(one)));
	const { changed, fold } = same ? NO_CHANGE : compare(known, parameters, now);
	const addresses = same ? null : addressesAfter(known, parameters);
	const resetShown = bootstrap || lostParameterKey(device, parameters);
	const facts: DeviceFacts = {
		...read?.facts,
		...(addresses !== null && { addresses }),
		...(places && { otherPlace: places.otherPlace }),
		...(places?.quarantined && { quarantined: true }),
		...(envelope.namespace !== null && envelope.namespace !== device.namespace && { namespace: envelope.namespace }),
		...(differs(envelope.supportedVersions, device.supportedVersions) && {
			supportedVersions: envelope.supportedVersions as readonly string[],
		}),
		...(boot && { lastBootAt: at }),
		// What was set is lost with a reset, whether it says so or not (quirks 19, 121).
		...(resetShown && { setup: afterReset(device.setup) }),
	};
	return {
		device: {
			...device,
			...facts,
			lastBootAt: boot ? now : device.lastBootAt,
			lastInformAt: now,
			lastInformEvents: codes,
			informParameters: carriedNow ?? known,
			informParametersAt: now,
			sessionCount: device.sessionCount + 1,
		} as KnownDevice,
		inform: { at, events: codes, count: device.sessionCount + 1, parameters: carriedNow },
		...(Object.keys(facts).length > 0 && { facts }),
		// Before its identity was read, the model is only guessed from the product class.
		...(read?.modelVersion && device.setup.identity !== undefined && { modelVersion: read.modelVersion }),
		changes: changed.filter(({ path }) => !isSecretName(path)).map((change) => ({ ...change, at })),
		timeline,
		events: [
			...(device.lastInformAt === null ? [{ type: "device.seen", deviceId: device.id, data: {} }] : []),
			{ type: "device.informed", deviceId: device.id, data: { events: codes } },
		],
		fold,
		secrets: secretsAfter(device, inform, resetShown, places?.quarantined === true),
		reset: resetShown && device.lastInformAt !== null,
	};
}

/**
 * A reset has lost them; a change that is told of was not made by Certus (TR-069, A.3.3.1: event 4), and a key that Certus
 * has not set last is another ACS's: a hint, of which only a doubt comes.
 */
function secretsAfter(device: KnownDevice, inform: Inform, reset: boolean, twoUnits: boolean): SecretWord[] {
	const { events, parameters } = inform;
	if (reset) return [{ word: "forgotten", meant: { under: "" } }];
	if (twoUnits) return [{ word: "doubted", why: "twoAddresses", meant: { under: "" } }];
	if (hasForeignKey(device, parameters)) return [{ word: "doubted", why: "parameterKey", meant: { under: "" } }];
	if (!hasEvent(events, "valueChange")) return [];
	const paths = parameters.flatMap(({ path }) => (canBeHeld(path) ? [path] : []));
	return paths.length > 0 ? [{ word: "doubted", why: "valueChange", meant: { paths, objects: objectsOf(paths) } }] : [];
}

/** How many of its intervals a place is taken to be live after it was heard there. */
const LIVE_INTERVALS = 2;
const DEFAULT_INTERVAL_SECONDS = 300;

/**
 * What a new address means. A device that moves must say so (its connection request URL is always notified, TR-069
 * 3.2.3.3), and isn't back a moment later where it went or came without a word: then two units live at the two addresses.
 */
function placesAfter(device: KnownDevice, url: string, announced: boolean, now: Date) {
	const place = placeOfUrl(url);
	const left = device.connectionRequestUrl && placeOfUrl(device.connectionRequestUrl);
	if (!place || !left || place === left || !device.lastInformAt) return null;
	const { otherPlace } = device;
	const liveMs = LIVE_INTERVALS * (device.informIntervalSeconds ?? DEFAULT_INTERVAL_SECONDS) * 1000;
	const back = otherPlace?.place === place && now.getTime() - Date.parse(otherPlace.at) <= liveMs;
	return {
		otherPlace: { place: left, at: device.lastInformAt.toISOString(), told: announced },
		quarantined: back && !(announced && otherPlace.told !== false) && !device.quarantined,
		seen: { addresses: [left, place] },
	};
}

type Tuple = KnownDevice["informParameters"][number];

/** Of a secret it is not known whether it is another. */
function isSame(old: Tuple | undefined, { path, value, type }: ParameterValue): old is Tuple {
	if (old === undefined || old[0] !== path || old[2] !== type) return false;
	return old[1] === value || (old[1] === REDACTED && keptValue(path, value) === REDACTED);
}

function tupleOf({ path, value, type }: ParameterValue): Tuple {
	return [path, keptValue(path, value), type];
}

const NO_CHANGE = { changed: [], fold: [] };

/** What it is searched by, where that is another than after the last Inform. */
function addressesAfter(known: KnownDevice["informParameters"], parameters: readonly ParameterValue[]): string | null {
	const now = addressesIn(parameters.map(({ path, value }) => [path, value]));
	return now === addressesIn(known.map(([path, value]) => [path, value])) ? null : now;
}

/** What differs from the last Inform, and what it carried that this one doesn't. */
function compare(known: KnownDevice["informParameters"], parameters: readonly ParameterValue[], now: Date) {
	const before = new Map(known.map(([path, value, type]) => [path, { value, type, writable: null, readAt: null }]));
	const changed = mergeValues(before, parameters, now.getTime());
	const carried = new Set(parameters.map(({ path }) => path));
	const fold = known.filter(([path]) => !carried.has(path)).map(([path, value, type]) => ({ path, value, type }));
	return { changed, fold };
}

/** Of what is known of first contact, only what is not the device's own memory. */
export function afterReset({ attributes, awaitedRun }: DeviceSetup): DeviceSetup {
	return { ...(attributes && { attributes }), ...(awaitedRun && { awaitedRun }) };
}

/** The key that stands on a device since first contact is gone: so is everything else that was set. */
function lostParameterKey(device: KnownDevice, parameters: readonly ParameterValue[]): boolean {
	if (device.parameterKey === "" || device.setup.settings !== "done") return false;
	const before = device.informParameters.find(([path]) => isParameterKey(path))?.[1];
	return before === device.parameterKey && parameterKeyIn(parameters) === "";
}

function hasForeignKey(device: KnownDevice, parameters: readonly ParameterValue[]): boolean {
	const now = parameterKeyIn(parameters)?.trim() ?? "";
	// Some devices have one of their own, and always that.
	const isNew = !device.informParameters.some(([path, value]) => isParameterKey(path) && value.trim() === now);
	return device.parameterKey !== "" && now !== "" && now !== device.parameterKey && isNew;
}

function isParameterKey(path: string): boolean {
	return path.endsWith(".ManagementServer.ParameterKey");
}

function parameterKeyIn(parameters: readonly ParameterValue[]): string | undefined {
	return parameters.find(({ path }) => isParameterKey(path))?.value;
}

function differs(now: readonly string[] | null, before: readonly string[] | null): boolean {
	return now !== null && JSON.stringify(now) !== JSON.stringify(before);
}

/** The version to name in UseCWMPVersion: only to who sent SupportedCWMPVersions (contract, section 3). */
export function versionToUse(envelope: Envelope): string | undefined {
	if (envelope.supportedVersions === null) return undefined;
	return negotiateVersion(envelope.supportedVersions, envelope.namespace ?? namespaceFor("1.4"));
}
