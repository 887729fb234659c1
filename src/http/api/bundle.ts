import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { CertusError } from "../../lib/errors.ts";
import { bundleOf } from "../../proof/bundle.ts";
import { RunEvidence } from "../../shared/proof.ts";
import type { Blobs } from "../../store/blobs.ts";
import { type EvidenceFacts, readRunEvidence } from "../../store/evidence.ts";
import { findProofRun } from "../../store/proofRuns.ts";
import { ById } from "./params.ts";
import { addRead, type Kit } from "./route.ts";

/** The most evidence in one file, which is made in memory. */
const MAX_EVIDENCE_BYTES = 64 * 1024 * 1024;

export function addBundleRoute(kit: Kit): void {
	const { blobs, signer } = kit.deps;
	addRead(kit, {
		url: "/proof-runs/:id/bundle",
		summary: "A finished run's evidence as one signed file, which verifies offline",
		tag: "evidence",
		permission: "read",
		params: ById,
		answer: z.unknown(),
		produces: "application/json",
		async handle({ params: { id }, scope, reply }) {
			const run = await findProofRun(scope, id);
			if (!run) throw notFound("proof run");
			if (run.status !== "finished") {
				throw new CertusError(
					409,
					"proofRunNotFinished",
					`the run is ${run.status}: a bundle is made of a finished one`,
				);
			}
			const facts = await readRunEvidence(scope, id);
			const summary = run.result?.digest;
			if (typeof summary !== "string" || !facts.some(({ digest }) => digest === summary)) {
				throw new CertusError(409, "noEvidence", "the run left no evidence");
			}
			const sizeBytes = facts.reduce((sum, fact) => sum + fact.sizeBytes, 0);
			if (sizeBytes > MAX_EVIDENCE_BYTES) {
				const most = `a bundle holds at most ${MAX_EVIDENCE_BYTES} bytes of evidence, the run has ${sizeBytes}`;
				throw new CertusError(409, "bundleTooLarge", `${most}: take its documents one by one`);
			}
			const bytes = bundleOf(await readDocuments(blobs, facts, summary), summary, signer);
			return reply
				.type("application/json")
				.header("content-disposition", `attachment; filename="certus-proof-run-${id}.json"`)
				.header("content-security-policy", "default-src 'none'; sandbox")
				.send(bytes);
		},
	});
}

/** The summary, what its checks cite in their order, and the summaries that a late return has superseded. */
async function readDocuments(
	blobs: Blobs,
	facts: readonly EvidenceFacts[],
	summary: string,
): Promise<readonly Uint8Array[]> {
	const documents = new Map<string, Uint8Array>();
	for (const { digest } of facts) {
		const bytes = await blobs.read(digest);
		if (!bytes) throw new CertusError(500, "evidenceGone", `the bytes of the evidence ${digest} are gone`);
		documents.set(digest, bytes);
	}
	const parsed = [...documents].map(([digest, bytes]) => {
		const { success, data } = RunEvidence.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8")));
		return { digest, run: success ? data : null };
	});
	const cited = parsed.find(({ digest }) => digest === summary)?.run?.checks.flatMap(({ evidence }) => evidence) ?? [];
	const superseded = parsed.filter(({ digest, run }) => run !== null && digest !== summary).map(({ digest }) => digest);
	return [...new Set([summary, ...cited, ...superseded])].flatMap((digest) => documents.get(digest) ?? []);
}
