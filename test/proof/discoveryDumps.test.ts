/** Discovery reports of the trees of real devices, beside what is known of them. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../lab/csv.ts";
import { importDataModel } from "../../src/device/standard/import.ts";
import type { StandardModel } from "../../src/device/standard/model.ts";
import { BUILT_IN } from "../../src/device/standardModel.ts";
import type { Tree } from "../../src/device/tree.ts";
import { reportOf } from "../../src/proof/discoveryReport.ts";
import { type DeviationKind, DiscoveryReport } from "../../src/shared/discoveryReport.ts";

const READ_AT = 1_000;
const WALKED = { status: "succeeded", result: { refused: [], missing: [] }, rpcs: 20, durationSeconds: 9 } as const;

/** Of truth.json, what is compared here. */
interface Known {
	readonly file: string;
	readonly root: string;
	readonly counts: {
		readonly parameters: number;
		readonly objects: number;
		readonly withWritable: number;
		readonly writable: number;
	};
	readonly share: {
		readonly vendor: number;
		readonly standard: number;
		readonly unknown: number;
		readonly vendorIds: Readonly<Record<string, number>>;
	};
	readonly subtrees: Readonly<Record<string, { readonly leaves: number }>>;
	readonly hosts: { readonly instances: number; readonly reported: readonly number[] };
	readonly violations: Readonly<
		Record<string, { readonly kinds: number; readonly top: readonly [string, ...unknown[]][] }>
	>;
}

const devices = new URL("../../../shared/devices/", import.meta.url);
const models = new URL("../../../shared/datamodel/xml/", import.meta.url);
const isThere = existsSync(devices);
const truth: readonly Known[] = isThere ? JSON.parse(readFileSync(new URL("truth.json", devices), "utf8")) : [];

/** What truth.json calls the kinds of deviations. */
const KINDS = {
	badForm: ["badLexical"],
	outOfRange: ["outOfRange"],
	notInEnumeration: ["notInEnum", "enumCase"],
	unknownName: ["unknownName", "nameCase"],
	malformedVendorName: ["vendorPrefixMalformed"],
	readOnly: ["readOnlyButWritable"],
	writable: ["writableButReadOnly"],
	wrongType: ["wrongType"],
} as const satisfies Partial<Record<DeviationKind, readonly string[]>>;

/** Of other services, and of Device:1, whose root TR-181 took over, truth.json knows more; of what came after VoiceService:1, too. */
const BEYOND =
	/\.Services\.(FAPService\.|VoiceService\.\{i\}\.Capabilities\.Max(LineCount|SessionCount|SessionsPerLine))|^Device\.(LAN\.|DeviceInfo\.DeviceStatus|DeviceSummary)/;

function dumpTree(file: string): Tree {
	const rows = parseCsv(readFileSync(new URL(file, devices), "utf8")).slice(1);
	return new Map(
		rows.map(([path = "", writable = "", type = "", value = ""]) => {
			const isObject = path.endsWith(".");
			const told = writable === "" ? null : writable === "1";
			return [
				path,
				{ value: isObject ? null : value, type: isObject ? "object" : `xsd:${type}`, writable: told, readAt: READ_AT },
			];
		}),
	);
}

let imported: StandardModel | undefined;
function wholeModel(): StandardModel {
	imported ??= new Map([
		...["tr-181-2-17-0-cwmp-full.xml", "tr-098-1-8-0-full.xml"].flatMap((file) => [
			...importDataModel(readFileSync(new URL(file, models), "utf8")).objects,
		]),
		...[...BUILT_IN].filter(([path]) => path.includes(".Services.")),
	]);
	return imported;
}

test.runIf(process.env.CI === "true")("the dumps and models of ../shared are there in CI", () => {
	expect([existsSync(devices), existsSync(models)]).toEqual([true, true]);
});

describe.skipIf(!isThere || !existsSync(models)).each(truth.map((known) => [known.file, known] as const))(
	"%s",
	(file, known) => {
		const facts = { since: READ_AT, walk: WALKED, methods: null, seen: [] } as const;

		describe.each([
			["the built-in table", () => BUILT_IN],
			["the whole standard, imported", wholeModel],
		])("beside %s", (_name, model) => {
			const made = () => reportOf({ ...facts, tree: dumpTree(file), model: model() });

			test("has the root and the counts of truth.json", () => {
				const { root, parameters, objectCount, writable } = DiscoveryReport.parse(made());
				expect({ root, parameters, objects: objectCount, writable: writable.writable }).toEqual({
					root: known.root,
					parameters: known.counts.parameters,
					objects: known.counts.objects,
					writable: known.counts.writable,
				});
			});

			test("has the vendor's names of truth.json, by whose they are", () => {
				const { names, vendorExtensions } = made();
				expect(names.vendor).toBe(known.share.vendor);
				const own = vendorExtensions.flatMap(({ prefix, parameters }) =>
					prefix.endsWith("_") ? [[prefix.slice(2, -1), parameters]] : [],
				);
				expect(Object.fromEntries(own)).toEqual(known.share.vendorIds);
			});

			test("has the hosts of truth.json", () => {
				const hosts = made().objects.find(({ path }) => /\.Hosts\.Host\.\{i\}\.$/.test(path) && !path.includes("X_"));
				expect(hosts?.instances ?? 0).toBe(known.hosts.instances);
				if (hosts?.supported) expect(hosts.reported).toBe(known.hosts.reported.reduce((sum, count) => sum + count, 0));
			});
		});

		test("has the subtrees of truth.json", () => {
			const { objects } = reportOf({ ...facts, tree: dumpTree(file) });
			for (const subtree of ["deviceInfo", "managementServer", "time", "hosts", "wifi", "voice"]) {
				const is = objects.some(
					({ subtrees, supported, writable }) => subtrees.includes(subtree) && supported && writable.parameters > 0,
				);
				expect(is, subtree).toBe((known.subtrees[subtree]?.leaves ?? 0) > 0);
			}
		});

		test.each(Object.entries(KINDS))("deviates in %s as truth.json says, beside the whole standard", (kind, names) => {
			const { deviations, deviationCounts } = reportOf({ ...facts, tree: dumpTree(file), model: wholeModel() });
			const found = deviations
				.filter((deviation) => deviation.kind === kind && !BEYOND.test(deviation.path))
				.map(({ path }) => path);
			const listed = names.flatMap((name) => known.violations[name]?.top ?? []);
			const paths = listed
				// A counter of 32 bits is an earlier version's.
				.filter(([text]) => !text.endsWith("model unsignedLong, device unsignedInt"))
				.map(([text]) => text.split(/: | -> /, 1)[0] as string)
				.filter((path) => !BEYOND.test(path));
			if (kind === "malformedVendorName")
				expect(found.map((path) => path.slice(path.lastIndexOf(".") + 1))).toEqual(paths);
			else expect(found).toEqual(expect.arrayContaining(paths));
			// truth.json lists the commonest twelve; where it lists all, there are no others.
			const isAll = names.every((name) => known.violations[name]?.kinds === known.violations[name]?.top.length);
			if (isAll && kind !== "malformedVendorName") expect(found.sort()).toEqual(paths.sort());
			expect(deviationCounts[kind as DeviationKind].kinds).toBeGreaterThanOrEqual(found.length);
		});
	},
);
