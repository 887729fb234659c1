/** Every family on its dump, or on the tree that was written for it: what `models/expected` says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseCsv } from "../../lab/csv.ts";
import type { Values } from "../../src/device/facts/rows.ts";
import { profileFor } from "../../src/device/profiles/match.ts";
import type { FamilyFile } from "../../src/device/profiles/schema.ts";
import { loadProfiles, MODELS_FOLDER, readProfiles } from "../../src/modelProfiles.ts";
import { factsOf } from "../support/facts.ts";

interface Expected {
	/** A file of ../shared/devices, or of models/trees. */
	readonly dump?: string;
	readonly tree?: string;
	readonly cases: readonly {
		readonly softwareVersion: string;
		readonly deviations: readonly string[];
		readonly facts?: Record<string, unknown>;
	}[];
}

/** Of truth.json, what is compared here. */
interface Known {
	readonly file: string;
	readonly hosts: {
		readonly instances: number;
		readonly withMac: number;
		readonly ghostRows: number;
		readonly activeRows: number;
	};
	readonly wifiClients: { readonly reportedTotal: number };
	readonly matrix: { readonly hosts: string; readonly wifi: string; readonly wifiClients: string };
}

const dumps = new URL("../../../shared/devices/", import.meta.url);
const hasDumps = existsSync(dumps);
const truth: readonly Known[] = hasDumps ? JSON.parse(readFileSync(new URL("truth.json", dumps), "utf8")) : [];
const folder = new URL(`file://${MODELS_FOLDER}`);
const profiles = loadProfiles();
const families = readProfiles(MODELS_FOLDER)
	.map(({ content }) => content as FamilyFile)
	.filter((content) => !("generic" in content));

function expectedOf(id: string): Expected {
	return parse(readFileSync(new URL(`expected/${id}.yaml`, folder), "utf8")) as Expected;
}

function valuesOf(file: URL): Values {
	const records = parseCsv(readFileSync(file, "utf8")).slice(1);
	return new Map(
		records.flatMap(([path = "", , , value = ""]) => (path.endsWith(".") ? [] : [[path, value] as const])),
	);
}

function lookup(values: Values, softwareVersion?: string) {
	const root = [...values.keys()].some((path) => path.startsWith("InternetGatewayDevice."))
		? ("InternetGatewayDevice." as const)
		: ("Device." as const);
	const info = (name: string) => values.get(`${root}DeviceInfo.${name}`) ?? "";
	const modelName = info("ModelName");
	const subject = {
		vendor: info("Manufacturer"),
		oui: info("ManufacturerOUI"),
		productClass: info("ProductClass"),
		// As identity has it: a parameter's name as its value names no model.
		model: modelName === "ModelName" ? info("ProductClass") : modelName,
		softwareVersion: softwareVersion ?? info("SoftwareVersion"),
		root,
	};
	return profileFor(profiles, subject);
}

test("there are at least twelve families, each with something to be tested on, and nothing is tested that is none", () => {
	expect(families.length).toBeGreaterThanOrEqual(12);
	const ids = families.map(({ profile }) => profile).sort();
	const names = (kind: string) => readdirSync(new URL(kind, folder)).map((name) => name.replace(/\.\w+$/, ""));
	expect(names("expected/").sort()).toEqual(ids);
	const own = ids.filter((id) => expectedOf(id).tree !== undefined);
	expect(names("trees/").sort()).toEqual(own);
	expect(own.length).toBeGreaterThanOrEqual(5);
});

test.skipIf(!hasDumps)("every dump of ../shared/devices has a family of its own", () => {
	const covered = families.map(({ profile }) => expectedOf(profile).dump).filter((dump) => dump !== undefined);
	expect(covered.sort()).toEqual(truth.map(({ file }) => file).sort());
});

describe.each(families.map(({ profile }) => profile))("%s", (id) => {
	const { dump, tree, cases } = expectedOf(id);
	const file = dump === undefined ? new URL(`trees/${tree}`, folder) : new URL(dump, dumps);
	const first = cases[0]?.facts ?? {};

	test.skipIf(dump !== undefined && !hasDumps).each(cases.map((one) => [one.softwareVersion, one] as const))(
		`on ${dump ?? tree}, as %s: the facts and deviations are the expected ones`,
		(softwareVersion, { deviations, facts = {} }) => {
			const values = valuesOf(file);
			const profile = lookup(values, softwareVersion);
			expect(profile.id).toBe(id);
			expect(profile.deviations.map(({ code }) => code)).toEqual(deviations);
			expect(factsOf(values, profile)).toMatchObject({ ...first, ...facts });
		},
	);
});

describe.skipIf(!hasDumps)("the dumps of ../shared/devices, against truth.json", () => {
	test.each(truth.map((known) => [known.file, known] as const))(
		"%s: rows, ghosts, active hosts and clients",
		(name, known) => {
			const values = valuesOf(new URL(name, dumps));
			const { hosts, wifi } = factsOf(values, lookup(values));
			const rows = hosts.tables.reduce((sum, table) => sum + table.rows, 0);
			expect({ rows, withMac: hosts.hosts.length, ghosts: hosts.ghostRows }).toEqual({
				rows: known.hosts.instances,
				withMac: known.hosts.withMac,
				ghosts: known.hosts.ghostRows,
			});
			expect(hosts.hosts.filter(({ active }) => active)).toHaveLength(known.hosts.activeRows);
			expect(wifi.accessPoints.length > 0).toBe(known.matrix.wifi === "yes");
			// truth.json counts other tables of clients, too: those of a mesh.
			const clients = known.matrix.wifiClients === "yes" ? known.wifiClients.reportedTotal : 0;
			expect(wifi.associatedDevices).toHaveLength(clients);
			// Every host's MAC address is read, and none twice.
			expect(new Set(hosts.hosts.map(({ macAddress }) => macAddress)).size).toBe(known.hosts.withMac);
		},
	);
});
