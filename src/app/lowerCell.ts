import type { EnginePort } from "../engine/ports.ts";
import { CertusError } from "../lib/errors.ts";
import { isLower } from "../proof/matrix.ts";
import type { MatrixRow, Workflow } from "../shared/proof.ts";
import { setBackOn } from "../store/certifications.ts";
import { insertLowering } from "../store/clearances.ts";
import { findMatrixRow } from "../store/matrix.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";

export interface WantedLowering {
	readonly workflow: Workflow;
	readonly to: "yellow" | "red";
	readonly reason: string;
}

/** A person lowers a cell, on every version of its row; only evidence raises it again. */
export async function lowerCell(
	command: Command,
	engine: EnginePort,
	rowId: string,
	{ workflow, to, reason }: WantedLowering,
) {
	const { scope, actor, now, random, tenant } = command;
	const body = await findMatrixRow(scope, rowId);
	if (!body) throw notFound("matrix row");
	const row = body as unknown as MatrixRow;
	const { vendor, model, productClass, covers: pairs } = row;
	const from = row.workflows[workflow].status;
	if (!isLower(to, from)) {
		throw new CertusError(409, "notLower", `the cell is ${from}: only evidence makes it ${to}`);
	}
	const lowering = { id: random.uuid(), workflow, to, cause: "person", code: "loweredByPerson", reason } as const;
	const place = { vendor, model, productClass };
	await insertLowering(scope, place, { ...lowering, by: actor.name, at: now }, pairs);
	const step = { at: now, actor: actor.name, actorId: actor.person, detail: { workflow, to, reason } };
	for (const certificationId of await setBackOn(scope, place, workflow, pairs, step)) {
		const data = { certificationId, stage: "verification", action: "setback" };
		await command.publish({ type: "certification.changed", certificationId, data });
	}
	await command.audit("matrix.lower", {
		outcome: to,
		detail: { matrixRowId: rowId, ...place, pairs, workflow, from, to, reason },
	});
	command.afterCommit(() => engine.cellLowered(tenant.tenant, { ...place, workflow, pairs, reason }));
	return { rowId, workflow, from, to, reason, by: actor.name, at: now.toISOString() };
}
