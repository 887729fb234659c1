import { describe, expect, test } from "vitest";
import type { Tree, TreeNode } from "../../src/device/tree.ts";
import {
	type OperationEnd,
	type ProofAnswer,
	type ProofStep,
	skipped,
	type TransferObserved,
} from "../../src/proof/check.ts";
import { config } from "../../src/proof/workflows/config.ts";
import { configurationFile } from "../../src/proof/workflows/configurationFile.ts";
import { DEFAULTS, endOf, STARTED } from "./prove.ts";

const WHOLE = "1 Vendor Configuration File";
const leaf: TreeNode = { value: "1", type: "xsd:string", writable: false, readAt: 1 };
const COUNTED: Tree = new Map([
	["Device.DeviceInfo.VendorConfigFile.4.Name", leaf],
	["Device.DeviceInfo.VendorConfigFile.2.Name", leaf],
]);

/** What comes of each file type; what is not named here the device refuses as its arguments. */
type Uploads = Readonly<Record<string, { readonly end?: Partial<OperationEnd>; readonly bytes?: number | null }>>;

function upload({
	methods = ["Upload"] as readonly string[] | null,
	uploads = {} as Uploads,
	tree = new Map() as Tree,
}) {
	const asked: string[] = [];
	const refused: Partial<OperationEnd> = {
		...{ status: "failed", reason: "the device answered fault 9003", fault: { code: 9003, message: "" } },
	};
	const answerOf = (step: ProofStep): ProofAnswer => {
		if (step.ask === "tree") return { got: "tree", tree };
		if (step.ask === "transfers") {
			const bytes = uploads[asked.at(-1) ?? ""]?.bytes;
			return { got: "transfers", transfers: bytes === undefined ? [] : [observed(bytes)] };
		}
		if (step.ask !== "operation") throw new Error(`${step.ask} is not asked for`);
		if (step.kind === "getRpcMethods") {
			return {
				got: "operation",
				end: endOf(methods ? { result: { methods } } : { status: "failed", reason: "fault 9000" }),
			};
		}
		const fileType = step.input.fileType as string;
		asked.push(fileType);
		return { got: "operation", end: endOf(uploads[fileType] ? (uploads[fileType].end ?? {}) : refused) };
	};
	const steps = configurationFile(DEFAULTS);
	let turn = steps.next();
	while (!turn.done) turn = steps.next(answerOf(turn.value));
	return { result: turn.value, asked };
}

function observed(bytes: number | null): TransferObserved {
	const at = STARTED.toISOString();
	return {
		...{ direction: "upload", content: "counted", requests: 1, firstRequestAt: at, lastStatus: 200 },
		...{ completedAt: bytes === null ? null : at, bytes: bytes ?? 0 },
	};
}

describe("the vendor configuration file", () => {
	test("is proven by what arrived", () => {
		const { result, asked } = upload({ uploads: { [WHOLE]: { bytes: 2_000 } } });
		expect([result.outcome, result.values.fileType, asked]).toEqual(["pass", WHOLE, [WHOLE]]);
	});

	test("is asked for by its number where the device refuses the whole (A.4.1.5)", () => {
		const numbered = "3 Vendor Configuration File 2";
		const { result, asked } = upload({ tree: COUNTED, uploads: { [numbered]: { bytes: 9 } } });
		expect([result.outcome, result.values.fileType, asked]).toEqual(["pass", numbered, [WHOLE, numbered]]);
	});

	test.each<[string, Parameters<typeof upload>[0], readonly string[]]>([
		["the device does not say which RPCs it has", { methods: null }, []],
		["it does not name Upload", { methods: ["Download", "Reboot"] }, []],
		["it refuses", {}, [WHOLE]],
		["it reports success, and nothing came", { uploads: { [WHOLE]: {} } }, [WHOLE]],
		["it reports success, and sent nothing", { uploads: { [WHOLE]: { bytes: 0 } } }, [WHOLE]],
		["it broke off", { uploads: { [WHOLE]: { bytes: null } } }, [WHOLE]],
		[
			"it never reports, and is not asked for another",
			{ tree: COUNTED, uploads: { [WHOLE]: { end: { status: "unknown", reason: "no TransferComplete" }, bytes: 5 } } },
			[WHOLE],
		],
		[
			"it does not come",
			{ tree: COUNTED, uploads: { [WHOLE]: { end: { status: "expired", reason: "away" } } } },
			[WHOLE],
		],
	])("judges nothing where %s", (_title, device, types) => {
		const { result, asked } = upload(device);
		expect(result).toEqual(skipped(result.detail));
		expect(asked).toEqual(types);
	});

	test("is not asked of a device that does not stand as it did", () => {
		const check = config.checks.find(({ id }) => id === "configurationFile");
		const items = [{ path: "Device.X", type: "xsd:string", before: "a", after: "b" }];
		const set = { how: "accepted", status: 0, codes: [], reason: null } as const;
		const there = { set, when: "atOnce", reboot: null, standing: { "Device.X": "b" } } as const;
		const back = { ...there, standing: { "Device.X": "b" } };
		const story = { there, probe: null, back };
		const turn = check?.run({ ...DEFAULTS, earlier: { applied: { items, story } } }).next();
		expect(turn).toMatchObject({ done: true, value: { outcome: "skipped" } });
	});
});
