import { Link } from "@tanstack/react-router";
import type { Certification } from "../../../src/shared/certification.ts";
import { detailText } from "../../components/detail.ts";
import { InertText } from "../../components/InertText.tsx";
import { At } from "../../components/Time.tsx";
import { CERTIFICATION_ACTIONS } from "../../components/vocabulary.ts";

type Entry = Certification["history"][number];

/** Newest first. */
export function HistoryList({ history }: { readonly history: Certification["history"] }) {
	return (
		<ol className="timeline" aria-label="History">
			{history.toReversed().map((entry, index) => (
				<li key={`${entry.at} ${index}`}>
					<At at={entry.at} />
					<span>
						<b>{CERTIFICATION_ACTIONS[entry.action]}</b>{" "}
						<span className="muted">
							by <InertText text={entry.by} max={60} plain />
						</span>
					</span>
					<span className="timeline-detail muted">
						<Detail detail={entry.detail} />
					</span>
				</li>
			))}
		</ol>
	);
}

/** Ids lead to what they name; those that have no page of their own are left out, as is what its canary says. */
function Detail({ detail }: { readonly detail: Entry["detail"] }) {
	const { proofRunId, deviceId, canaryId: _canary, operations: _operations, irreversible: _said, ...rest } = detail;
	return (
		<>
			{typeof proofRunId === "string" && (
				<>
					<Link to="/proof-runs/$id" params={{ id: proofRunId }}>
						proof run {proofRunId.slice(0, 8)}
					</Link>{" "}
				</>
			)}
			{typeof deviceId === "string" && (
				<>
					<Link to="/devices/$id" params={{ id: deviceId }}>
						device {deviceId.slice(0, 8)}
					</Link>{" "}
				</>
			)}
			<InertText text={detailText(rest)} max={400} />
		</>
	);
}
