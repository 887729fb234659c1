import { z } from "zod";
import { Digest, Id, Slug, Time } from "./common.ts";
import { eachPathOnce, OPERATION_KINDS, Override, Path, ValueToSet } from "./operations.ts";
import { CellStatus, Workflow } from "./proof.ts";
import { NewRollout, Rollout } from "./rollouts.ts";

/** What a policy is about: every write on a device is one of these. */
const CHANGE_ACTIONS = ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"] as const;
export const ChangeAction = z.enum(CHANGE_ACTIONS);
export type ChangeAction = z.infer<typeof ChangeAction>;

/** The kinds of operations that a change can consist of. */
export const CHANGE_KINDS = [
	"set",
	"setAttributes",
	"addObject",
	"deleteObject",
	"download",
	"reboot",
	"factoryReset",
] as const;
export const ChangeKind = z.enum(CHANGE_KINDS);
export type ChangeKind = z.infer<typeof ChangeKind>;

export const ChangeState = z.enum([
	"previewed",
	"pendingApproval",
	"approved",
	"applying",
	"applied",
	"failed",
	"rolledBack",
	"rejected",
	"cancelled",
	"expired",
]);
export type ChangeState = z.infer<typeof ChangeState>;

export const ItemState = z.enum(["waiting", "running", "applied", "failed", "rolledBack", "skipped"]);
export type ItemState = z.infer<typeof ItemState>;

export const RISKS = [
	"unknownParameter",
	"readOnly",
	"typeMismatch",
	"losesManagement",
	"losesConnectivity",
	"notProven",
	"notReversible",
] as const;
export const Risk = z.enum(RISKS);
export type Risk = z.infer<typeof Risk>;

/** Devices by what they are; what is not named does not matter. */
export const Selector = z
	.strictObject({
		vendor: z.string().max(128).optional(),
		model: z.string().max(128).optional(),
		productClass: z.string().max(128).optional(),
		hardwareVersion: z.string().max(128).optional(),
		softwareVersion: z.string().max(128).optional(),
		tag: z.string().max(64).optional(),
		plan: z.string().max(128).optional(),
		subscriberId: Id.optional(),
		siteId: Id.optional(),
	})
	.refine((selector) => Object.values(selector).some((value) => value !== undefined), {
		message: "a selector names at least one thing",
	});
export type Selector = z.infer<typeof Selector>;

export const MAX_CHANGE_DEVICES = 100_000;

const newChange = z.strictObject({
	tenant: Slug.optional(),
	deviceIds: z.array(Id).min(1).max(10_000).optional(),
	selector: Selector.optional(),
	set: z.array(ValueToSet).min(1).max(1_000).superRefine(eachPathOnce).optional(),
	operation: z
		.strictObject({ kind: z.enum(OPERATION_KINDS), input: z.record(z.string(), z.unknown()).default({}) })
		.optional(),
	restoreBackupId: Id.optional(),
	reason: z.string().trim().min(1).max(1_000),
	override: Override.optional(),
	/** How long a device may take to come once the change is applied. */
	presenceTimeoutSeconds: z.int().min(1).max(86_400).default(300),
	/** How it goes over the devices; several go in waves in any case. */
	rollout: NewRollout.optional(),
});
/** One of `deviceIds` and `selector`; one of `set`, `operation` and `restoreBackupId`. */
export const NewChange = newChange;
export type NewChange = z.infer<typeof newChange>;

export const ChangeItem = z.object({
	deviceId: Id,
	/** What is changed: a parameter, an object; empty where it is the whole device. */
	path: Path.or(z.literal("")),
	/** `null`: not there, or hidden by the device. */
	before: z.string().nullable(),
	after: z.string().nullable(),
	type: z.string().nullable(),
	risks: z.array(Risk),
});
export type ChangeItem = z.infer<typeof ChangeItem>;

export const Failure = z.object({ code: z.string(), detail: z.string() });
export type Failure = z.infer<typeof Failure>;

/** An object that was gone, and was added anew: devices give it another number. */
export const BroughtBack = z.object({ path: z.string(), now: z.string() });
export type BroughtBack = z.infer<typeof BroughtBack>;

export const ChangeDevice = z.object({
	deviceId: Id,
	/** `null` where the device was removed. */
	serialNumber: z.string().nullable(),
	state: ItemState,
	/** Whether the preview read the device; else it tells what was read last. */
	live: z.boolean(),
	/** What the matrix says of it. */
	cell: CellStatus.nullable(),
	items: z.array(ChangeItem),
	backupId: Id.nullable(),
	pendingReboot: z.boolean(),
	/** Set, and hidden by the device: it can't be read back. */
	unverified: z.array(z.string()),
	/** What was not put back: others have changed it since, the device hides it, or does not let it be added or set. */
	leftAlone: z.array(z.string()),
	/** Objects that were gone and were added again: where each stood, and where it stands now. */
	broughtBack: z.array(BroughtBack),
	failure: Failure.nullable(),
	/** From 1; `null` where the change goes in no waves. */
	wave: z.int().nullable(),
	startedAt: Time.nullable(),
	finishedAt: Time.nullable(),
});
export type ChangeDevice = z.infer<typeof ChangeDevice>;

/** A check of a proof run that writes to the device or restarts it, and by which operations. */
export const ProofAct = z.object({
	workflow: Workflow,
	check: z.string(),
	title: z.string(),
	kinds: z.array(ChangeKind),
});
export type ProofAct = z.infer<typeof ProofAct>;

const Decision = z.object({
	decision: z.enum(["approve", "reject"]),
	by: z.string(),
	comment: z.string(),
	at: Time,
});

export const Change = z.object({
	id: Id,
	state: ChangeState,
	action: ChangeAction,
	kind: ChangeKind,
	reason: z.string(),
	author: z.string(),
	override: Override.nullable(),
	/** The RPCs that will be sent to each device, in their order. */
	rpcs: z.array(z.string()),
	/** Of the first devices; the rest under `/changes/{id}/devices`. */
	items: z.array(ChangeItem),
	risks: z.array(Risk),
	/** Words to read before agreeing: what may not be taken back. */
	warnings: z.array(z.string()),
	devices: z.object({ total: z.int() }).catchall(z.int()),
	previewDigest: Digest,
	approvalsNeeded: z.int(),
	approvals: z.array(Decision),
	/** Of a change of one device, once it was taken. */
	backupId: Id.nullable(),
	pendingReboot: z.boolean(),
	unverified: z.array(z.string()),
	failure: Failure.nullable(),
	/** `null` where it goes in no waves. */
	rollout: Rollout.nullable(),
	/** What it has changed is being put back: it is `applying` the other way round. */
	rollingBack: z.boolean(),
	paused: z.boolean(),
	pausedReason: Failure.nullable(),
	/** The one that is under way, from 1; `null` before the first. */
	wave: z.int().nullable(),
	waves: z.int().nullable(),
	/** The change that this one takes back. */
	undoes: Id.nullable(),
	subscriberId: Id.nullable(),
	operationId: Id.nullable(),
	/** The proof run on a field device that this is the approval of, and exactly what it may do there; else `null`. */
	proofRunId: Id.nullable(),
	checks: z.array(ProofAct).nullable(),
	createdAt: Time,
	submittedAt: Time.nullable(),
	expiresAt: Time,
	finishedAt: Time.nullable(),
	url: z.string(),
});
export type Change = z.infer<typeof Change>;

export const ApplyChange = z.strictObject({ tenant: Slug.optional(), previewDigest: Digest });
export const SubmitChange = z.strictObject({ tenant: Slug.optional(), override: Override.optional() });
export const Comment = z.strictObject({ tenant: Slug.optional(), comment: z.string().trim().max(1_000).default("") });

/** How an action is agreed to in a tenant. */
export const ActionPolicy = z.strictObject({
	/** By how many other people. */
	approvals: z.int().min(1).max(5),
	/** Only people with one of these roles count; `null`: all with the permission `approve`. */
	approverRoles: z.array(z.string().max(64)).max(20).nullable(),
	/** None is needed for one device. */
	waivedForOneDevice: z.boolean(),
	/** Above so many an hour on the devices of one matrix row, approval is needed again; also after as many failures in a row as `waiverFailures`. */
	waivedPerHour: z.int().min(1).max(10_000),
	waiverFailures: z.int().min(1).max(100),
});
export type ActionPolicy = z.infer<typeof ActionPolicy>;

export const ApprovalPolicy = z.record(ChangeAction, ActionPolicy);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const ApprovalPolicyPatch = z.strictObject({
	tenant: Slug.optional(),
	...(Object.fromEntries(CHANGE_ACTIONS.map((action) => [action, ActionPolicy.partial().optional()])) as Record<
		ChangeAction,
		z.ZodOptional<ReturnType<typeof ActionPolicy.partial>>
	>),
});
export type ApprovalPolicyPatch = z.infer<typeof ApprovalPolicyPatch>;

export const Backup = z.object({
	id: Id,
	deviceId: Id,
	changeId: Id.nullable(),
	hardwareVersion: z.string(),
	softwareVersion: z.string(),
	/** Whether the device's names were known whole when it was taken. */
	complete: z.boolean(),
	parameters: z.int(),
	/**
	 * The device's own configuration file, where its model was proven to upload it: kept sealed, and sent back to this device
	 * alone, by a change with `operation` `{"kind":"download","input":{"fileId"}}`.
	 */
	file: z.object({ id: Id, sizeBytes: z.int(), digest: Digest }).nullable(),
	createdAt: Time,
	url: z.string(),
});
export type Backup = z.infer<typeof Backup>;

export const BackupDetail = Backup.extend({
	values: z.array(
		z.object({
			path: z.string(),
			/** `null`: the device hides it or did not give it; it is not written back unless it is `held`. */
			value: z.string().nullable(),
			type: z.string(),
			unreadable: z.boolean(),
			/** Certus had set it, and has it sealed. */
			held: z.boolean(),
		}),
	),
	/** Against another backup, or what was read last: where they differ. */
	differences: z
		.array(z.object({ path: z.string(), value: z.string().nullable(), other: z.string().nullable() }))
		.optional(),
});
export type BackupDetail = z.infer<typeof BackupDetail>;
