import { Link } from "@tanstack/react-router";
import { apiUrl } from "../../api/client.ts";
import { useTenant } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { CheckDocument } from "./CheckDocument.tsx";
import type { DigestCheck } from "./digest.ts";
import type { Evidence } from "./documents.ts";
import { type EvidenceDocument, useEvidence } from "./queries.ts";
import { RunDocument } from "./RunDocument.tsx";

interface Props {
	readonly digest: string;
	/** On its own page the document stands with its identity; within a run that is known already. */
	readonly isAlone?: boolean;
}

export function EvidenceView({ digest, isAlone = false }: Props) {
	const query = useEvidence(digest);
	return (
		<section className={isAlone ? "evidence section" : "evidence"} aria-label={`Evidence ${digest}`}>
			<Loaded query={query} lines={8}>
				{(document) => (
					<>
						<Seal document={document} isAlone={isAlone} />
						{document.evidence === null ? (
							<pre className="json">
								<InertText text={document.text} max={20_000} />
							</pre>
						) : (
							<Content evidence={document.evidence} isAlone={isAlone} />
						)}
					</>
				)}
			</Loaded>
		</section>
	);
}

const SEALS: Record<DigestCheck, { tone: "green" | "red" | "unproven"; name: string; means: string }> = {
	verified: { tone: "green", name: "Digest verified", means: "This browser hashed the bytes it was sent: they match." },
	mismatch: { tone: "red", name: "Digest does not match", means: "The bytes are not those that the digest names." },
	unavailable: {
		tone: "unproven",
		name: "Digest not checked",
		means: "Browsers hash only on HTTPS and on localhost. Use `certus evidence verify`.",
	},
};

function Seal({ document, isAlone }: { readonly document: EvidenceDocument; readonly isAlone: boolean }) {
	const tenant = useTenant();
	const seal = SEALS[document.check];
	return (
		<p className="seal">
			<Mark tone={seal.tone} title={seal.means}>
				{seal.name}
			</Mark>
			<span className="mono digest">{document.digest}</span>
			<span className="muted nowrap">{document.sizeBytes.toLocaleString("en")} bytes</span>
			{!isAlone && (
				<Link to="/evidence/$digest" params={{ digest: document.digest }}>
					Open alone
				</Link>
			)}
			<a href={apiUrl(`/evidence/${document.digest}`, { tenant })} target="_blank" rel="noreferrer">
				Raw bytes
			</a>
		</p>
	);
}

function Content({ evidence, isAlone }: { readonly evidence: Evidence; readonly isAlone: boolean }) {
	if (evidence.format === "certus.evidence.run/1") return <RunDocument evidence={evidence} />;
	return <CheckDocument evidence={evidence} isAlone={isAlone} />;
}
