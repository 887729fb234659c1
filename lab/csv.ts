/** CPEs from parameter dumps: RFC 4180 CSV with the columns path, writable, type, value. */
import { basename } from "node:path";
import { INFORM_PARAMETERS, LIVE, missingManagement } from "./live.ts";
import { deviating, type LabModel, type Root } from "./model.ts";
import { buildTree, type Entry } from "./trees/build.ts";

/** The records of a CSV text (RFC 4180): quoted fields may hold commas, quotes doubled, and line ends. */
export function parseCsv(text: string): string[][] {
	const records: string[][] = [];
	let record: string[] = [];
	let field = "";
	let quoted = false;
	const endRecord = () => {
		record.push(field);
		field = "";
		if (record.length > 1 || record[0] !== "") records.push(record);
		record = [];
	};
	for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; at++) {
		const char = text.charAt(at);
		if (quoted) {
			if (char !== '"') field += char;
			else if (text[at + 1] === '"') {
				field += '"';
				at++;
			} else quoted = false;
		} else if (char === '"' && field === "") quoted = true;
		else if (char === ",") {
			record.push(field);
			field = "";
		} else if (char === "\n") endRecord();
		else if (char !== "\r" || text[at + 1] !== "\n") field += char;
	}
	if (quoted) throw new Error("a quoted field that does not end");
	if (field !== "" || record.length > 0) endRecord();
	return records;
}

/** A model that behaves normally and has the tree of a dump. */
export function modelFromDump(file: string, text: string): LabModel {
	const [header, ...records] = parseCsv(text);
	if (header?.join() !== "path,writable,type,value") throw new Error(`${file}: not a dump: path,writable,type,value`);
	const dump = records.map(([path = "", writable, type = "", value = ""]): Entry => {
		const isObject = path.endsWith(".");
		return { path, writable: writable === "1", type: isObject ? "" : `xsd:${type || "string"}`, value };
	});
	const root: Root = dump.some(({ path }) => path.startsWith("InternetGatewayDevice."))
		? "InternetGatewayDevice."
		: "Device.";
	if (!dump.some(({ path }) => path.startsWith(root))) throw new Error(`${file}: neither of the two roots is in it`);
	const values = new Map(dump.map(({ path, value }) => [path, value]));
	const info = (name: string, standIn: string) => values.get(`${root}DeviceInfo.${name}`) || standIn;
	const name = basename(file, ".csv");

	const entries = dump.map((entry) => {
		const live = LIVE[entry.path.slice(root.length)];
		return live === undefined || entry.path.endsWith(".") ? entry : { ...entry, value: live };
	});
	if (entries.some(({ path }) => path.startsWith(`${root}ManagementServer.`))) {
		entries.push(...missingManagement(root, (path) => values.has(path)));
	}
	const known = new Set(entries.map(({ path }) => path));
	const tree = buildTree(entries, { secretsByName: false, inheritsWritable: false, keepsCounters: true });
	return {
		name,
		summary: `the dump ${basename(file)}`,
		identity: {
			manufacturer: info("Manufacturer", "Unnamed"),
			oui: info("ManufacturerOUI", "02A0C0"),
			productClass: info("ProductClass", info("ModelName", name.slice(0, 64))),
			modelName: info("ModelName", name),
			hardwareVersion: info("HardwareVersion", "1.0"),
			softwareVersion: info("SoftwareVersion", "1.0.0"),
			serialPattern: info("SerialNumber", "DUMP########"),
		},
		root,
		tree: () => tree,
		informParameters: INFORM_PARAMETERS.map((parameter) => root + parameter).filter((path) => known.has(path)),
		behaviour: deviating({ set: { strictTypes: false } }),
		truth: null,
		fleet: 0,
	};
}
