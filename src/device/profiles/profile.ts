import type { DeviationCode } from "./deviations.ts";
import type { Fact, FieldOf } from "./fields.ts";
import type { Unit } from "./units.ts";

export type ProfileRoot = "Device." | "InternetGatewayDevice.";
export type Band = "2.4GHz" | "5GHz" | "6GHz";

/** Where a field stands below its row, and how its text is to be read; `{i}` stands for the first instance there is,
 * in a list for all of them. */
export interface FieldSource {
	readonly path: string;
	readonly unit: Unit;
}

/** Where rows of a fact stand: `Device.Hosts.Host.{i}.`, or an object of which there is one. */
export interface FactSource<F extends Fact = Fact> {
	readonly row: string;
	/** The device's own count of the rows: a parameter beside the table. */
	readonly counter: string | null;
	readonly fields: Readonly<Partial<Record<FieldOf<F>, FieldSource>>>;
}

export type FactSources = { readonly [F in Fact]: readonly FactSource<F>[] };

export interface FirmwareRange {
	/** The first and the last version, both included; in the order of their numbers. */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
	readonly versions?: readonly string[] | undefined;
}

/** An ordered write: each step is a SetParameterValues of its own. */
export interface WriteRecipe {
	/** What the caller gives: `{ssid}` in a step's value. */
	readonly inputs: readonly string[];
	readonly steps: readonly {
		readonly set: readonly { readonly path: string; readonly value: string }[];
		/** To wait after it, before the next. */
		readonly waitSeconds: number;
	}[];
	readonly effects: readonly WriteEffect[];
}

export const WRITE_EFFECTS = ["reboots", "dropsSession", "wifiRestarts"] as const;
export type WriteEffect = (typeof WRITE_EFFECTS)[number];

export const RECIPES = [
	"wifiSsid",
	"wifiPassphrase",
	"wifiChannel",
	"lanAddress",
	"lanDns",
	"wanPpp",
	"portMapping",
] as const;
export type RecipeName = (typeof RECIPES)[number];

export interface Deviation {
	readonly code: DeviationCode;
	readonly text: string;
	readonly firmware: FirmwareRange | null;
}

export interface Timeouts {
	readonly rebootSeconds?: number | undefined;
	readonly factoryResetSeconds?: number | undefined;
	readonly firmwareSeconds?: number | undefined;
}

/** What is known of a model family, over what its standard model says. */
export interface ModelProfile {
	/** The name of its file. */
	readonly id: string;
	readonly title: string;
	/** Serves every device that has no family of its own. */
	readonly generic: boolean;
	readonly root: ProfileRoot;
	readonly match: ProfileMatch;
	readonly facts: FactSources;
	/** Which band a Wi-Fi instance of a table is on, where the device itself does not say. */
	readonly radioMap: readonly { readonly instances: readonly number[]; readonly band: Band }[];
	/** Interfaces that hosts name wrongly. */
	readonly interfaceAliases: readonly { readonly says: string; readonly is: string }[];
	/** Whether a host's `Active` can be believed. */
	readonly activeFlag: "trusted" | "untrusted" | "unknown";
	readonly writes: Readonly<Partial<Record<RecipeName, WriteRecipe>>>;
	/** After a boot, before anything is written. */
	readonly settleSeconds: number;
	readonly timeouts: Timeouts;
	/** It wants `<?xml …?>` before each message. */
	readonly xmlDeclaration: boolean;
	/** A writable parameter that changes nothing for a subscriber. */
	readonly harmlessParameter: string | null;
	readonly deviations: readonly Deviation[];
	/** What is otherwise for some firmware. */
	readonly variants: readonly ProfileVariant[];
}

/** What a profile says differently of some firmware. */
export interface ProfileVariant {
	readonly firmware: FirmwareRange;
	readonly change: {
		readonly facts?: Partial<FactSources>;
	} & Partial<
		Pick<
			ModelProfile,
			| "radioMap"
			| "interfaceAliases"
			| "activeFlag"
			| "writes"
			| "settleSeconds"
			| "timeouts"
			| "xmlDeclaration"
			| "harmlessParameter"
		>
	>;
}

/** Each part that is there must hold; texts are compared without regard to case, `*` stands for any characters. */
export interface ProfileMatch {
	readonly vendors: readonly string[];
	readonly ouis: readonly string[];
	readonly productClasses: readonly string[];
	readonly models: readonly string[];
	readonly firmware: FirmwareRange | null;
}

/** What a profile is looked up by. */
export interface ProfileSubject {
	readonly vendor: string;
	readonly oui: string;
	readonly productClass: string;
	readonly model: string;
	readonly softwareVersion: string;
	readonly root: ProfileRoot | "both" | null;
}

export function deviates(profile: ModelProfile, code: DeviationCode): boolean {
	return profile.deviations.some((deviation) => deviation.code === code);
}
