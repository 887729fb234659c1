import { z } from "zod";
import { lowerCell } from "../../app/lowerCell.ts";
import { suspectsOf } from "../../proof/suspects.ts";
import { LowerCell, LoweredCell, Suspect } from "../../shared/certification.ts";
import { Slug } from "../../shared/common.ts";
import { readCheckFares } from "../../store/proofResults.ts";
import { ByRowId } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "matrix";

/** What people say of the matrix, and what the matrix says of its own checks. */
export function addMatrixJudgements(kit: Kit): void {
	addWrite(kit, {
		method: "POST",
		url: "/matrix/:rowId/lower",
		summary: "Lower a cell, with a reason that is kept; only evidence raises it again",
		tag,
		permission: "certify",
		params: ByRowId,
		body: LowerCell,
		status: 200,
		answer: LoweredCell,
		handle: (command, { params, body }) => lowerCell(command, kit.deps.engine, params.rowId, body),
	});

	addRead(kit, {
		url: "/matrix/suspects",
		summary: "Checks that fail on every model: they are suspect themselves",
		tag,
		permission: "read",
		query: z.strictObject({ tenant: Slug.optional() }),
		answer: z.object({ items: z.array(Suspect), nextCursor: z.null() }),
		async handle({ scope }) {
			return { items: suspectsOf(await readCheckFares(scope)), nextCursor: null };
		},
	});
}
