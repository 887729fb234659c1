import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { Cell, MatrixRow, Workflow } from "../../../src/shared/proof.ts";
import { useMay } from "../../api/tenant.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { CellStatusBadge } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { InertText } from "../../components/InertText.tsx";
import { At } from "../../components/Time.tsx";
import { CELL_STATUS, VERDICTS, WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { LOWER_THAN, LowerDialog } from "./LowerDialog.tsx";

interface Props {
	readonly row: MatrixRow;
	readonly workflow: Workflow;
}

export function WorkflowPanel({ row, workflow }: Props) {
	const cell = row.workflows[workflow];
	const isTarget = useLocation({ select: ({ hash }) => hash }) === workflow;
	const ref = useRef<HTMLElement>(null);
	useEffect(() => {
		if (!isTarget) return;
		ref.current?.scrollIntoView({ block: "nearest" });
		ref.current?.focus({ preventScroll: true });
	}, [isTarget]);
	return (
		<article
			ref={ref}
			id={workflow}
			tabIndex={-1}
			aria-label={WORKFLOW_NAMES[workflow]}
			className={`workflow-panel tone-edge-${cell.status}${isTarget ? " is-target" : ""}`}
		>
			<div className="workflow-panel-head">
				<h3>{WORKFLOW_NAMES[workflow]}</h3>
				<CellStatusBadge status={cell.status} />
			</div>
			{cell.verdict === null ? (
				<p className="muted">{CELL_STATUS.unproven.means}</p>
			) : (
				<>
					<p>
						<b>{VERDICTS[cell.verdict].name}</b> <span className="muted">{VERDICTS[cell.verdict].means}</span>
					</p>
					<p className="workflow-panel-proof">
						{cell.provenOn.length > 0 && (
							<>
								<span className="muted">on</span> <InertText text={cell.provenOn.join(", ")} max={160} mono plain />
								<span className="muted">, </span>
							</>
						)}
						{cell.provenAt !== null && <At at={cell.provenAt} />}
					</p>
				</>
			)}
			<CellJudgements cell={cell} />
			{cell.provenPaths && <ProvenPaths paths={cell.provenPaths} />}
			{cell.configurationFile && (
				<p className="muted">
					It uploads its configuration as “<InertText text={cell.configurationFile} max={64} plain />
					”: backups keep that too.
				</p>
			)}
			<CellEvidence evidence={cell.evidence} />
			<Lower row={row} workflow={workflow} />
		</article>
	);
}

/** What an approval cleared, and what lowered it since. */
function CellJudgements({ cell: { cleared, lowered } }: { readonly cell: Cell }) {
	return (
		<>
			{cleared && (
				<p>
					<span className="muted">Cleared by</span>{" "}
					<Link to="/certifications/$id" params={{ id: cleared.certificationId }}>
						certification {cleared.certificationId.slice(0, 8)}
					</Link>
					<span className="muted">,</span> <At at={cleared.at} />
				</p>
			)}
			{lowered && (
				<p className="cell-lowered">
					Lowered to {CELL_STATUS[lowered.to].name.toLowerCase()}{" "}
					{lowered.cause === "person" ? (
						<>
							by <InertText text={lowered.by} max={60} plain />
						</>
					) : (
						"by what the fleet showed"
					)}
					, <At at={lowered.at} />: <InertText text={lowered.reason} max={300} />
				</p>
			)}
		</>
	);
}

const PATHS_AT_FIRST = 20;

function ProvenPaths({ paths }: { readonly paths: readonly string[] }) {
	if (paths.length === 0) return null;
	return (
		<Disclosure
			summary={`${paths.length.toLocaleString("en")} ${paths.length === 1 ? "path" : "paths"} proven to be set`}
		>
			{() => (
				<Bounded items={paths} atFirst={PATHS_AT_FIRST}>
					{(shown) => (
						<ul className="plain-list">
							{shown.map((path) => (
								<li key={path}>
									<InertText text={path} max={256} mono plain />
								</li>
							))}
						</ul>
					)}
				</Bounded>
			)}
		</Disclosure>
	);
}

function Lower({ row, workflow }: Props) {
	const [isOpen, setOpen] = useState(false);
	const mayCertify = useMay("certify");
	if (!mayCertify || LOWER_THAN[row.workflows[workflow].status].length === 0) return null;
	return (
		<p className="cell-lower">
			<button
				type="button"
				className="link-button"
				aria-label={`Lower ${WORKFLOW_NAMES[workflow]}`}
				onClick={() => setOpen(true)}
			>
				Lower it…
			</button>
			<LowerDialog row={row} workflow={workflow} isOpen={isOpen} onClose={() => setOpen(false)} />
		</p>
	);
}

const SHOWN_AT_ONCE = 2;

/** A run proves a cell with several checks: one line a run, its documents behind it. */
function CellEvidence({ evidence }: { readonly evidence: Cell["evidence"] }) {
	const byRun = Map.groupBy(evidence, ({ proofRunId }) => proofRunId);
	return [...byRun].map(([proofRunId, documents]) => (
		<div key={proofRunId} className="cell-evidence">
			<Link to="/proof-runs/$id" params={{ id: proofRunId }}>
				Proof run {proofRunId.slice(0, 8)}
			</Link>
			{documents.length <= SHOWN_AT_ONCE ? (
				<Documents documents={documents} />
			) : (
				<Disclosure summary={`${documents.length} evidence documents`}>
					{() => <Documents documents={documents} />}
				</Disclosure>
			)}
		</div>
	));
}

function Documents({ documents }: { readonly documents: Cell["evidence"] }) {
	return (
		<ul className="plain-list">
			{documents.map(({ digest }) => (
				<li key={digest}>
					<Link to="/evidence/$digest" params={{ digest }}>
						Evidence <span className="mono">{digest.slice(0, 19)}…</span>
					</Link>
				</li>
			))}
		</ul>
	);
}
