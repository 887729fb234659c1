import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";
import { DeviceText } from "./deviceText.ts";

/** A parameter's name or a partial path: printable ASCII without white space (TR-106, 3.1), bounded by the schemas' 256. */
export const Path = z
	.string()
	.min(1)
	.max(256)
	.regex(/^[^\s<>&"'\p{Cc}\p{Cs}\ufffe\uffff]+$/u, "a parameter path has no white space, quotes or control characters");
const ObjectPath = Path.regex(/\.$/, "an object's path ends in a full stop");

export const ValueToSet = z.strictObject({
	path: Path,
	value: DeviceText.max(1_000_000),
	type: DeviceText.max(64).optional(),
});

/** The same as it is kept and shown. */
export const KeptValue = z.object({ path: z.string(), value: z.string(), type: z.string().optional() });

/** Twice in one SetParameterValues, a device may take either. */
export function eachPathOnce(values: readonly { readonly path: string }[], context: z.RefinementCtx): void {
	const seen = new Set<string>();
	for (const [index, { path }] of values.entries()) {
		if (seen.has(path))
			context.addIssue({ code: "custom", message: `${path} stands here twice`, path: [index, "path"] });
		seen.add(path);
	}
}

/** Each kind with the shape of its input. */
export const operationInputs = {
	read: z.strictObject({ paths: z.array(Path).min(1).max(10_000) }),
	discover: z.strictObject({ path: z.union([Path, z.literal("")]).default("") }),
	getRpcMethods: z.strictObject({}),
	getAttributes: z.strictObject({ paths: z.array(Path).min(1).max(1_000) }),
	setAttributes: z.strictObject({
		attributes: z
			.array(
				z.strictObject({
					path: Path,
					notification: z.int().min(0).max(6).optional(),
					accessList: z.array(DeviceText.max(64)).max(64).optional(),
				}),
			)
			.min(1)
			.max(1_000),
	}),
	diagnostic: z.strictObject({
		diagnostic: z.enum(["ipPing", "traceRoute", "download", "upload"]),
		parameters: z.record(DeviceText.max(64), z.union([DeviceText.max(1024), z.number(), z.boolean()])).default({}),
	}),
	upload: z.strictObject({ fileType: DeviceText.min(1).max(64) }),
	scheduleInform: z.strictObject({ delaySeconds: z.int().min(1).max(86_400) }),
	set: z.strictObject({
		values: z.array(ValueToSet).min(1).max(10_000).superRefine(eachPathOnce),
	}),
	addObject: z.strictObject({ path: ObjectPath }),
	deleteObject: z.strictObject({ path: ObjectPath }),
	download: z.strictObject({ fileId: Id, targetFileName: DeviceText.max(256).optional() }),
	reboot: z.strictObject({}),
	factoryReset: z.strictObject({}),
} as const;

export type OperationKind = keyof typeof operationInputs;
export const OPERATION_KINDS = Object.keys(operationInputs) as [OperationKind, ...OperationKind[]];
export type OperationInput<K extends OperationKind> = z.infer<(typeof operationInputs)[K]>;

export const OperationStatus = z.enum([
	"pendingApproval",
	"queued",
	"running",
	"succeeded",
	"failed",
	"unknown",
	"expired",
	"cancelled",
]);
export type OperationStatus = z.infer<typeof OperationStatus>;

/** Somebody takes a refusal upon himself, and says why. */
export const Override = z.strictObject({ reason: z.string().trim().min(1).max(1_000) });
export type Override = z.infer<typeof Override>;

export const Fault = z.object({
	code: z.int(),
	message: z.string(),
	parameters: z.array(z.object({ path: z.string(), code: z.int(), message: z.string() })),
});
export type Fault = z.infer<typeof Fault>;

export const NewOperation = z.strictObject({
	tenant: Slug.optional(),
	kind: z.enum(OPERATION_KINDS),
	input: z.record(z.string(), z.unknown()).default({}),
	presenceTimeoutSeconds: z.int().min(1).max(86_400).default(300),
	reason: z.string().trim().min(1).max(1_000).optional(),
	override: Override.optional(),
});

export const Operation = z.object({
	id: Id,
	deviceId: Id,
	kind: z.enum(OPERATION_KINDS),
	input: z.record(z.string(), z.unknown()),
	authority: z.enum(["user", "run", "rollout", "provisioning", "system"]),
	requestedBy: z.string(),
	status: OperationStatus,
	result: z.record(z.string(), z.unknown()).nullable(),
	fault: Fault.nullable(),
	/** Why it failed, expired or is unknown, in words. */
	reason: z.string().nullable(),
	sessionId: Id.nullable(),
	/** The change that it belongs to; while it is `pendingApproval`, that has to be agreed to. */
	changeId: Id.nullable(),
	createdAt: Time,
	expiresAt: Time,
	sentAt: Time.nullable(),
	finishedAt: Time.nullable(),
});
export type Operation = z.infer<typeof Operation>;
