import { sameValue } from "../../device/sameValue.ts";
import type { Tree } from "../../device/tree.ts";
import { type CheckContext, currentTree, operate, type ProofAnswer, type ProofStep } from "../check.ts";
import { isForbidden } from "../harmless.ts";

/** Settings by path. JSON. */
export type Stood = Readonly<Record<string, string>>;

const MAX_KEPT = 500;
const MAX_STEADY = 100;
/** How often it calls its server. */
const CADENCE = /\.ManagementServer\.PeriodicInform(Enable|Interval)$/;
/** No device gives these another value by itself, as it does with channels, leases and clocks. */
const STEADY = [
	/\.(SSID|NTPServer[1-5]|ProvisioningCode|FriendlyName)$/,
	/\.WiFi\.(Radio|SSID|AccessPoint)\.\d+\.Enable$/,
	/\.(IP|PPP|Ethernet)\.Interface\.\d+\.Enable$/,
	/\.(WLANConfiguration|WANIPConnection|WANPPPConnection)\.\d+\.Enable$/,
	/\.(LANHostConfigManagement\.DHCPServerEnable|DHCPv4\.Server\.Enable)$/,
	CADENCE,
] as const;

/** The settings that can be written, as they were last read, but for those that hold the device to its server. */
export function settingsIn(tree: Tree): Stood {
	const settings = [...tree].filter(
		([path, { writable, value }]) => writable === true && value !== null && !path.endsWith(".") && !isForbidden(path),
	);
	const steadyFirst = settings.sort(([left], [right]) => Number(isSteady(right)) - Number(isSteady(left)));
	return Object.fromEntries(steadyFirst.slice(0, MAX_KEPT).map(([path, { value }]) => [path, value ?? ""]));
}

export function steadyIn(settings: Stood): Stood {
	return Object.fromEntries(Object.entries(settings).filter(([path]) => isSteady(path)));
}

function isSteady(path: string): boolean {
	return STEADY.some((pattern) => pattern.test(path));
}

/** Without what the ACS sets anew after a bootstrap. */
export function withoutCadence(settings: Stood): Stood {
	return Object.fromEntries(Object.entries(settings).filter(([path]) => !CADENCE.test(path)));
}

/** The steady settings as they stand now: what was read long ago may have been changed by anybody. */
export function* steadyNow({ inputs }: CheckContext): Generator<ProofStep, Stood, ProofAnswer> {
	const tree = yield* currentTree();
	const paths = [...tree]
		.filter(([path, { writable, value }]) => writable === true && value !== null && isSteady(path))
		.map(([path]) => path)
		.slice(0, MAX_STEADY);
	if (paths.length === 0) return {};
	const end = yield* operate("read", { paths }, inputs.timeoutSeconds);
	const values = (end.result?.values ?? []) as readonly { path: string; value: string }[];
	return Object.fromEntries(values.filter(({ path }) => isSteady(path)).map(({ path, value }) => [path, value]));
}

/** Which of the settings that stood before have other values now; what can't be read is none of them. */
export function* changedSince(stood: Stood, { inputs }: CheckContext): Generator<ProofStep, string[], ProofAnswer> {
	const paths = Object.keys(stood);
	if (paths.length === 0) return [];
	const end = yield* operate("read", { paths }, inputs.timeoutSeconds);
	const values = (end.result?.values ?? []) as readonly { path: string; value: string; type: string }[];
	return values
		.filter(({ path, value, type }) => !sameValue(value, stood[path] ?? value, type))
		.map(({ path }) => path);
}
