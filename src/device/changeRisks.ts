import { isHiddenValue, isSecretName } from "../cwmp/redact.ts";
import { isActionName } from "./actions.ts";
import { type ManagementWay, removalLosesWay, valueLosesWay } from "./managementWay.ts";
import { sameValue } from "./sameValue.ts";
import type { StandardType } from "./standard/model.ts";
import { hasForm, standardEntry } from "./standardModel.ts";
import { wireType } from "./standardTypes.ts";
import type { TreeNode } from "./tree.ts";

/** The risks of one parameter's or object's change that can be told beforehand (contract, section 7). */
export type ParameterRisk =
	| "unknownParameter"
	| "readOnly"
	| "typeMismatch"
	| "losesManagement"
	| "losesConnectivity"
	| "notReversible";

const ROOT = "(?:Device|InternetGatewayDevice)\\.";
/** What holds a device to its ACS, or the ACS to the device (TR-069, 3.1 and 3.2.2). */
const MANAGEMENT = new RegExp(
	`^${ROOT}ManagementServer(?:\\.\\[[^\\]]*\\])?\\.(?:$|URL$|Username$|Password$|EnableCWMP$|PeriodicInformEnable$|ConnectionRequest|UDPConnectionRequest|STUN|ConnReq)`,
	"i",
);
/** The way out: WAN objects of TR-098, the interface stack, addressing and routes of TR-181, VLANs of anybody. */
const CONNECTIVITY = [
	/^InternetGatewayDevice\.(?:WANDevice|Layer3Forwarding|Layer2Bridging)\./i,
	/^Device\.(?:PPP|DSL|FAST|ATM|PTM|Optical|Cellular|Bridging|Ethernet|IP|DHCPv4\.Client|DHCPv6\.Client|Routing|DNS\.Client|NAT\.InterfaceSetting|IPv6rd|DSLite|MAP|GRE|L2TPv3|VXLAN|PCP)\./i,
	/vlan/i,
];
/** Below those, and no way out: rules, tables and tests. */
const HARMLESS = /\.(?:PortMapping|Stats|Diagnostics|ActivePort|IPPingDiagnostics)\.|(?:Description|Alias|\.Name)$/;

const INFORM_INTERVAL = new RegExp(`^${ROOT}ManagementServer\\.PeriodicInformInterval$`, "i");
/** A device that calls more seldom is lost to its ACS where connection requests don't reach it. Seconds. */
const MAX_INFORM_INTERVAL = 86_400;
const SWITCHES = new RegExp(`^${ROOT}ManagementServer\\.(?:EnableCWMP|PeriodicInformEnable)$`, "i");

/** Whether a device that takes this value goes on calling its ACS (TR-069, 3.2.2 and A.3.2.1). */
function keepsCalling(path: string, value: string | null): boolean {
	if (value === null) return !MANAGEMENT.test(path);
	if (SWITCHES.test(path)) return /^(?:1|true)$/i.test(value.trim());
	if (!INFORM_INTERVAL.test(path)) return !MANAGEMENT.test(path);
	const seconds = /^\s*\+?\d+\s*$/.test(value) ? Number(value) : 0;
	return seconds > 0 && seconds <= MAX_INFORM_INTERVAL;
}

/** Whether the way from the device to the ACS, or to the internet, may be cut by this; `null`: by no value of its own. */
function cutsOff(path: string, value: string | null): ("losesManagement" | "losesConnectivity")[] {
	if (!keepsCalling(path, value)) return ["losesManagement"];
	return !HARMLESS.test(path) && CONNECTIVITY.some((one) => one.test(path)) ? ["losesConnectivity"] : [];
}

/**
 * Of setting a parameter, whose node is as it was last read; `undefined`: the device was never seen to have it. `way`:
 * what the ACS reaches the device by, where that is known.
 */
export function risksOfValue(
	path: string,
	value: string,
	givenType: string | undefined,
	node: Pick<TreeNode, "value" | "type" | "writable"> | undefined,
	way: ManagementWay | null = null,
): ParameterRisk[] {
	const type = typeOf(path, node);
	const stands = node !== undefined && node.value !== null && sameValue(node.value, value, type);
	const losesWay = way !== null && !stands && valueLosesWay(way, path, value);
	const differs = givenType !== undefined && type !== null && bare(givenType).toLowerCase() !== type.toLowerCase();
	const isOff = isForm(type) && !hasForm(type, value.trim());
	return [
		...(node === undefined ? (["unknownParameter"] as const) : []),
		...(node?.writable === false ? (["readOnly"] as const) : []),
		...(differs || isOff ? (["typeMismatch"] as const) : []),
		...(losesWay ? (["losesManagement"] as const) : cutsOff(path, value)),
		...(isSecretName(path) || isActionName(path) || isHiddenValue(path, node?.value ?? "")
			? (["notReversible"] as const)
			: []),
	];
}

/** Of adding or removing an object, or changing its attributes. */
export function risksOfObject(
	path: string,
	isKnown: boolean,
	isRemoved: boolean,
	way: ManagementWay | null = null,
): ParameterRisk[] {
	const losesWay = isRemoved && way !== null && removalLosesWay(way, path);
	return [
		...(isKnown ? [] : (["unknownParameter"] as const)),
		...(losesWay ? (["losesManagement"] as const) : cutsOff(path, null)),
		// What is made anew has another number, and its hidden values are lost.
		...(isRemoved ? (["notReversible"] as const) : []),
	];
}

/** The device's own type, else the standard's. */
function typeOf(path: string, node: { readonly type: string | null } | undefined): string | null {
	if (node?.type && node.type !== "object") return bare(node.type);
	const entry = standardEntry(path);
	return entry && wireType(entry);
}

function bare(type: string): string {
	return type.replace(/^.*:/, "");
}

const FORMS: readonly StandardType[] = ["boolean", "int", "unsignedInt", "long", "unsignedLong", "dateTime"];

function isForm(type: string | null): type is StandardType {
	return type !== null && (FORMS as readonly string[]).includes(type);
}
