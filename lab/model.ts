/** What a virtual CPE is, as data: who it says it is, its tree, how it behaves, and what a correct ACS concludes of it. */
import type { AcsRequest, AcsRpcName } from "../src/cwmp/messages.ts";
import type { Cpe } from "./cpe.ts";
import type { Answer } from "./faults.ts";
import type { BaseTree } from "./tree.ts";

export type Root = "Device." | "InternetGatewayDevice.";
type Workflow =
	| "provisioning"
	| "inventory"
	| "hostsWifi"
	| "diagnostics"
	| "firmware"
	| "reboot"
	| "factoryReset"
	| "config";
type Verdict = "proven" | "partial" | "unsupported" | "failed" | "unsafe" | "inconclusive";
export type DiagnosticKind = "ipPing" | "traceRoute" | "download" | "upload";

export interface Identity {
	readonly manufacturer: string;
	readonly oui: string;
	readonly productClass: string;
	readonly modelName: string;
	readonly hardwareVersion: string;
	readonly softwareVersion: string;
	/** `#` stands for the digits that number the CPE: `ACM########`. */
	readonly serialPattern: string;
}

export interface Behaviour {
	/** RPCs it doesn't know, and what it does with them. */
	readonly rpcs: { readonly unknown: readonly AcsRpcName[]; readonly answer: "fault" | "silence" };
	readonly names: {
		/** What GetParameterNames of `""` answers (quirks 58, 59, 116). */
		readonly root: "whole" | "refused" | "emptyList" | "selfOnly";
		/** Refuses NextLevel=false with 9003. */
		readonly oneLevelOnly: boolean;
	};
	readonly values: {
		/** More names in a request than this: 9004 (quirks 63, 64). */
		readonly maxNames: number;
		/** More values in an answer than this: 9004. */
		readonly maxValues: number;
		readonly partialPaths: boolean;
		/** In its own names, and refused when read (quirk 66). */
		readonly poisoned: readonly string[];
		/** Prefixes that only Informs know of. */
		readonly hidden: readonly string[];
	};
	readonly faults: {
		/** What it does with a name that it doesn't have. */
		readonly unknownName: "fault" | "emptyList" | "drop";
		readonly unknownNameCode: number;
		/** After a fault it closes the connection and forgets the session. */
		readonly endsSession: boolean;
		/** A SOAP fault with CWMP's detail, or without (quirk 44). */
		readonly detail: boolean;
		/** SetParameterValuesFault names the parameters (quirk 45). */
		readonly listsParameters: boolean;
	};
	readonly set: {
		/** All or nothing, as A.3.2.1 asks; else what can be set stays set (quirk 57). */
		readonly atomic: boolean;
		/** Prefixes that take effect after a reboot: Status 1. */
		readonly needsReboot: readonly string[];
		/** Prefixes that are refused with 9001, and that are accepted without effect: always, or once they have changed. */
		readonly rejected: readonly string[];
		readonly ignored: readonly string[];
		readonly stuck: readonly string[];
		/** Prefixes after whose set it drops the session, once it has answered (quirk 91). */
		readonly dropsAfter: readonly string[];
		/** 9006 where the type differs from its own, not only where the value doesn't fit. */
		readonly strictTypes: boolean;
		/** ParameterKey is kept and returned (quirk 55). */
		readonly keepsParameterKey: boolean;
		/** Instance numbers are used again. */
		readonly reusesNumbers: boolean;
	};
	readonly reboot: {
		/** `claimed`: goes on running, and tells of M Reboot. */
		readonly outcome: "normal" | "never" | "rejected" | "noReturn" | "twice" | "claimed";
		readonly rejectedCode: number;
		/** `1 BOOT` after any boot; a device without it calls as if a period were over (quirk 121). */
		readonly boot: boolean;
		readonly mReboot: boolean;
		readonly returnsCommandKey: boolean;
		readonly delaySeconds: number;
	};
	readonly factoryReset: {
		/** `claimed`: restarts, tells of 0 BOOTSTRAP, and has reset nothing. */
		readonly outcome: "normal" | "never" | "rejected" | "noReturn" | "claimed";
		readonly bootstrap: boolean;
		/** What outlasts it: parameters, and objects with all that is set below them. */
		readonly keeps: readonly string[];
	};
	readonly download: {
		/**
		 * Of an image. `stalled` never fetches it; `hangs` fetches it, and no more; `falseSuccess` reports success on the
		 * old version (quirk 97); `invalid` finds it corrupted (9018); `noReturn` goes dark over it.
		 */
		readonly outcome: "normal" | "stalled" | "hangs" | "falseSuccess" | "invalid" | "noReturn" | "rejected";
		readonly rejectedCode: number;
		/** The first try of all fails with 9010 (quirk 98). */
		readonly failsFirst: boolean;
		/** Fetches and applies before it answers, with Status 0. */
		readonly statusZero: boolean;
		readonly transferComplete: boolean;
		/** `later`: in the session after the one that tells of the boot. */
		readonly reported: "atOnce" | "later";
		/** Tells of a transfer that failed. */
		readonly reportsFailure: boolean;
		/** Quirk 95: what TransferComplete and `M Download` carry. */
		readonly commandKey: "kept" | "empty" | "another";
		readonly installSeconds: number;
	};
	readonly diagnostics: {
		/** Quirk 79: `Complete`, `Completed`, … */
		readonly endState: string;
		/** `8 DIAGNOSTICS COMPLETE` (quirk 80). */
		readonly event: boolean;
		readonly ignoresRepetitions: boolean;
		/** Of those that end in a state of their own: errors, or traces that ran into the hop limit (quirk 83). */
		readonly endStates: Readonly<Partial<Record<DiagnosticKind, string>>>;
		readonly stalls: readonly DiagnosticKind[];
		/** Ends well, with results of nothing. */
		readonly zeroes: readonly DiagnosticKind[];
		/** Tells of transfers that it did not make. */
		readonly pretends: readonly DiagnosticKind[];
		/** Quirk 82. */
		readonly pingTimes: "right" | "microseconds" | "averageNeverUpdated";
		/** A parameter that is set does not take the state back to None. */
		readonly keepsState: boolean;
		readonly seconds: number;
	};
	readonly connectionRequest: {
		/** `unreachable`: behind NAT, a private address that nobody answers on. */
		readonly kind: "digest" | "digestWithoutQop" | "basic" | "unreachable" | "noSession" | "unavailable" | "garbled401";
		readonly closesAfter401: boolean;
	};
	readonly transport: {
		/** `stale`: the last session's cookie goes with the next Inform (quirk 110). */
		readonly cookies: "kept" | "none" | "stale";
		readonly connection: "perSession" | "perRequest" | "http10";
		readonly chunked: boolean;
		readonly contentType: string | null;
		/** Content-Length counts characters, not bytes (quirk 115). */
		readonly lengthInCharacters: boolean;
		readonly expectContinue: boolean;
	};
	readonly xml: {
		readonly namespace: string;
		/** Prefix of the SOAP envelope; the encoder's own where null. */
		readonly soapPrefix: string | null;
		readonly cdata: boolean;
		readonly omitsId: boolean;
		readonly omitsTypes: boolean;
		readonly arrayCounts: "right" | "wrong" | "padded";
		/** Every type it reports is this one. */
		readonly reportsType: string | null;
	};
	readonly inform: {
		readonly bootstrap: boolean;
		readonly intervalSeconds: number;
		readonly periodic: boolean;
		/** Calls at a distance of its own, whatever PeriodicInformInterval says. */
		readonly fixedSeconds: number | null;
		/** Tries a session again that was lost; else it is silent until somebody wakes it. */
		readonly retries: boolean;
	};
	/** Seconds that it thinks about an RPC. */
	readonly delays: Readonly<Partial<Record<AcsRpcName, number>>>;
}

/** What stands in the contract (section 5) for this model. A limitation's code begins with its workflow. */
export interface Truth {
	readonly parameterRoot: Root | "both";
	readonly workflows: Readonly<Record<Workflow, Verdict>>;
	readonly diagnostics: Readonly<Record<DiagnosticKind, "supported" | "unsupported" | "failing" | "unproven">>;
	readonly traits: {
		readonly faultBehaviour: Verdict;
		readonly unknownParameterFault: number | null;
		readonly sessionSurvives: boolean;
		readonly sessionReliability: Verdict;
		readonly connectionRequestReachable: boolean | null;
		readonly recovers: boolean | null;
	};
	readonly limitations: readonly string[];
}

/** What a proof run has to be told for the truth to hold. */
export interface TruthInputs {
	readonly expectedHosts?: number | readonly string[];
	readonly expectedWifiClients?: number | readonly string[];
	/** Where waiting in vain shows what the model is: less than others are given. */
	readonly timeoutSeconds?: number;
	readonly configValues?: readonly { readonly path: string; readonly value: string }[];
}

export interface LabModel {
	readonly name: string;
	/** One line for people. */
	readonly summary: string;
	readonly identity: Identity;
	/** The root whose ManagementServer the CPE's own client obeys. */
	readonly root: Root;
	/** Built once, shared by all CPEs of the model. */
	readonly tree: () => BaseTree;
	readonly informParameters: readonly string[];
	readonly behaviour: Behaviour;
	/** Of a replay: answers by example, before what is declared; `declared` answers by the rest of the model. */
	readonly recorded?: (
		cpe: Cpe,
		request: AcsRequest,
		declared: (request: AcsRequest) => Promise<Answer>,
	) => Promise<Answer>;
	/** Of a replay: the software versions that images make, by their file names. */
	readonly images?: ReadonlyMap<string, string>;
	/** `null` where nothing is known beforehand: dumps. */
	readonly truth: Truth | null;
	readonly inputs?: TruthInputs;
	/** How many of it are in the built-in fleet. */
	readonly fleet: number;
}

export const NORMAL: Behaviour = {
	rpcs: { unknown: [], answer: "fault" },
	names: { root: "whole", oneLevelOnly: false },
	values: { maxNames: Infinity, maxValues: Infinity, partialPaths: true, poisoned: [], hidden: [] },
	faults: { unknownName: "fault", unknownNameCode: 9005, endsSession: false, detail: true, listsParameters: true },
	set: {
		atomic: true,
		needsReboot: [],
		rejected: [],
		ignored: [],
		dropsAfter: [],
		stuck: [],
		strictTypes: true,
		keepsParameterKey: true,
		reusesNumbers: false,
	},
	reboot: {
		outcome: "normal",
		rejectedCode: 9001,
		boot: true,
		mReboot: true,
		returnsCommandKey: true,
		delaySeconds: 60,
	},
	factoryReset: { outcome: "normal", bootstrap: true, keeps: [] },
	download: {
		outcome: "normal",
		rejectedCode: 9010,
		failsFirst: false,
		statusZero: false,
		transferComplete: true,
		reported: "atOnce",
		reportsFailure: true,
		commandKey: "kept",
		installSeconds: 90,
	},
	diagnostics: {
		endState: "Complete",
		event: true,
		ignoresRepetitions: false,
		endStates: {},
		stalls: [],
		zeroes: [],
		pretends: [],
		pingTimes: "right",
		keepsState: false,
		seconds: 5,
	},
	connectionRequest: { kind: "digest", closesAfter401: false },
	transport: {
		cookies: "kept",
		connection: "perSession",
		chunked: false,
		contentType: 'text/xml; charset="utf-8"',
		lengthInCharacters: false,
		expectContinue: false,
	},
	xml: {
		namespace: "urn:dslforum-org:cwmp-1-2",
		soapPrefix: null,
		cdata: false,
		omitsId: false,
		omitsTypes: false,
		arrayCounts: "right",
		reportsType: null,
	},
	inform: { bootstrap: true, intervalSeconds: 3600, periodic: true, fixedSeconds: null, retries: true },
	delays: {},
};

export type Deviations = { readonly [K in keyof Behaviour]?: Partial<Behaviour[K]> };

/** Normal behaviour, but for what is named. */
export function deviating(from: Deviations): Behaviour {
	return {
		rpcs: { ...NORMAL.rpcs, ...from.rpcs },
		names: { ...NORMAL.names, ...from.names },
		values: { ...NORMAL.values, ...from.values },
		faults: { ...NORMAL.faults, ...from.faults },
		set: { ...NORMAL.set, ...from.set },
		reboot: { ...NORMAL.reboot, ...from.reboot },
		factoryReset: { ...NORMAL.factoryReset, ...from.factoryReset },
		download: { ...NORMAL.download, ...from.download },
		diagnostics: { ...NORMAL.diagnostics, ...from.diagnostics },
		connectionRequest: { ...NORMAL.connectionRequest, ...from.connectionRequest },
		transport: { ...NORMAL.transport, ...from.transport },
		xml: { ...NORMAL.xml, ...from.xml },
		inform: { ...NORMAL.inform, ...from.inform },
		delays: { ...NORMAL.delays, ...from.delays },
	};
}

/** What a clean device of a root is found to be, but for what is named. */
export function truthOf(
	parameterRoot: Truth["parameterRoot"],
	from: {
		readonly workflows?: Partial<Truth["workflows"]>;
		readonly diagnostics?: Partial<Truth["diagnostics"]>;
		readonly traits?: Partial<Truth["traits"]>;
		readonly limitations?: readonly string[];
	} = {},
): Truth {
	return {
		parameterRoot,
		workflows: {
			provisioning: "proven",
			inventory: "proven",
			hostsWifi: "proven",
			diagnostics: "proven",
			firmware: "proven",
			reboot: "proven",
			factoryReset: "proven",
			config: "proven",
			...from.workflows,
		},
		diagnostics: {
			ipPing: "supported",
			traceRoute: "supported",
			download: "supported",
			upload: "supported",
			...from.diagnostics,
		},
		traits: {
			faultBehaviour: "proven",
			unknownParameterFault: 9005,
			sessionSurvives: true,
			sessionReliability: "proven",
			connectionRequestReachable: true,
			recovers: true,
			...from.traits,
		},
		limitations: from.limitations ?? [],
	};
}
