import { Button } from "@mantine/core";
import type { Change } from "../../../src/shared/changes.ts";
import { usePermissions, useSigned } from "../../api/tenant.ts";
import { useDialog } from "../../components/Dialog.tsx";
import { MoveDialog } from "./MoveDialog.tsx";
import { MOVES } from "./moveWords.ts";
import { isOwn, type Move, movesOf } from "./steps.ts";

const LEADS_ON: ReadonlySet<Move> = new Set(["submit", "approve", "apply", "resume"]);

/** Only what this person may do, and what the state allows. */
export function ChangeActions({ change }: { readonly change: Change }) {
	const { me } = useSigned();
	const held = usePermissions();
	const dialog = useDialog<Move>();
	const moves = movesOf(change, held, me.name);
	const waitsForOthers = change.state === "pendingApproval" && held.includes("approve") && isOwn(change, me.name);
	return (
		<>
			{moves.length > 0 && (
				<fieldset className="action-bar" aria-label="Actions">
					{moves.map((move, index) => (
						<Button
							key={move}
							variant={index === 0 && LEADS_ON.has(move) ? "filled" : "default"}
							onClick={() => dialog.open(move)}
						>
							{MOVES[move].name}
						</Button>
					))}
				</fieldset>
			)}
			{waitsForOthers && <p className="muted">You proposed it: another person has to agree to it.</p>}
			{dialog.subject !== null && (
				<MoveDialog change={change} move={dialog.subject} isOpen={dialog.isOpen} onClose={dialog.close} />
			)}
		</>
	);
}
