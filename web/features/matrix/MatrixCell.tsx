import { Link } from "@tanstack/react-router";
import type { MatrixRow, Workflow } from "../../../src/shared/proof.ts";
import { ToneMark } from "../../components/icons.tsx";
import { CELL_STATUS, VERDICTS, WORKFLOW_NAMES } from "../../components/vocabulary.ts";

interface Props {
	readonly row: MatrixRow;
	readonly workflow: Workflow;
	readonly withName?: boolean;
}

/** One workflow on one row: shape, colour and words, and the way to its evidence. */
export function MatrixCell({ row, workflow, withName = false }: Props) {
	const { status, verdict } = row.workflows[workflow];
	const verdictName = verdict === null ? "no evidence" : VERDICTS[verdict].name;
	return (
		<Link
			to="/matrix/$rowId"
			params={{ rowId: row.id }}
			hash={workflow}
			className={`cell tone-${status}`}
			aria-label={`${WORKFLOW_NAMES[workflow]}: ${CELL_STATUS[status].name}, ${verdictName}`}
			title={`${WORKFLOW_NAMES[workflow]}: ${CELL_STATUS[status].means}`}
			data-status={status}
			data-workflow={workflow}
		>
			<ToneMark tone={status} />
			<span className="cell-words">
				{withName && <span className="cell-workflow">{WORKFLOW_NAMES[workflow]}</span>}
				<span className="cell-status">{CELL_STATUS[status].name}</span>
				{verdict !== null && <span className="cell-verdict">{verdictName}</span>}
			</span>
		</Link>
	);
}
