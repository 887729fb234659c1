import { Link } from "@tanstack/react-router";
import type { MatrixRow } from "../../../src/shared/proof.ts";
import { CellStatusBadge, SimulatedTag } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { humanise, VERDICTS } from "../../components/vocabulary.ts";
import { firmwareText } from "./filter.ts";

export function RowIdentity({ row }: { readonly row: MatrixRow }) {
	return (
		<div className="row-identity">
			<Link to="/matrix/$rowId" params={{ rowId: row.id }} className="row-name">
				<span className="muted">
					<InertText text={row.vendor} max={60} plain />
				</span>{" "}
				<InertText text={row.model} max={60} plain />
			</Link>
			<span className="row-firmware">
				<span className="mono" title="Firmware covered">
					<InertText text={firmwareText(row.firmwareRange)} max={60} plain />
				</span>
				{row.hardwareVersions.length > 0 && (
					<span className="muted">
						{" "}
						HW <InertText text={row.hardwareVersions.join(", ")} max={40} plain />
					</span>
				)}
			</span>
		</div>
	);
}

export function RowStatus({ row }: { readonly row: MatrixRow }) {
	return (
		<span className="row-status">
			<CellStatusBadge status={row.status} />
			{row.simulated && <SimulatedTag />}
		</span>
	);
}

/** The traits measured beside the workflows, a short line each. */
export function RowTraits({ row }: { readonly row: MatrixRow }) {
	const known = Object.entries(row.traits).flatMap(([name, trait]) => (trait ? [{ name, trait }] : []));
	if (known.length === 0) return <span className="muted">–</span>;
	return (
		<>
			{known.map(({ name, trait }) => (
				<span key={name} className="row-trait" title={humanise(name)}>
					<span className="muted">{TRAIT_SHORT[name] ?? humanise(name)}</span> {VERDICTS[trait.verdict].name}
				</span>
			))}
		</>
	);
}

const TRAIT_SHORT: Readonly<Record<string, string>> = { faultBehaviour: "Faults", sessionReliability: "Sessions" };
