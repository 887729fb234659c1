import {
	bytesOf,
	type CheckSeen,
	checkEvidence,
	checkRecord,
	runEvidence,
	subjectOf,
} from "../../src/engine/proofEvidence.ts";
import { digestOf } from "../../src/lib/hash.ts";
import type { CheckResult } from "../../src/proof/check.ts";
import { DEFINITIONS } from "../../src/proof/workflows/all.ts";
import type { Subject } from "../../src/shared/proof.ts";
import type { Blobs } from "../../src/store/blobs.ts";
import type { Database } from "../../src/store/db.ts";
import { findDevice, type KnownDevice } from "../../src/store/devices.ts";
import { insertEvidence } from "../../src/store/evidence.ts";
import { type CheckRecord, finishRun, insertCheck, startRun } from "../../src/store/proofResults.ts";
import { findProofRun, insertProofRun, type ProofRunRow } from "../../src/store/proofRuns.ts";
import type { Tenant } from "../../src/store/tenants.ts";

/** By `workflow/check`; what is not named passes. */
export type Results = Readonly<Record<string, Partial<CheckResult>>>;

const PASS: CheckResult = { outcome: "pass", detail: "as it should be", limitations: [], values: {} };

/** A run's evidence as the engine makes it, without a device. */
export function evidenceOf(
	run: ProofRunRow,
	tenant: Tenant,
	device: KnownDevice,
	results: Results,
	startedAt: Date,
	finishedAt: Date,
) {
	const records: CheckRecord[] = [];
	const documents: Uint8Array[] = [];
	for (const workflow of DEFINITIONS.filter(({ id, kind }) => kind === "trait" || run.workflows.includes(id))) {
		for (const check of workflow.checks) {
			const result = { ...PASS, ...results[`${workflow.id}/${check.id}`] };
			const body = Buffer.from(`<soap:Body><cwmp:${check.id}/></soap:Body>`);
			const message = {
				at: startedAt.getTime(),
				direction: "fromDevice",
				name: check.id,
				sessionId: run.id,
				body,
			} as const;
			const seen: CheckSeen = { device, startedAt, finishedAt, operations: [], messages: [message] };
			const document = checkEvidence(run, tenant, workflow, check, result, seen);
			documents.push(bytesOf(document));
			records.push(checkRecord(run, workflow, check, records.length, result, [digestOfBytes(document)], seen));
		}
	}
	const summary = runEvidence(run, tenant, device, subjectOf(device), records, startedAt, finishedAt);
	return { records, documents, summary };
}

function digestOfBytes(document: Parameters<typeof bytesOf>[0]): string {
	return digestOf(bytesOf(document));
}

interface Place {
	readonly database: Database;
	readonly blobs: Blobs;
	readonly tenant: Tenant;
}

/** A finished run in the store, its evidence under its digests; answers its id and what its row is derived from. */
export async function addFinishedRun(
	{ database, blobs, tenant }: Place,
	deviceId: string,
	workflows: readonly string[],
	results: Results = {},
	at: Date = new Date("2026-03-01T12:00:00.000Z"),
): Promise<{ readonly id: string; readonly subject: Subject; readonly digest: string }> {
	const id = crypto.randomUUID();
	await insertProofRun(database.scope(tenant.tenant), {
		id,
		device: deviceId,
		workflows,
		inputs: {},
		requestedBy: "admin",
		createdAt: at,
	});
	return { id, ...(await finish({ database, blobs, tenant }, id, results, at)) };
}

/** Ends a run that is queued. */
export async function finish(
	{ database, blobs, tenant }: Place,
	id: string,
	results: Results,
	at: Date,
): Promise<{ readonly subject: Subject; readonly digest: string }> {
	const scope = database.scope(tenant.tenant);
	const run = (await findProofRun(scope, id)) as ProofRunRow;
	const device = (await findDevice(scope, run.device)) as KnownDevice;
	const { records, documents, summary } = evidenceOf(run, tenant, device, results, at, at);
	await startRun(scope, id, summary.subject, at);
	const keep = async (bytes: Uint8Array): Promise<string> => {
		const digest = await blobs.put(bytes);
		const facts = { digest, mediaType: "application/json", sizeBytes: bytes.length, run: id, createdAt: at };
		await insertEvidence(scope, facts);
		return digest;
	};
	for (const bytes of documents) await keep(bytes);
	for (const record of records) await insertCheck(scope, record);
	const digest = await keep(bytesOf(summary));
	await finishRun(scope, id, { ...summary, digest }, at);
	return { subject: summary.subject, digest };
}
