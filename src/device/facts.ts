import type { ParameterValue } from "../cwmp/messages.ts";
import { isPlainOffset, isTimeZone, MAX_ZONE_LENGTH } from "../lib/timeZone.ts";

/** What single parameters say of a device, under either root. */
export interface DeviceReadings {
	modelName?: string;
	hardwareVersion?: string;
	softwareVersion?: string;
	connectionRequestUrl?: string;
	parameterKey?: string;
	informIntervalSeconds?: number;
}

const READINGS: Readonly<Record<string, (readings: DeviceReadings, value: string) => void>> = {
	"DeviceInfo.ModelName": (readings, value) => {
		// Some firmware answers a parameter's name as its value: that names no model.
		if (value !== "" && value !== "ModelName") readings.modelName = value;
	},
	"DeviceInfo.HardwareVersion": (readings, value) => {
		if (value !== "") readings.hardwareVersion = value;
	},
	"DeviceInfo.SoftwareVersion": (readings, value) => {
		if (value !== "") readings.softwareVersion = value;
	},
	"ManagementServer.ConnectionRequestURL": (readings, value) => {
		if (/^https?:\/\//i.test(value)) readings.connectionRequestUrl = value;
	},
	"ManagementServer.ParameterKey": (readings, value) => {
		readings.parameterKey = value;
	},
	"ManagementServer.PeriodicInformInterval": (readings, value) => {
		if (/^\d{1,9}$/.test(value) && Number(value) > 0) readings.informIntervalSeconds = Number(value);
	},
};

const LETTER_D = 68;
const LETTER_M = 77;

export function readingsOf(values: readonly ParameterValue[]): DeviceReadings {
	const readings: DeviceReadings = {};
	for (const { path, value } of values) {
		const dot = path.indexOf(".") + 1;
		// Most paths of a tree are of other objects: their first letter tells.
		const letter = path.charCodeAt(dot);
		if (letter === LETTER_D || letter === LETTER_M) READINGS[path.slice(dot)]?.(readings, value.trim());
	}
	return readings;
}

const WAN_USERNAME = /\.(WANPPPConnection|PPP\.Interface)\.\d+\.Username$/;

/** With what name a PPP connection signs in; `null` where none is told. */
export function wanUsernameOf(values: readonly ParameterValue[]): string | null {
	const found = values.find(({ path, value }) => path.endsWith("Username") && value !== "" && WAN_USERNAME.test(path));
	return found?.value ?? null;
}

const ZONE = "Device.Time.LocalTimeZone";
/** TR-098: an offset without summer time, and beside it a TZ string or a name. */
const GATEWAY_OFFSET = "InternetGatewayDevice.Time.LocalTimeZone";
const GATEWAY_ZONE = "InternetGatewayDevice.Time.LocalTimeZoneName";

/**
 * The device's time zone as it came, empty where it has none any more; `null` where the values tell nothing of it.
 * `known`: the one that it told before, which an offset alone does not replace if it says more.
 */
export function timeZoneOf(values: readonly ParameterValue[], known: string | null): string | null {
	const told = new Map<string, string>();
	for (const { path, value } of values) {
		if (!path.endsWith("Time.LocalTimeZone") && path !== GATEWAY_ZONE) continue;
		const zone = value.trim();
		told.set(path, zone.length > MAX_ZONE_LENGTH ? "" : zone);
	}
	if (told.size === 0) return null;
	const named = [told.get(ZONE), told.get(GATEWAY_ZONE)].filter((zone) => zone !== undefined);
	const understood = named.find(isTimeZone);
	if (understood !== undefined) return understood;
	const offset = told.get(GATEWAY_OFFSET);
	if (offset === undefined) return named.find((zone) => zone !== "") ?? named[0] ?? null;
	const saysMore = named.length === 0 && known !== null && isTimeZone(known) && !isPlainOffset(known);
	return saysMore ? null : offset;
}

export type ParameterRoot = "Device." | "InternetGatewayDevice." | "both";

/** The roots that names show; `null` where they show none. */
export function rootOf(paths: Iterable<string>): ParameterRoot | null {
	let device = false;
	let gateway = false;
	for (const path of paths) {
		device ||= path.startsWith("Device.");
		gateway ||= path.startsWith("InternetGatewayDevice.");
	}
	return device && gateway ? "both" : device ? "Device." : gateway ? "InternetGatewayDevice." : null;
}

/** The roots to ask under, the standard's newer one first. */
export function rootsOf(root: ParameterRoot | null): readonly string[] {
	return root === null || root === "both" ? ["Device.", "InternetGatewayDevice."] : [root];
}
