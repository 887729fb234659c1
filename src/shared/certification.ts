import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";
import { ParameterRoot } from "./devices.ts";
import { DiscoveryReport } from "./discoveryReport.ts";
import { CellStatus, ProofInputs, ProofRunStatus, RequestApproval, Workflow } from "./proof.ts";

export const Stage = z.enum(["intake", "discovery", "verification", "canary", "certified"]);
export type Stage = z.infer<typeof Stage>;

const MAX_VERSIONS = 200;
const MAX_CANARY_DEVICES = 10_000;
/** 90 days. */
const MAX_CANARY_MINUTES = 129_600;

const Text = z.string().max(256);
const Version = z.string().min(1).max(256);

/** Exact versions, or the ends of a range that is resolved to versions seen. */
export const FirmwareRange = z.union([
	z.strictObject({ versions: z.array(Version).min(1).max(MAX_VERSIONS) }),
	z.strictObject({ from: Version, to: Version }),
]);
export type FirmwareRange = z.infer<typeof FirmwareRange>;

export const NewCertification = z.strictObject({
	tenant: Slug.optional(),
	vendor: Text.min(1),
	model: Text.min(1),
	productClass: Text,
	hardwareVersion: Text,
	firmwareRange: FirmwareRange,
	parameterRoot: ParameterRoot.optional(),
	cwmpVersion: z.string().max(16).optional(),
	transport: z.enum(["http", "https"]),
	workflows: z.array(Workflow).min(1),
});

export const NewDiscovery = z.strictObject({ tenant: Slug.optional(), deviceId: Id });

export const NewVerification = z.strictObject({
	tenant: Slug.optional(),
	deviceId: Id,
	inputs: ProofInputs.default({ allowFactoryReset: false }),
	requestApproval: RequestApproval.optional(),
});

export const NewCanary = z
	.strictObject({
		tenant: Slug,
		model: Text.min(1),
		firmwareRange: FirmwareRange,
		deviceIds: z.array(Id).min(1).max(MAX_CANARY_DEVICES).optional(),
		maxDevices: z.int().min(1).max(MAX_CANARY_DEVICES).optional(),
		durationMinutes: z.number().positive().max(MAX_CANARY_MINUTES),
		successFloor: z.number().gt(0).max(1),
		/** A user's id or email, or a token's name. */
		rollbackOwner: z.string().trim().min(1).max(256),
		minOperations: z.int().min(1).max(100_000).default(20),
		minDevices: z.int().min(1).max(MAX_CANARY_DEVICES).default(5),
	})
	.refine(({ deviceIds, maxDevices }) => (deviceIds === undefined) !== (maxDevices === undefined), {
		path: ["deviceIds"],
		message: "give either deviceIds or maxDevices",
	});

export const Approval = z.strictObject({ tenant: Slug.optional(), comment: z.string().trim().min(1).max(2_000) });

/** A certification's newest discovery; the report comes with its end. */
export const Discovery = z.object({
	certificationId: Id,
	deviceId: Id,
	softwareVersion: z.string(),
	status: z.enum(["running", "succeeded", "failed"]),
	/** Why it failed, in words. */
	reason: z.string().nullable(),
	startedBy: z.string(),
	startedAt: Time,
	finishedAt: Time.nullable(),
	operationIds: z.array(Id),
	report: DiscoveryReport.nullable(),
});
export type Discovery = z.infer<typeof Discovery>;

/** What lowers a cell; nothing raises one by hand. */
export const LowerCell = z.strictObject({
	tenant: Slug.optional(),
	workflow: Workflow,
	to: z.enum(["yellow", "red"]),
	reason: z.string().trim().min(1).max(2_000),
});

export const LoweredCell = z.object({
	rowId: Id,
	workflow: Workflow,
	from: CellStatus,
	to: CellStatus,
	reason: z.string(),
	by: z.string(),
	at: Time,
});

const CanaryCell = z.object({
	workflow: Workflow,
	softwareVersion: z.string(),
	successes: z.int(),
	failures: z.int(),
	/** Devices that it succeeded on. */
	devices: z.int(),
	outcome: z.enum(["passes", "fails", "inconclusive"]),
	detail: z.string(),
});

const Canary = z.object({
	id: Id,
	/** `paused`: its time is over, it has seen too little, and somebody is to decide. */
	status: z.enum(["running", "paused", "passed", "stopped"]),
	tenant: Slug,
	model: z.string(),
	firmwareRange: z.object({ versions: z.array(z.string()) }),
	deviceIds: z.array(Id).nullable(),
	maxDevices: z.int(),
	/** Those that it has acted on. */
	joined: z.array(Id),
	successFloor: z.number(),
	minOperations: z.int(),
	minDevices: z.int(),
	rollbackOwner: z.string(),
	/** What it may do that can't be taken back, as it was said at the start. */
	irreversible: z.array(z.string()),
	cells: z.array(CanaryCell),
	reason: z.string(),
	startedAt: Time,
	endsAt: Time,
	endedAt: Time.nullable(),
});

export const Certification = z.object({
	id: Id,
	tenant: Slug,
	vendor: z.string(),
	model: z.string(),
	productClass: z.string(),
	hardwareVersion: z.string(),
	firmwareRange: z.object({ from: z.string(), to: z.string(), versions: z.array(z.string()) }),
	parameterRoot: ParameterRoot.nullable(),
	cwmpVersion: z.string().nullable(),
	transport: z.enum(["http", "https"]),
	workflows: z.array(Workflow),
	stage: Stage,
	/** What the next stage still asks for, in words. */
	missing: z.array(z.string()),
	verifications: z.array(
		z.object({
			proofRunId: Id,
			deviceId: Id,
			status: ProofRunStatus,
			startedBy: z.string(),
			startedAt: Time,
			url: z.string(),
		}),
	),
	/** The newest. */
	canary: Canary.nullable(),
	/** What approvals have cleared; the rows say what of it still holds. */
	cleared: z.array(z.object({ workflow: Workflow, softwareVersion: z.string(), at: Time })),
	/** Who did what and when, oldest first. */
	history: z.array(
		z.object({
			at: Time,
			by: z.string(),
			action: z.enum([
				"intake",
				"discovery",
				"verification",
				"canary",
				"canaryPaused",
				"canaryPassed",
				"approval",
				"setback",
			]),
			detail: z.record(z.string(), z.unknown()),
		}),
	),
	createdBy: z.string(),
	createdAt: Time,
	url: z.string(),
});
export type Certification = z.infer<typeof Certification>;

/** A check that fails wherever it was tried: it is the suspect, not the models (design, rules of proof, 8). */
export const Suspect = z.object({
	workflow: z.string(),
	check: z.string(),
	models: z.int(),
	runs: z.int(),
	text: z.string(),
});
