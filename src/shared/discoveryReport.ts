import { z } from "zod";
import { ParameterRoot } from "./devices.ts";

/** How a device's tree differs from the standard data model. */
export const DEVIATION_KINDS = [
	"wrongType",
	"badForm",
	"outOfRange",
	"badLength",
	"notInEnumeration",
	"unknownName",
	"malformedVendorName",
	"readOnly",
	"writable",
] as const;
export const DeviationKind = z.enum(DEVIATION_KINDS);
export type DeviationKind = z.infer<typeof DeviationKind>;

export const Deviation = z.object({
	kind: DeviationKind,
	/** Instances as `{i}`. */
	path: z.string(),
	/** What the standard has: a type, a range, the values of an enumeration, the name as it is spelt; `null` for none. */
	standard: z.string().nullable(),
	/** On how many parameters. */
	occurrences: z.int(),
	/** One of them, with what the device has there; secrets are taken out. */
	example: z.object({ path: z.string(), given: z.string() }),
});
export type Deviation = z.infer<typeof Deviation>;

const Count = z.object({ kinds: z.int(), occurrences: z.int() });

/** Of parameters: `writable` is `null` where the device told of none whether it is; `percent` of those it told of. */
export const WritableShare = z.object({
	parameters: z.int(),
	writable: z.int().nullable(),
	percent: z.number().nullable(),
});
export type WritableShare = z.infer<typeof WritableShare>;

export const ReportedObject = z.object({
	/** Of the standard model; instances as `{i}`. */
	path: z.string(),
	/** Which of the expected subtrees it belongs to. */
	subtrees: z.array(z.string()),
	/** `null` where the device did not say: its branch was refused, or there is no instance to see it under. */
	supported: z.boolean().nullable(),
	/** Of a table, all of its tables together; `null` of what is none, and where it is not known. */
	instances: z.int().nullable(),
	/** What the device's own `…NumberOfEntries` say, summed; `null` where it has none, or one could not be read. */
	reported: z.int().nullable(),
	/** How many of the standard's parameters it has, of how many; `null` where it is not known whether there is any. */
	present: z.int().nullable(),
	defined: z.int(),
	writable: WritableShare,
});
export type ReportedObject = z.infer<typeof ReportedObject>;

const VendorExtension = z.object({
	/** `X_00E0FC_`, or the whole name where it has no vendor's identifier. */
	prefix: z.string(),
	parameters: z.int(),
	objects: z.int(),
	example: z.string(),
});

export const RpcOutcome = z.enum(["worked", "fault", "silence"]);
export type RpcOutcome = z.infer<typeof RpcOutcome>;

export const ReportedRpc = z.object({
	name: z.string(),
	/** TR-069 has every CPE know it (A.3, table 4). */
	required: z.boolean(),
	/** Named by GetRPCMethods; `null` where the device did not answer that. */
	claimed: z.boolean().nullable(),
	/** The best that was seen; `null` where it was never tried. */
	outcome: RpcOutcome.nullable(),
	/** The fault's code, where the best was a fault. */
	fault: z.int().nullable(),
});
export type ReportedRpc = z.infer<typeof ReportedRpc>;

export const DiscoveryReport = z.object({
	root: ParameterRoot.nullable(),
	/** Whether the walk went through; `null` where there was none. `refused` are branches whose names could not be had. */
	walk: z.object({
		complete: z.boolean().nullable(),
		refused: z.array(z.object({ path: z.string(), fault: z.int().nullable() })),
		unread: z.int(),
		rpcs: z.int().nullable(),
		durationSeconds: z.number().nullable(),
		/** 300 RPCs and 10 minutes for every 2,000 parameters begun; `null` where either was not counted. */
		withinBudget: z.boolean().nullable(),
	}),
	parameters: z.int(),
	objectCount: z.int(),
	writable: WritableShare,
	/** Whose the parameters' names are; `undetermined` where the model that is known does not reach. */
	names: z.object({ standard: z.int(), vendor: z.int(), unknown: z.int(), undetermined: z.int() }),
	/** The expected subtrees' objects, and what else of the standard the device has. */
	objects: z.array(ReportedObject),
	vendorExtensions: z.array(VendorExtension),
	/** All that were found, by kind. */
	deviationCounts: z.record(DeviationKind, Count),
	/** At most 500, those of the most parameters first. */
	deviations: z.array(Deviation),
	rpcs: z.array(ReportedRpc),
});
export type DiscoveryReport = z.infer<typeof DiscoveryReport>;
