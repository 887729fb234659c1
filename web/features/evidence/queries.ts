import { useQuery } from "@tanstack/react-query";
import { getBytes } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";
import { type DigestCheck, verifyDigest } from "./digest.ts";
import { type Evidence, readEvidence } from "./documents.ts";

export interface EvidenceDocument {
	readonly digest: string;
	readonly sizeBytes: number;
	readonly check: DigestCheck;
	/** `null` where its format is not known here: then only its text is shown. */
	readonly evidence: Evidence | null;
	readonly text: string;
}

export function useEvidence(digest: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.evidence(tenant, digest),
		queryFn: async ({ signal }): Promise<EvidenceDocument> => {
			const bytes = await getBytes(`/evidence/${encodeURIComponent(digest)}`, { tenant }, signal);
			const text = new TextDecoder().decode(bytes);
			return {
				digest,
				sizeBytes: bytes.byteLength,
				check: await verifyDigest(bytes, digest),
				evidence: readEvidence(text),
				text,
			};
		},
		staleTime: Number.POSITIVE_INFINITY,
	});
}
