import { Link } from "@tanstack/react-router";
import type { CellState, MatrixChange, MatrixRow } from "../../../src/shared/proof.ts";
import { CellStatusBadge } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { At } from "../../components/Time.tsx";
import { VERDICTS, WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { useRowHistory } from "./queries.ts";

/** Every change of a cell on the row's versions, newest first, with what caused it. */
export function RowHistory({ row }: { readonly row: MatrixRow }) {
	const query = useRowHistory(row.id);
	return (
		<Paged query={query} empty={<Empty title="No cell of this row has changed yet." />}>
			{(changes) => (
				<ol className="changes" aria-label="History">
					{changes.map((change, index) => (
						<li key={`${change.at} ${change.workflow} ${index}`} className="change">
							<At at={change.at} />
							<b>{WORKFLOW_NAMES[change.workflow]}</b>
							<span className="change-states">
								{change.before !== null && (
									<>
										<State state={change.before} />
										<span className="muted">then</span>
									</>
								)}
								<State state={change.after} />
							</span>
							<span className="change-reason">
								<Cause cause={change.cause} /> <InertText text={change.reason} max={300} />
								{change.covers.length > 0 && (
									<span className="muted">
										{" "}
										On{" "}
										<InertText
											text={change.covers
												.map(({ hardwareVersion, softwareVersion }) => `${softwareVersion} (HW ${hardwareVersion})`)
												.join(", ")}
											max={200}
										/>
										.
									</span>
								)}
							</span>
						</li>
					))}
				</ol>
			)}
		</Paged>
	);
}

function State({ state: { status, verdict } }: { readonly state: CellState }) {
	return (
		<span className="nowrap">
			<CellStatusBadge status={status} />
			{verdict !== null && <span className="muted"> {VERDICTS[verdict].name}</span>}
		</span>
	);
}

function Cause({ cause }: { readonly cause: MatrixChange["cause"] }) {
	switch (cause.type) {
		case "proofRun":
			return (
				<Link to="/proof-runs/$id" params={{ id: cause.proofRunId }}>
					Proof run {cause.proofRunId.slice(0, 8)}
				</Link>
			);
		case "certification":
			return (
				<Link to="/certifications/$id" params={{ id: cause.certificationId }}>
					Certification {cause.certificationId.slice(0, 8)}
				</Link>
			);
		case "person":
			return <InertText text={cause.by} max={60} plain />;
		case "field":
			return "The fleet's own operations.";
		case "age":
			return "Its evidence grew too old.";
		case "recomputed":
			return "Computed again.";
	}
}
