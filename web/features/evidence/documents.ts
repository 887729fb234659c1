import type { CheckEvidence, RunEvidence } from "../../../src/shared/proof.ts";

export type Evidence = CheckEvidence | RunEvidence;

const FORMATS: Record<Evidence["format"], true> = { "certus.evidence.check/1": true, "certus.evidence.run/1": true };

/** The document, if it says that it is of a format known here; anything else is shown as its text. */
export function readEvidence(text: string): Evidence | null {
	try {
		const document = JSON.parse(text) as Partial<Evidence> | null;
		const isKnown = typeof document?.format === "string" && Object.hasOwn(FORMATS, document.format);
		return isKnown ? (document as Evidence) : null;
	} catch {
		return null;
	}
}

export function titleOf(evidence: Evidence): string {
	return evidence.format === "certus.evidence.check/1"
		? evidence.check.title
		: `proof run of ${evidence.subject.vendor} ${evidence.subject.model}`;
}
