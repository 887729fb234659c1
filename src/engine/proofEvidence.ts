import canonicalize from "canonicalize";
import { isSecretName, REDACTED, redactXml } from "../cwmp/redact.ts";
import { versionOf } from "../cwmp/versions.ts";
import {
	type CheckDefinition,
	type CheckResult,
	fail,
	type OperationEnd,
	type WorkflowDefinition,
} from "../proof/check.ts";
import { summarise } from "../proof/summary.ts";
import { DEFINITIONS } from "../proof/workflows/all.ts";
import type { Check, CheckEvidence, Limitation, RunEvidence, Subject, Workflow } from "../shared/proof.ts";
import type { KnownDevice } from "../store/devices.ts";
import type { CheckRecord } from "../store/proofResults.ts";
import type { ProofRunRow } from "../store/proofRuns.ts";
import type { Tenant } from "../store/tenants.ts";
import type { OperationMessage } from "./activeProgram.ts";
import { writtenBy } from "./proofWrites.ts";

/** What of a check is kept beside what the API shows. */
export interface CheckFacts {
	readonly essential: boolean;
	readonly blame: CheckResult["blame"] | null;
	readonly limitations: readonly Omit<Limitation, "workflow">[];
	readonly values: Readonly<Record<string, unknown>>;
	/** The paths that it wrote, or may have. */
	readonly written: readonly string[];
	/** The last boot that the device had told of when it began; not there in records from before that was kept. */
	readonly lastBootAt?: string | null;
}

/** What a check saw, as it is put into its evidence. */
export interface CheckSeen {
	readonly device: KnownDevice;
	readonly startedAt: Date;
	readonly finishedAt: Date;
	readonly operations: CheckEvidence["operations"];
	readonly messages: readonly OperationMessage[];
}

/** RFC 8785: the same document always has the same bytes, and so the same digest. */
export function bytesOf(document: CheckEvidence | RunEvidence): Uint8Array {
	return Buffer.from(canonicalize(document) as string);
}

export function checkEvidence(
	run: ProofRunRow,
	tenant: Tenant,
	workflow: WorkflowDefinition,
	check: Omit<CheckDefinition, "run">,
	result: CheckResult,
	seen: CheckSeen,
): CheckEvidence {
	return {
		format: "certus.evidence.check/1",
		proofRunId: run.id,
		check: {
			workflow: workflow.id,
			id: check.id,
			version: check.version,
			title: check.title,
			essential: check.essential,
		},
		outcome: result.outcome,
		blame: result.blame ?? null,
		detail: result.detail,
		limitations: result.limitations.map((limitation) => ({ ...limitation, workflow: workflow.id })),
		device: { ...subjectOf(seen.device), oui: seen.device.oui, serialNumber: seen.device.serialNumber },
		conditions: { ...conditionsOf(seen.device, tenant), lastBootAt: lastBootOf(seen.device) },
		operations: seen.operations,
		messages: seen.messages.map(({ at, direction, name, sessionId, body }) => ({
			at: new Date(at).toISOString(),
			direction,
			name,
			sessionId,
			body: redactXml(Buffer.from(body).toString("utf8")),
		})),
		values: { ...result.values },
		startedAt: seen.startedAt.toISOString(),
		finishedAt: seen.finishedAt.toISOString(),
	};
}

export function checkRecord(
	run: ProofRunRow,
	workflow: WorkflowDefinition,
	check: Omit<CheckDefinition, "run">,
	ordinal: number,
	result: CheckResult,
	digests: readonly string[],
	seen: CheckSeen,
): CheckRecord {
	return {
		run: run.id,
		ordinal,
		workflow: workflow.id,
		checkId: check.id,
		body: {
			id: check.id,
			title: check.title,
			outcome: result.outcome,
			detail: result.detail,
			evidence: [...digests],
			startedAt: seen.startedAt.toISOString(),
			finishedAt: seen.finishedAt.toISOString(),
		} satisfies Check,
		facts: {
			essential: check.essential,
			blame: result.blame ?? null,
			limitations: result.limitations,
			values: result.values,
			written: writtenBy(seen.operations),
			lastBootAt: lastBootOf(seen.device),
		} satisfies CheckFacts,
	};
}

/** A whole run's evidence from its checks. */
export function runEvidence(
	run: ProofRunRow,
	tenant: Tenant,
	device: KnownDevice,
	subject: Subject,
	records: readonly CheckRecord[],
	startedAt: Date,
	finishedAt: Date,
): RunEvidence {
	const concluded = records.map(({ workflow, checkId: id, body, facts }) => {
		const { essential, blame, limitations, values, lastBootAt } = facts as CheckFacts;
		const { outcome, finishedAt } = body as Check;
		const told = { workflow, id, outcome, essential, limitations, values, finishedAt, lastBootAt };
		return { ...told, blame: blame ?? undefined };
	});
	return {
		format: "certus.evidence.run/1",
		proofRunId: run.id,
		deviceId: run.device,
		oui: device.oui,
		subject,
		parameterRoot: device.parameterRoot,
		cwmpVersion: conditionsOf(device, tenant).cwmpVersion,
		simulated: tenant.simulated,
		lab: device.lab ?? tenant.lab,
		...summarise(concluded, subject, run.workflows as readonly Workflow[]),
		checks: records.map(({ workflow, checkId, body }) => {
			const { outcome, evidence } = body as Check;
			const checks = DEFINITIONS.filter(({ id }) => id === workflow).flatMap((definition) => definition.checks);
			const definition = checks.find(({ id }) => id === checkId);
			return { workflow, id: checkId, version: definition?.version ?? 1, outcome, evidence };
		}),
		startedAt: startedAt.toISOString(),
		finishedAt: finishedAt.toISOString(),
	};
}

export function subjectOf({ vendor, model, productClass, hardwareVersion, softwareVersion }: KnownDevice): Subject {
	return {
		vendor,
		model,
		productClass,
		hardwareVersion: hardwareVersion ?? "",
		softwareVersion: softwareVersion ?? "",
	};
}

/** What a device is on, where those are not the versions that a run is about; `null` where they are. */
export function otherVersions(subject: Subject, device: KnownDevice): string | null {
	const { hardwareVersion, softwareVersion } = subjectOf(device);
	if (hardwareVersion === subject.hardwareVersion && softwareVersion === subject.softwareVersion) return null;
	const [is, was] = [subjectOf(device), subject].map(nameOfVersions);
	return `the device is on ${is} by now, and this run is about ${was}: prove that by a run of its own`;
}

function nameOfVersions({ hardwareVersion, softwareVersion }: Subject): string {
	return `firmware ${softwareVersion || "unknown"} on hardware ${hardwareVersion || "unknown"}`;
}

/** A restart that the check asked for, as a part of what its workflow proves. */
export function restartIn(
	workflow: string,
	{ operations }: Pick<CheckSeen, "operations">,
): "reboot" | "factoryReset" | null {
	const kinds = ["reboot", "factoryReset"] as const;
	return (
		kinds.find(
			(kind) => kind === workflow && operations.some((one) => one.kind === kind && one.status === "succeeded"),
		) ?? null
	);
}

/** Nobody had asked it to leave its firmware: where a transfer was open, no restart was sent (design, the gate). */
export function leftItsFirmware(kind: "reboot" | "factoryReset", subject: Subject, device: KnownDevice): CheckResult {
	const [is, was] = [subjectOf(device), subject].map(nameOfVersions);
	const what = kind === "reboot" ? "Reboot" : "FactoryReset";
	return fail(`${what} left the device on ${is}; it was on ${was}.`, [], {}, "unsafe");
}

function lastBootOf({ lastBootAt }: KnownDevice): string | null {
	return lastBootAt?.toISOString() ?? null;
}

function conditionsOf(device: KnownDevice, tenant: Tenant): CheckEvidence["conditions"] {
	return {
		simulated: tenant.simulated,
		lab: device.lab ?? tenant.lab,
		transport: device.connectionRequestUrl?.startsWith("https:") ? "https" : "http",
		cwmpVersion: device.supportedVersions?.at(-1) ?? (device.namespace === "" ? null : versionOf(device.namespace)),
	};
}

/** An operation's result as evidence: values of secret parameters are taken out, and marked. */
export function withoutSecrets(result: OperationEnd["result"]): Record<string, unknown> | null {
	if (!result || !Array.isArray(result.values)) return result && { ...result };
	const values = (result.values as { path: string; value: unknown }[]).map((entry) =>
		isSecretName(entry.path) ? { ...entry, value: REDACTED } : entry,
	);
	return { ...result, values };
}

/** The device was given up: should it come after all, that is added. `firmware` has no code for it. */
export function isNoReturn({ facts }: CheckRecord): boolean {
	const { limitations, values } = facts as CheckFacts;
	return values.noReturn === true || limitations.some(({ code }) => code.endsWith(".noReturn"));
}

/** What the last check of a run that walked the names from the top says of its walk. */
export function haveAllNames(records: readonly CheckRecord[]): boolean {
	const told = records.flatMap(({ facts }) => (facts as CheckFacts).values.hasAllNames ?? []);
	return told.at(-1) === true;
}
