import type { Check } from "../../../src/shared/proof.ts";
import { OutcomeBadge } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Took } from "../../components/Time.tsx";
import { formatClock } from "../../components/time.ts";
import { EvidenceView } from "../evidence/EvidenceView.tsx";

interface Props {
	readonly checks: readonly Check[];
	readonly none: string;
}

export function CheckList({ checks, none }: Props) {
	if (checks.length === 0) return <p className="muted">{none}</p>;
	return (
		<ol className="checks">
			{checks.map((check) => (
				<CheckItem key={check.id} check={check} />
			))}
		</ol>
	);
}

function CheckItem({ check }: { readonly check: Check }) {
	return (
		<li className="check" aria-label={check.id}>
			<div className="check-head">
				<OutcomeBadge outcome={check.outcome} />
				<span className="check-title">
					{check.title} <code className="muted">{check.id}</code>
				</span>
				<span className="check-time muted">
					<span className="numeric">{formatClock(check.startedAt)}</span> ·{" "}
					<Took from={check.startedAt} to={check.finishedAt} />
				</span>
			</div>
			{check.detail !== "" && (
				<p className="check-detail">
					<InertText text={check.detail} />
				</p>
			)}
			{check.evidence.map((digest, index) => (
				<Disclosure
					key={digest}
					label={`Evidence of ${check.id}${check.evidence.length > 1 ? `, ${index + 1}` : ""}`}
					summary={
						<>
							Evidence <span className="mono muted">{digest.slice(7, 19)}</span>
						</>
					}
				>
					{() => <EvidenceView digest={digest} />}
				</Disclosure>
			))}
		</li>
	);
}
