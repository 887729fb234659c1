import { rootsOf } from "../../device/facts.ts";
import type { Tree } from "../../device/tree.ts";
import {
	type CheckContext,
	type CheckRun,
	currentTree,
	notCarriedOut,
	operate,
	pass,
	skipped,
	transfersOfLast,
} from "../check.ts";

/** The only one, or the one that devices take for it (TR-069, A.4.1.5); later amendments count them. */
const WHOLE = "1 Vendor Configuration File";
const TRANSFER_SECONDS = 120;

/**
 * Whether the device gives its vendor configuration file by Upload, for backups. Nobody needs that of it to set a
 * parameter: what does not come is told, and judges nothing. The file is counted, and not kept.
 */
export function* configurationFile(context: CheckContext): CheckRun {
	const told = yield* operate("getRpcMethods", {}, context.inputs.timeoutSeconds);
	const methods = told.result?.methods as readonly string[] | undefined;
	if (!methods) return skipped(`the device does not say which RPCs it has: ${told.reason}`);
	if (!methods.includes("Upload")) return skipped("the device does not name Upload among its RPCs");
	let refusal = "";
	for (const fileType of fileTypesOf(yield* currentTree(), context)) {
		const end = yield* operate("upload", { fileType }, context.inputs.timeoutSeconds ?? TRANSFER_SECONDS);
		const transfers = yield* transfersOfLast();
		const bytes = Math.max(0, ...transfers.map((one) => (one.completedAt === null ? 0 : one.bytes)));
		const values = { fileType, transfers };
		if (end.status === "succeeded" && bytes > 0) {
			return pass(`the device uploaded "${fileType}", ${bytes} bytes`, values);
		}
		refusal ||= end.reason ?? "the device reported success, and nothing came";
		if (notCarriedOut(end) || end.fault === null) break;
	}
	return skipped(`the device did not upload its configuration file: ${refusal}`);
}

function fileTypesOf(tree: Tree, { root }: CheckContext): string[] {
	const table = rootsOf(root).map((one) => `${one}DeviceInfo.VendorConfigFile.`);
	const numbers = [...tree.keys()].flatMap((path) => {
		const at = table.find((one) => path.startsWith(one));
		const number = at === undefined ? Number.NaN : Number.parseInt(path.slice(at.length), 10);
		return Number.isNaN(number) ? [] : [number];
	});
	return [WHOLE, ...(numbers.length > 0 ? [`3 Vendor Configuration File ${Math.min(...numbers)}`] : [])];
}
