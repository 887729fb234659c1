import { Link } from "@tanstack/react-router";
import type { MatrixRow } from "../../../src/shared/proof.ts";
import { Tag } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { CELL_STATUS, VERDICTS, WORKFLOW_NAMES, WORKFLOW_ORDER } from "../../components/vocabulary.ts";

/** What the nearest version with evidence came to: in words and without the colours, which only proof has. */
export function SuggestionNote({ suggestion }: { readonly suggestion: NonNullable<MatrixRow["suggestion"]> }) {
	return (
		<section className="section suggestion" aria-label="Suggestion">
			<div className="section-head">
				<h2>Only a suggestion</h2>
				<Tag title="It counts nowhere: every cell of this row stays unproven.">proves nothing</Tag>
			</div>
			<p>
				<InertText text={suggestion.text} />{" "}
				<Link to="/matrix/$rowId" params={{ rowId: suggestion.rowId }}>
					Its row
				</Link>
			</p>
			<dl className="suggestion-cells">
				{WORKFLOW_ORDER.map((workflow) => {
					const { status, verdict } = suggestion.nearest[workflow];
					return (
						<div key={workflow}>
							<dt>{WORKFLOW_NAMES[workflow]}</dt>
							<dd>
								{CELL_STATUS[status].name.toLowerCase()} there
								{verdict !== null && `, ${VERDICTS[verdict].name}`}
							</dd>
						</div>
					);
				})}
			</dl>
		</section>
	);
}
