import { Radio, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import type { CellStatus, MatrixRow, Workflow } from "../../../src/shared/proof.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { CELL_STATUS, WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { useLowerCell } from "./queries.ts";

type Lower = "yellow" | "red";

/** What a cell can be lowered to. */
export const LOWER_THAN: Record<CellStatus, readonly Lower[]> = {
	green: ["yellow", "red"],
	yellow: ["red"],
	unproven: ["red"],
	red: [],
};

interface Props {
	readonly row: MatrixRow;
	readonly workflow: Workflow;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function LowerDialog({ row, workflow, isOpen, onClose }: Props) {
	return (
		<Dialog title={`Lower ${WORKFLOW_NAMES[workflow]}?`} isOpen={isOpen} onClose={onClose}>
			<LowerForm row={row} workflow={workflow} onClose={onClose} />
		</Dialog>
	);
}

function LowerForm({ row, workflow, onClose }: Omit<Props, "isOpen">) {
	// As it was found: the dialog closes over a cell that has changed.
	const [status] = useState(row.workflows[workflow].status);
	const choices = LOWER_THAN[status];
	const [to, setTo] = useState<Lower>(choices[0] ?? "red");
	const [reason, setReason] = useState("");
	const lower = useLowerCell(row.id);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				lower.mutate({ workflow, to, reason }, { onSuccess: onClose });
			}}
		>
			<p>
				On every version of this row:{" "}
				<InertText text={row.firmwareRange.versions.join(", ") || row.firmwareRange.from} max={160} mono plain />. The
				cell is {CELL_STATUS[status].name.toLowerCase()}; only new evidence raises it again, and a certification that
				cleared it is set back.
			</p>
			<Radio.Group label="To" value={to} onChange={(value) => setTo(value as Lower)}>
				<Stack gap="xs" className="choices">
					{choices.map((choice) => (
						<Radio key={choice} value={choice} label={CELL_STATUS[choice].name} description={LOWERED_MEANS[choice]} />
					))}
				</Stack>
			</Radio.Group>
			<Textarea
				className="field-apart"
				label="Reason"
				description="Kept with the row, and in the audit trail."
				required
				maxLength={2_000}
				rows={3}
				value={reason}
				onChange={(event) => setReason(event.currentTarget.value)}
				data-autofocus
			/>
			{lower.error && <Failure error={lower.error} title="Not lowered" />}
			<DialogButtons submit="Lower it" onCancel={onClose} isPending={lower.isPending} isGrave />
		</form>
	);
}

const LOWERED_MEANS: Record<Lower, string> = {
	yellow: "One device at a time, with approval.",
	red: "Refused on every device of this row.",
};
