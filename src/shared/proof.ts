import { z } from "zod";
import { Digest, Id, Slug, Time } from "./common.ts";
import { ParameterRoot } from "./devices.ts";
import { DeviceText } from "./deviceText.ts";
import { eachPathOnce, Path } from "./operations.ts";

export const WORKFLOWS = [
	"provisioning",
	"inventory",
	"hostsWifi",
	"diagnostics",
	"firmware",
	"reboot",
	"factoryReset",
	"config",
] as const;
export const Workflow = z.enum(WORKFLOWS);
export type Workflow = z.infer<typeof Workflow>;

export const Verdict = z.enum(["proven", "partial", "unsupported", "failed", "unsafe", "inconclusive"]);
export type Verdict = z.infer<typeof Verdict>;

export const CellStatus = z.enum(["green", "yellow", "red", "unproven"]);
export type CellStatus = z.infer<typeof CellStatus>;

const Expected = z.union([z.int().min(0), z.array(z.string().max(32)).max(256)]);

export const ProofInputs = z.strictObject({
	firmwareFileId: Id.optional(),
	returnFirmwareFileId: Id.optional(),
	expectedHosts: Expected.optional(),
	expectedWifiClients: Expected.optional(),
	pingHost: DeviceText.max(256).optional(),
	downloadUrl: z.url().max(256).optional(),
	uploadUrl: z.url().max(256).optional(),
	configValues: z
		.array(z.strictObject({ path: Path, value: DeviceText }))
		.max(100)
		.superRefine(eachPathOnce)
		.optional(),
	allowFactoryReset: z.boolean().default(false),
	timeoutSeconds: z.int().min(1).max(86_400).optional(),
});
export type ProofInputs = z.infer<typeof ProofInputs>;

/** On a field device what writes or reboots waits until others have agreed to it. */
export const RequestApproval = z.strictObject({ reason: z.string().trim().min(1).max(1_000) });
export type RequestApproval = z.infer<typeof RequestApproval>;

export const NewProofRun = z.strictObject({
	tenant: Slug.optional(),
	deviceId: Id,
	workflows: z.array(Workflow).min(1).max(WORKFLOWS.length),
	inputs: ProofInputs.default({ allowFactoryReset: false }),
	requestApproval: RequestApproval.optional(),
});

export const ProofRunStatus = z.enum(["pendingApproval", "queued", "running", "finished", "cancelled"]);
export type ProofRunStatus = z.infer<typeof ProofRunStatus>;

export const CheckOutcome = z.enum(["pass", "fail", "skipped", "inconclusive"]);
export type CheckOutcome = z.infer<typeof CheckOutcome>;

export const Blame = z.enum(["failed", "unsupported", "unsafe"]);
export type Blame = z.infer<typeof Blame>;

export const Check = z.object({
	id: z.string(),
	title: z.string(),
	outcome: CheckOutcome,
	detail: z.string(),
	evidence: z.array(Digest),
	startedAt: Time,
	finishedAt: Time,
});
export type Check = z.infer<typeof Check>;

export const Limitation = z.object({ code: z.string(), workflow: z.string(), text: z.string() });
export type Limitation = z.infer<typeof Limitation>;

const FaultBehaviour = z.object({
	verdict: Verdict,
	unknownParameterFault: z.int().nullable(),
	sessionSurvives: z.boolean().nullable(),
});
const SessionReliability = z.object({
	verdict: Verdict,
	/** The mean distance of periodic Informs that was seen. */
	cadenceSeconds: z.number().nullable(),
	connectionRequestReachable: z.boolean().nullable(),
	recovers: z.boolean().nullable(),
});
export const Traits = z.object({
	faultBehaviour: FaultBehaviour.nullable(),
	/** `null` in evidence from before it was measured. */
	sessionReliability: SessionReliability.nullable().default(null),
});
export type Traits = z.infer<typeof Traits>;

/** What something was proven on: the versions when it began. */
export const Subject = z.object({
	vendor: z.string(),
	model: z.string(),
	productClass: z.string(),
	hardwareVersion: z.string(),
	softwareVersion: z.string(),
});
export type Subject = z.infer<typeof Subject>;

export const ProofRun = z.object({
	id: Id,
	deviceId: Id,
	status: ProofRunStatus,
	/** What others have to agree to before it begins; `null` where nothing has to be. */
	changeId: Id.nullable(),
	requestedBy: z.string(),
	subject: Subject.nullable(),
	workflows: z.array(z.object({ workflow: Workflow, verdict: Verdict.nullable(), checks: z.array(Check) })),
	/** The traits' checks, in the same shape. */
	traitChecks: z.array(z.object({ trait: z.string(), checks: z.array(Check) })),
	traits: Traits,
	limitations: z.array(Limitation),
	simulated: z.boolean(),
	createdAt: Time,
	startedAt: Time.nullable(),
	finishedAt: Time.nullable(),
	url: z.string(),
});
export type ProofRun = z.infer<typeof ProofRun>;

export const DIAGNOSTICS = ["ipPing", "traceRoute", "download", "upload"] as const;
export const DiagnosticName = z.enum(DIAGNOSTICS);
export type DiagnosticName = z.infer<typeof DiagnosticName>;
export const DiagnosticState = z.enum(["supported", "unsupported", "failing", "unproven"]);
export type DiagnosticState = z.infer<typeof DiagnosticState>;

const EvidenceLink = z.object({ proofRunId: Id, digest: Digest, url: z.string() });

export const Cell = z.object({
	status: CellStatus,
	verdict: Verdict.nullable(),
	provenOn: z.array(z.string()),
	provenAt: Time.nullable(),
	evidence: z.array(EvidenceLink),
	/** Of `config` only: the paths that were proven to be set, instances as `{i}`. */
	provenPaths: z.array(z.string()).optional(),
	/** Of `config` only, where it was proven: the file type by which the device uploads its configuration (TR-069, A.4.1.5). */
	configurationFile: z.string().optional(),
	/** The canary that cleared it, where one did and that still holds. */
	cleared: z.object({ certificationId: Id, at: Time }).optional(),
	/** What lowered it, where something did and nothing newer has raised it since. */
	lowered: z
		.object({
			/** All of the versions that were lowered together share it. */
			id: Id,
			cause: z.enum(["person", "field"]),
			to: z.enum(["yellow", "red"]),
			code: z.string(),
			reason: z.string(),
			by: z.string(),
			at: Time,
		})
		.optional(),
});
export type Cell = z.infer<typeof Cell>;

/** Of a row without evidence: what the nearest version came to. It proves nothing, and counts nowhere. */
const Suggestion = z.object({
	rowId: Id,
	hardwareVersion: z.string(),
	softwareVersion: z.string(),
	/** The nearest version's cells, not this row's. */
	nearest: z.record(Workflow, z.object({ status: CellStatus, verdict: Verdict.nullable() })),
	text: z.string(),
});

export const MatrixRow = z.object({
	id: Id,
	protocol: z.enum(["cwmp", "usp"]),
	vendor: z.string(),
	model: z.string(),
	productClass: z.string(),
	ouis: z.array(z.string()),
	hardwareVersions: z.array(z.string()),
	firmwareRange: z.object({ from: z.string(), to: z.string(), versions: z.array(z.string()) }),
	covers: z.array(z.object({ hardwareVersion: z.string(), softwareVersion: z.string() })),
	parameterRoot: ParameterRoot.nullable(),
	cwmpVersion: z.string().nullable(),
	workflows: z.record(Workflow, Cell),
	diagnostics: z.record(DiagnosticName, DiagnosticState),
	/** Per cent readable by subtree; `null` where the model lacks the subtree or it was not asked. */
	coverage: z.record(z.string(), z.number().nullable()),
	traits: Traits,
	limitations: z.array(Limitation),
	stage: z.enum(["seen", "intake", "discovery", "verification", "canary", "certified"]),
	status: CellStatus,
	evidenceUrl: z.string(),
	simulated: z.boolean(),
	updatedAt: Time,
	suggestion: Suggestion.optional(),
});
export type MatrixRow = z.infer<typeof MatrixRow>;

const CellState = z.object({ status: CellStatus, verdict: Verdict.nullable() });
export type CellState = z.infer<typeof CellState>;

/** A change of a cell's status or verdict. */
export const MatrixChange = z.object({
	at: Time,
	workflow: Workflow,
	/** The pairs of versions that it was on, some of them the row's. */
	covers: z.array(z.object({ hardwareVersion: z.string(), softwareVersion: z.string() })),
	/** `null` where those versions had not been seen. */
	before: CellState.nullable(),
	after: CellState,
	cause: z.discriminatedUnion("type", [
		z.object({ type: z.literal("proofRun"), proofRunId: Id, url: z.string() }),
		z.object({ type: z.literal("certification"), certificationId: Id, url: z.string() }),
		/** The fleet's own operations. */
		z.object({ type: z.literal("field") }),
		z.object({ type: z.literal("person"), by: z.string() }),
		/** Evidence grew older than the tenant lets it count. */
		z.object({ type: z.literal("age") }),
		z.object({ type: z.literal("recomputed") }),
	]),
	reason: z.string(),
});
export type MatrixChange = z.infer<typeof MatrixChange>;

/** What the newest inventory run showed of one parameter, all its instances together. */
export const MatrixParameter = z.object({
	/** Instances as `{i}`. */
	path: z.string(),
	/** `null` where it was not read, or instances differ. */
	type: z.string().nullable(),
	readable: z.boolean(),
	/** `null` where the device did not say, or instances differ. */
	writable: z.boolean().nullable(),
	provenToSet: z.boolean(),
	evidence: z.array(EvidenceLink),
});
export type MatrixParameter = z.infer<typeof MatrixParameter>;

/** A parameter as the check `subtreesReadable` lists it. */
export const ListedParameter = z.object({
	path: z.string(),
	type: z.string().nullable(),
	readable: z.boolean(),
	writable: z.boolean().nullable(),
});
export type ListedParameter = z.infer<typeof ListedParameter>;

/** One check's evidence: what was exchanged, read and concluded. Its digest is over its RFC 8785 form. */
export const CheckEvidence = z.object({
	format: z.literal("certus.evidence.check/1"),
	proofRunId: Id,
	check: z.object({
		workflow: z.string(),
		id: z.string(),
		version: z.int(),
		title: z.string(),
		essential: z.boolean(),
	}),
	outcome: CheckOutcome,
	/** What a failure says of the whole workflow, where that is more than `failed`: with it the verdict can be recomputed. */
	blame: Blame.nullable(),
	detail: z.string(),
	limitations: z.array(Limitation),
	device: z.object({
		oui: z.string(),
		productClass: z.string(),
		serialNumber: z.string(),
		vendor: z.string(),
		model: z.string(),
		hardwareVersion: z.string(),
		softwareVersion: z.string(),
	}),
	conditions: z.object({
		simulated: z.boolean(),
		lab: z.boolean(),
		transport: z.enum(["http", "https"]),
		cwmpVersion: z.string().nullable(),
		/** The last boot that the device had told of when the check began; not in evidence from before that was recorded. */
		lastBootAt: Time.nullable().optional(),
	}),
	operations: z.array(
		z.object({
			kind: z.string(),
			input: z.record(z.string(), z.unknown()),
			status: z.string(),
			result: z.record(z.string(), z.unknown()).nullable(),
			reason: z.string().nullable(),
		}),
	),
	messages: z.array(
		z.object({
			at: Time,
			direction: z.enum(["fromDevice", "toDevice"]),
			name: z.string(),
			sessionId: z.string(),
			body: z.string(),
		}),
	),
	values: z.record(z.string(), z.unknown()),
	startedAt: Time,
	finishedAt: Time,
});
export type CheckEvidence = z.infer<typeof CheckEvidence>;

/** A whole run's evidence: what a row is computed from. Its digest is over its RFC 8785 form. */
export const RunEvidence = z.object({
	format: z.literal("certus.evidence.run/1"),
	proofRunId: Id,
	deviceId: Id,
	oui: z.string(),
	subject: Subject,
	parameterRoot: ParameterRoot.nullable(),
	cwmpVersion: z.string().nullable(),
	simulated: z.boolean(),
	lab: z.boolean(),
	verdicts: z.partialRecord(Workflow, Verdict),
	traits: Traits,
	limitations: z.array(Limitation),
	coverage: z.record(z.string(), z.number().nullable()),
	/** Of the diagnostics that were asked for. */
	diagnostics: z.partialRecord(DiagnosticName, DiagnosticState).optional(),
	/** The paths that `config` set, read back and restored; instances as `{i}`. */
	provenPaths: z.array(z.string()).optional(),
	/** The file type by which `config` had the device upload its configuration. */
	configurationFile: z.string().optional(),
	/** Where `firmware` went on from another version than the run's subject: what that leg showed counts for this one. */
	firmwareReturn: z.object({ subject: Subject, verdict: Verdict, limitations: z.array(Limitation) }).optional(),
	/**
	 * By workflow, the last boot that the device had told of when its checks began, and when the last of them failed: whether
	 * another run is a repeat after a boot. Not in evidence from before that was recorded.
	 */
	boots: z.partialRecord(Workflow, z.object({ lastBootAt: Time.nullable(), failedAt: Time.nullable() })).optional(),
	/** Each workflow's and trait's checks, with the digests of their own evidence. */
	checks: z.array(
		z.object({
			workflow: z.string(),
			id: z.string(),
			version: z.int(),
			outcome: CheckOutcome,
			evidence: z.array(Digest),
		}),
	),
	startedAt: Time,
	finishedAt: Time,
});
export type RunEvidence = z.infer<typeof RunEvidence>;

/** A public key of the installation: `keyId` is a digest over the key's SPKI DER, `publicKey` its PEM. */
export const SigningKey = z.object({ keyId: Digest, algorithm: z.literal("ed25519"), publicKey: z.string() });
