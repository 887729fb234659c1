import type { ParameterValue } from "../cwmp/messages.ts";

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
