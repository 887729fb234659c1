import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { findEvidence } from "../../store/evidence.ts";
import { addRead, type Kit } from "./route.ts";

const ByDigest = z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/) });

export function addEvidenceRoute(kit: Kit): void {
	const { blobs, log } = kit.deps;
	addRead(kit, {
		url: "/evidence/:digest",
		alsoAt: "/evidence/:digest",
		summary: "Evidence: exactly the bytes that the digest is over",
		tag: "evidence",
		permission: "read",
		params: ByDigest,
		answer: z.unknown(),
		produces: "application/json",
		async handle({ params: { digest }, scope, reply }) {
			const facts = await findEvidence(scope, digest);
			if (!facts) throw notFound("evidence");
			const bytes = await blobs.read(digest);
			if (!bytes) {
				log.error({ digest }, "evidence is known, but its bytes are gone");
				throw notFound("evidence");
			}
			return (
				reply
					.type(facts.mediaType)
					.header("cache-control", "private, max-age=31536000, immutable")
					.header("etag", `"${digest}"`)
					// What a device said stands in it: a browser shows it, and runs nothing of it.
					.header("content-security-policy", "default-src 'none'; sandbox")
					.send(bytes)
			);
		},
	});
}
