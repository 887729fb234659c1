import type { KnownDevice } from "../store/devices.ts";

/** So many different texts are held once for all devices that say them, none longer than this. */
const MAX_SHARED = 20_000;
const MAX_SHARED_LENGTH = 200;

/** What is known of a device as a text of some 400 characters; half of it are names that others of its model have too. */
export type PackedDevice = string & { readonly __packedDevice: unique symbol };

/** Texts that many devices have alike. */
const SHARED = [
	...(["tenant", "oui", "productClass", "vendor", "model", "hardwareVersion", "softwareVersion"] as const),
	...(["parameterRoot", "namespace", "timeZone"] as const),
] as const satisfies readonly (keyof KnownDevice)[];

const TIMES = [
	"lastInformAt",
	"lastBootAt",
	"informParametersAt",
	"createdAt",
] as const satisfies readonly (keyof KnownDevice)[];

/** What is its own, or short. */
const OWN = [
	...([
		"id",
		"serialNumber",
		"supportedVersions",
		"sessionCount",
		"informIntervalSeconds",
		"connectionRequestUrl",
	] as const),
	...(["connectionRequestUsername", "connectionRequestPassword", "previousConnectionRequest", "username"] as const),
	...(["password", "parameterKey", "setup", "quarantined", "tags", "lab", "subscriberId", "siteId", "mac"] as const),
	...(["wanUsername", "otherPlace", "version", "hasOpenOperations"] as const),
] as const satisfies readonly (keyof KnownDevice)[];

type Listed = (typeof SHARED | typeof TIMES | typeof OWN)[number] | "lastInformEvents" | "informParameters";
/** Does not compile where a field is forgotten. */
const PACKS_ALL: [Exclude<keyof KnownDevice, Listed>] extends [never] ? true : never = true;

/** A text by its number, or itself where it is not among the shared ones. */
type Coded = number | string | null;

interface Packed {
	readonly s: readonly Coded[];
	/** Milliseconds since the epoch. */
	readonly t: readonly (number | null)[];
	readonly o: readonly unknown[];
	/** The last Inform's events, and its parameters: path, value and type in turn. */
	readonly e: readonly Coded[];
	readonly p: readonly Coded[];
}

export type DevicePacker = ReturnType<typeof createDevicePacker>;

/** Packs and unpacks devices; what one has packed only that one unpacks. */
export function createDevicePacker() {
	const numbers = new Map<string, number>();
	const texts: string[] = [];

	function code(text: string | null): Coded {
		if (text === null) return null;
		const known = numbers.get(text);
		if (known !== undefined) return known;
		if (texts.length >= MAX_SHARED || text.length > MAX_SHARED_LENGTH) return text;
		// What was cut out of a message keeps all of it in memory: this is a copy.
		const copy = JSON.parse(JSON.stringify(text)) as string;
		numbers.set(copy, texts.length);
		return texts.push(copy) - 1;
	}

	function text(coded: Coded | undefined): string | null {
		return typeof coded === "number" ? (texts[coded] as string) : (coded ?? null);
	}

	return {
		pack(device: KnownDevice): PackedDevice {
			const parameters: Coded[] = [];
			for (const [path, value, type] of device.informParameters) parameters.push(code(path), value, code(type));
			const packed: Packed = {
				s: SHARED.map((field) => code(device[field])),
				t: TIMES.map((field) => device[field]?.getTime() ?? null),
				o: OWN.map((field) => device[field]),
				e: device.lastInformEvents.map(code),
				p: parameters,
			};
			return JSON.stringify(packed) as PackedDevice;
		},
		unpack(packed: PackedDevice): KnownDevice {
			const { s, t, o, e, p } = JSON.parse(packed) as Packed;
			const device: Record<string, unknown> = {};
			for (const [i, field] of SHARED.entries()) device[field] = text(s[i]);
			for (const [i, field] of TIMES.entries()) device[field] = t[i] == null ? null : new Date(t[i]);
			for (const [i, field] of OWN.entries()) device[field] = o[i];
			device.lastInformEvents = e.map(text);
			const parameters: (readonly [string | null, Coded | undefined, string | null])[] = [];
			for (let i = 0; i < p.length; i += 3) parameters.push([text(p[i]), p[i + 1], text(p[i + 2])]);
			device.informParameters = parameters;
			return device as unknown as KnownDevice & typeof PACKS_ALL;
		},
	};
}
