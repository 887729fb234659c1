import { hostsOf } from "../facts/hosts.ts";
import { rowsOf, type Values } from "../facts/rows.ts";
import { wifiOf } from "../facts/wifi.ts";
import type { DeviationCode } from "./deviations.ts";
import { FACTS, type Fact } from "./fields.ts";
import { expressionOf } from "./paths.ts";
import type { ModelProfile, ProfileSubject } from "./profile.ts";
import { UNKNOWN } from "./schema.ts";

export interface SuggestionInput {
	readonly subject: ProfileSubject;
	readonly values: Values;
	/** Names that the device says can be written. */
	readonly writable: ReadonlySet<string>;
	/** `ModelName` as the device has it. */
	readonly modelName: string | null;
	readonly source: string;
}

/** A draft of a family's file: what the readings show, and `unknown` for what they do not. */
export function suggestProfile(generic: ModelProfile, input: SuggestionInput): Record<string, unknown> {
	const { subject, values, writable } = input;
	const wifi = wifiOf(values, generic);
	const hosts = hostsOf(values, generic, wifi);
	const harmless = generic.harmlessParameter;
	const radioMap = radioMapOf(generic, values);
	return {
		profile: nameOf(subject),
		title: `${subject.vendor} ${subject.model}`,
		extends: generic.id,
		source: input.source,
		match: {
			vendors: [subject.vendor],
			...(subject.oui !== "" && { ouis: [subject.oui] }),
			...(subject.productClass !== "" && { productClasses: [subject.productClass] }),
			...(subject.model !== subject.productClass && { models: [subject.model] }),
		},
		examples: [
			{
				vendor: subject.vendor,
				oui: subject.oui,
				productClass: subject.productClass,
				model: subject.model,
				softwareVersion: subject.softwareVersion,
			},
		],
		facts: factsOf(generic, values),
		...(radioMap !== null && { radioMap }),
		activeFlag: hosts.activeFlag === "contradicted" ? "untrusted" : UNKNOWN,
		writes: { lanAddress: UNKNOWN, lanDns: UNKNOWN, wanPpp: UNKNOWN, portMapping: UNKNOWN },
		settleSeconds: UNKNOWN,
		harmlessParameter: harmless !== null && writable.has(harmless) ? harmless : UNKNOWN,
		deviations: deviationsOf(input, hosts, wifi),
	};
}

function nameOf({ vendor, model }: ProfileSubject): string {
	const [maker = ""] = vendor.split(/[\s,]+/);
	const name = `${maker} ${model}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
	return name.replace(/^-+|-+$/g, "") || "unnamed";
}

/** Facts that stand where the standard has them are left out: the generic profile has them. */
function factsOf(generic: ModelProfile, values: Values): Record<string, unknown> {
	const said: Record<string, unknown> = {};
	for (const fact of FACTS) {
		const sources = generic.facts[fact];
		const found = rowsOf(values, generic, fact);
		const extra = EXTRAS[fact];
		if (found.length > 0) {
			const rows = [...new Set(found.map(({ source }) => source.row))];
			const described = rows.map((row) => ({ row, fields: extra ? extra(values, row) : {} }));
			if (described.some(({ fields }) => Object.keys(fields).length > 0)) said[fact] = described;
		} else if (fact === "optical") said[fact] = opticalIn(values);
		else if (sources.length > 0) said[fact] = UNKNOWN;
	}
	return said;
}

/** What the standard has no name for, by the names that makers give it. */
const EXTRAS: Partial<Record<Fact, (values: Values, row: string) => Record<string, unknown>>> = {
	associatedDevices: (values, row) => {
		const leaf = leavesOf(values, row).find(({ name }) => /rssi|signalstrength/i.test(name));
		if (!leaf || leaf.name === "SignalStrength") return {};
		return { signal: isDbm(leaf.value) ? leaf.name : UNKNOWN };
	},
	radios: (values, row) => {
		const leaf = leavesOf(values, row).find(
			({ name, value }) => /band/i.test(name) && /^(2\.4|5|6)\s*ghz$/i.test(value),
		);
		return !leaf || leaf.name === "OperatingFrequencyBand" ? {} : { band: leaf.name };
	},
	wanConnections: (values, row) => {
		const leaf = leavesOf(values, row).find(({ name }) => /service_?list$/i.test(name));
		return leaf ? { services: leaf.name } : {};
	},
};

function leavesOf(values: Values, row: string): { readonly name: string; readonly value: string }[] {
	const expression = expressionOf(row);
	return [...values].flatMap(([path, value]) => {
		const [, object] = expression.exec(path) ?? [];
		return object === undefined ? [] : [{ name: path.slice(object.length), value }];
	});
}

/** An object with the light that it receives, wherever a maker has put it. */
function opticalIn(values: Values): unknown {
	const found = [...values].find(([path]) => /\.rx_?power$/i.test(path) && /pon|optical|ont/i.test(path));
	if (!found) return UNKNOWN;
	const row = found[0].slice(0, found[0].lastIndexOf(".") + 1);
	const named = (pattern: RegExp) => {
		const leaf = leavesOf(values, row).find(({ name }) => pattern.test(name));
		return leaf && (isDbm(leaf.value) ? leaf.name : UNKNOWN);
	};
	const fields = { rxPower: named(/^rx_?power$/i), txPower: named(/^tx_?power$/i) };
	return [
		{
			row: row.replace(/\.\d+(?=\.)/g, ".{i}"),
			fields: Object.fromEntries(Object.entries(fields).filter(([, leaf]) => leaf)),
		},
	];
}

/** A number that can only be dBm: negative, small, or with its unit. */
function isDbm(value: string): boolean {
	return /^-\d+(\.\d+)?(\s*dbm)?$/i.test(value.trim()) || /^\d(\.\d+)?(\s*dbm)?$/i.test(value.trim());
}

/** The bands of TR-098's instances, as channels and standards show them; `null` where rows say it themselves. */
function radioMapOf(generic: ModelProfile, values: Values): unknown {
	if (generic.root === "Device.") return null;
	const rows = rowsOf(values, generic, "radios");
	const bands = new Map(wifiOf(values, generic).ssids.map(({ path, band }) => [path, band]));
	const byBand = new Map<string, number[]>();
	for (const { path, instance } of rows) {
		const band = bands.get(path) ?? null;
		if (band === null || instance === null) return UNKNOWN;
		byBand.set(band, [...(byBand.get(band) ?? []), instance]);
	}
	return byBand.size === 0 ? UNKNOWN : [...byBand].map(([band, instances]) => ({ instances, band }));
}

function deviationsOf(
	{ modelName }: SuggestionInput,
	hosts: ReturnType<typeof hostsOf>,
	wifi: ReturnType<typeof wifiOf>,
): { code: DeviationCode; text: string }[] {
	const found: { code: DeviationCode; text: string }[] = [];
	if (modelName === "ModelName") found.push({ code: "modelNamePlaceholder", text: 'ModelName reads "ModelName".' });
	if (hosts.ghostRows > 0) {
		found.push({ code: "hostGhostRows", text: `${hosts.ghostRows} rows of the host table have no address.` });
	}
	if (hosts.contradicting.length > 0) {
		const count = hosts.contradicting.length;
		found.push({ code: "hostActiveStale", text: `${count} active Wi-Fi hosts are on no access point.` });
	}
	const counted = wifi.tables.some(({ rows, counter }) => rows === 0 && (counter ?? 0) > 0);
	if (counted) {
		found.push({
			code: "associatedDevicesEmpty",
			text: "An access point counts clients of which its table has no row.",
		});
	}
	return found;
}
