/** The tree that a recorded device showed: what was first seen of each path, so as it was before the run changed it. */
import type { AcsRequest, ParameterValue } from "../../src/cwmp/messages.ts";
import { REDACTED } from "../../src/cwmp/redact.ts";
import type { RecordedDevice } from "../bundle.ts";
import { INFORM_PARAMETERS, LIVE, missingManagement } from "../live.ts";
import type { Root } from "../model.ts";
import { type BaseTree, isInstance, parentOf } from "../tree.ts";
import { buildTree, type Entry } from "../trees/build.ts";
import type { Conversation } from "./conversation.ts";

export interface RecordedTree {
	readonly tree: BaseTree;
	/** The one whose ManagementServer the client obeys. */
	readonly root: Root;
	readonly informParameters: readonly string[];
	/** Prefixes that only Informs know of: there for the client, and for nobody who asks. */
	readonly hidden: readonly string[];
}

interface Seen {
	readonly writable: Map<string, boolean>;
	/** The names, and the objects that they lie in. */
	readonly parts: Set<string>;
	readonly values: Map<string, ParameterValue>;
	readonly informed: Map<string, ParameterValue>;
	/** What came after the names around it were listed: rows of a result, rows that were added. */
	readonly later: Map<string, { readonly type: string; readonly writable: boolean }>;
	/** Objects whose children were listed, and objects below which all was. */
	readonly levels: Set<string>;
	readonly wholes: Set<string>;
}

const CHANGES: readonly AcsRequest["rpc"][] = ["SetParameterValues", "AddObject", "DeleteObject", "FactoryReset"];

export function recordedTree(conversation: Conversation, device: RecordedDevice): RecordedTree {
	const seen = look(conversation);
	const root = rootOf(seen);
	const entries = entriesOf(seen, conversation, device);
	const known = new Set(entries.map(({ path }) => path));
	// Its client needs them; those who ask see them only where nothing shows that they are not there.
	const added = missingManagement(root, (path) => known.has(path));
	const unread = [...seen.informed.keys()].filter((path) => !seen.values.has(path) && !seen.writable.has(path));
	const hidden = new Set<string>();
	for (const path of [...added.map((entry) => entry.path), ...unread]) {
		const lacking = lackingOf(seen, path);
		if (lacking !== null) hidden.add(lacking);
	}
	const all = [...entries, ...added, ...templatesOf(seen)];
	const tree = buildTree(all, { secretsByName: false, inheritsWritable: false, keepsCounters: true });
	return { tree, root, informParameters: informParametersOf(conversation, root, tree), hidden: [...hidden] };
}

function look({ exchanges, reports }: Conversation): Seen {
	const seen: Seen = {
		...{ writable: new Map(), parts: new Set<string>() },
		...{ values: new Map(), informed: new Map(), later: new Map() },
		...{ levels: new Set<string>(), wholes: new Set<string>() },
	};
	let changed = false;
	const isDeep = givesWholes(exchanges);
	for (const { request, answer } of exchanges) {
		changed ||= CHANGES.includes(request.rpc);
		if (answer?.kind !== "response") continue;
		if (answer.rpc === "GetParameterNames" && request.rpc === "GetParameterNames") {
			const { path, nextLevel } = request.body;
			const below = answer.body.parameters.filter((info) => info.path !== path && info.path.startsWith(path));
			for (const { path: name, writable } of below) {
				if (name === "" || seen.writable.has(name)) continue;
				if (changed && isNew(seen, name)) seen.later.set(name, { type: "xsd:string", writable });
				else addName(seen, name, writable);
			}
			if (below.length === 0 && !seen.parts.has(path)) continue;
			(isDeep && !nextLevel ? seen.wholes : seen.levels).add(path);
		} else if (answer.rpc === "GetParameterValues") {
			for (const value of answer.body.parameters) {
				const { path, type } = value;
				if (seen.values.has(path)) continue;
				if (changed && isNew(seen, path)) {
					seen.later.set(path, { type, writable: seen.later.get(path)?.writable ?? false });
				} else seen.values.set(path, value);
			}
		}
	}
	for (const { message } of reports) {
		if (message.rpc !== "Inform") continue;
		for (const value of message.body.parameters) {
			if (!seen.informed.has(value.path)) seen.informed.set(value.path, value);
		}
	}
	return seen;
}

function addName({ writable: names, parts }: Seen, name: string, writable: boolean): void {
	names.set(name, writable);
	for (let part = name; part !== "" && !parts.has(part); part = parentOf(part)) parts.add(part);
}

/** Some branch came with more than one level: the device gives whole branches. */
function givesWholes(exchanges: Conversation["exchanges"]): boolean {
	return exchanges.some(
		({ request, answer }) =>
			request.rpc === "GetParameterNames" &&
			answer?.kind === "response" &&
			answer.rpc === "GetParameterNames" &&
			!request.body.nextLevel &&
			answer.body.parameters.some(({ path }) => path !== request.body.path && parentOf(path) !== request.body.path),
	);
}

/** Not there when the names around it were listed: it came later. */
function isNew(seen: Seen, path: string): boolean {
	return !seen.parts.has(path) && lackingOf(seen, path) !== null;
}

/** The highest part of a path that was not among the names where it should have been; `null` where nothing shows that. */
function lackingOf({ parts, levels, wholes }: Seen, path: string): string | null {
	const isListedAround = (part: string): boolean => {
		for (let above = parentOf(part); above !== ""; above = parentOf(above)) {
			if (wholes.has(above) || (levels.has(above) && above === parentOf(part))) return true;
		}
		return false;
	};
	for (let end = path.indexOf(".") + 1; ; end = path.indexOf(".", end) + 1) {
		const part = end === 0 ? path : path.slice(0, end);
		if (!parts.has(part) && isListedAround(part)) return part;
		if (part === path) return null;
	}
}

/** What a new row of a table holds, from the rows that came. */
function templatesOf(seen: Seen): Entry[] {
	const entries = new Map<string, Entry>();
	for (const [path, { type, writable }] of seen.later) {
		const lacking = lackingOf(seen, path);
		const row = lacking === null ? null : firstRowOf(lacking, path);
		if (row === null || path === row) continue;
		// The table came with its first row.
		if (row !== lacking) entries.set(parentOf(row), { path: parentOf(row), type: "", writable: false, value: "" });
		const name = path.slice(row.length);
		if (/(^|\.)\d+\./.test(name)) continue;
		const entry = { path: `${parentOf(row)}{i}.${name}`, type, writable, value: STAND_INS[type] ?? "" };
		entries.set(entry.path, entry);
	}
	return [...entries.values()];
}

/** The row that a part of a path is, or that follows right below it. */
function firstRowOf(part: string, path: string): string | null {
	if (isInstance(part)) return part;
	const [number] = /^\d+\./.exec(path.slice(part.length)) ?? [];
	return number === undefined ? null : part + number;
}

function rootOf({ writable, values, informed }: Seen): Root {
	const isManaged = (path: string) => path.includes(".ManagementServer.") || path.endsWith(".ManagementServer.");
	const paths = [...informed.keys(), ...values.keys(), ...writable.keys()];
	const first = paths.find(isManaged) ?? paths[0] ?? "Device.";
	return first.startsWith("InternetGatewayDevice.") ? "InternetGatewayDevice." : "Device.";
}

function entriesOf(seen: Seen, { exchanges }: Conversation, device: RecordedDevice): Entry[] {
	const taken = writtenPaths(exchanges);
	const factory = factoryValues(exchanges);
	const paths = new Set([...seen.writable.keys(), ...seen.values.keys(), ...seen.informed.keys()]);
	return [...paths].map((path) => {
		// What was written though its names say otherwise can be written (quirk 53); what was never listed may be tried.
		const writable = (seen.writable.get(path) ?? !path.endsWith(".")) || taken.has(path);
		if (path.endsWith(".")) return { path, writable, type: "", value: "" };
		const read = seen.values.get(path) ?? seen.informed.get(path);
		const type = read?.type ?? "xsd:string";
		const value = factory.get(path) ?? read?.value ?? "";
		return { path, writable, type, value: liveValue(path, value, type, device) };
	});
}

/** Parameters that a SetParameterValues was answered for, and tables and rows that AddObject and DeleteObject were. */
function writtenPaths(exchanges: Conversation["exchanges"]): Set<string> {
	const taken = new Set<string>();
	for (const { request, answer } of exchanges) {
		if (answer?.kind !== "response") continue;
		if (request.rpc === "SetParameterValues") for (const { path } of request.body.parameters) taken.add(path);
		if (request.rpc === "AddObject" || request.rpc === "DeleteObject") taken.add(request.body.path);
	}
	return taken;
}

/** What its own client goes by, as it was read right after a factory reset: what stood before that was the ACS's. */
function factoryValues(exchanges: Conversation["exchanges"]): Map<string, string> {
	const values = new Map<string, string>();
	const reset = exchanges.findIndex(({ request, answer }) => request.rpc === "FactoryReset" && answer !== null);
	for (const { request, answer } of reset < 0 ? [] : exchanges.slice(reset + 1)) {
		if (request.rpc === "SetParameterValues") break;
		if (answer?.kind !== "response" || answer.rpc !== "GetParameterValues") continue;
		for (const { path, value } of answer.body.parameters) {
			if (path.includes(".ManagementServer.PeriodicInform")) values.set(path, value);
		}
	}
	return values;
}

function liveValue(path: string, value: string, type: string, device: RecordedDevice): string {
	const name = path.slice(path.indexOf(".") + 1);
	const live = LIVE[name];
	// Both are the ACS's: it sets them at the first contact.
	if (name === "ManagementServer.ParameterKey") return "";
	if (name === "ManagementServer.PeriodicInformTime") return "0001-01-01T00:00:00Z";
	if (name === "DeviceInfo.UpTime") return /^\d+$/.test(value.trim()) && live !== undefined ? live : value;
	// A device that contradicts its own Inform goes on doing so.
	if (name === "DeviceInfo.SerialNumber" && value.trim() !== device.serialNumber.trim()) return value;
	if (name === "DeviceInfo.SoftwareVersion" && value !== device.softwareVersion) return value;
	if (live !== undefined) return live;
	// What was taken out of the evidence stays out; where its place can't hold a word, with a value of the type.
	return value === REDACTED ? (STAND_INS[type] ?? value) : value;
}

const STAND_INS: Readonly<Record<string, string>> = {
	"xsd:boolean": "0",
	"xsd:int": "0",
	"xsd:unsignedInt": "0",
	"xsd:long": "0",
	"xsd:unsignedLong": "0",
	"xsd:hexBinary": "00",
	"xsd:base64": "AA==",
	"xsd:dateTime": "0001-01-01T00:00:00Z",
};

/** What every Inform carried; what the standard asks for, where none was recorded. */
function informParametersOf({ reports }: Conversation, root: Root, { leaves }: BaseTree): string[] {
	const lists = reports.flatMap(({ message }) =>
		message.rpc === "Inform" ? [message.body.parameters.map(({ path }) => path)] : [],
	);
	const [first, ...others] = lists;
	if (first === undefined) return INFORM_PARAMETERS.map((name) => root + name).filter((path) => leaves.has(path));
	return first.filter((path) => others.every((list) => list.includes(path)));
}
