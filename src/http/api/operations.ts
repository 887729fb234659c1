import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { cancelOperation } from "../../app/cancelOperation.ts";
import { createOperation } from "../../app/createOperation.ts";
import { withoutSecrets } from "../../app/operationInput.ts";
import { OPERATION_PERMISSION } from "../../gate/permissions.ts";
import { Id, type Permission, page, pageQuery } from "../../shared/common.ts";
import {
	type Fault,
	NewOperation,
	OPERATION_KINDS,
	Operation,
	type OperationKind,
	OperationStatus,
} from "../../shared/operations.ts";
import { findOperation, listOperations, type OperationRow } from "../../store/operations.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "operations";

const ListQuery = z.strictObject({
	...pageQuery,
	deviceId: Id.optional(),
	status: OperationStatus.optional(),
	kind: z.enum(OPERATION_KINDS).optional(),
});

export function addOperationRoutes(kit: Kit): void {
	const { engine } = kit.deps;

	addWrite(kit, {
		method: "POST",
		url: "/devices/:id/operations",
		summary: "Ask for something to be done on a device",
		tag,
		permission: [...new Set(Object.values(OPERATION_PERMISSION))],
		permissionOf: permissionOfKind,
		params: ById,
		body: NewOperation,
		status: 202,
		answer: Operation,
		async handle(command, { params, body: { tenant: _slug, ...wanted } }) {
			return presentOperation(await createOperation(command, engine, { deviceId: params.id, ...wanted }));
		},
	});

	addRead(kit, {
		url: "/operations",
		summary: "Operations, newest first",
		tag,
		permission: "read",
		query: ListQuery,
		answer: page(Operation),
		async handle({ query, scope }) {
			const before = readCursor(z.int(), query.cursor);
			const found = await listOperations(scope, query, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ seq }) => seq);
			return { items: rows.map(presentOperation), nextCursor };
		},
	});

	addRead(kit, {
		url: "/operations/:id",
		summary: "One operation",
		tag,
		permission: "read",
		params: ById,
		answer: Operation,
		async handle({ params, scope }) {
			const operation = await findOperation(scope, params.id);
			if (!operation) throw notFound("operation");
			return presentOperation(operation);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/operations/:id/cancel",
		summary: "Cancel an operation that was not sent yet",
		tag,
		permission: "operate",
		params: ById,
		status: 200,
		answer: Operation,
		handle: async (command, { params }) => presentOperation(await cancelOperation(command, engine, params.id)),
	});
}

function permissionOfKind(body: unknown): Permission | null {
	const kind = (body as { kind?: unknown } | null)?.kind;
	return typeof kind === "string" && Object.hasOwn(OPERATION_PERMISSION, kind)
		? OPERATION_PERMISSION[kind as OperationKind]
		: null;
}

function presentOperation(row: OperationRow): Operation {
	return {
		id: row.id,
		deviceId: row.device,
		kind: row.kind as OperationKind,
		input: withoutSecrets(row.input),
		authority: row.authority,
		requestedBy: row.requestedBy,
		status: row.status as Operation["status"],
		result: row.result,
		fault: row.fault as Fault | null,
		reason: row.reason,
		sessionId: row.session,
		changeId: row.change,
		createdAt: row.createdAt.toISOString(),
		expiresAt: row.expiresAt.toISOString(),
		sentAt: row.sentAt?.toISOString() ?? null,
		finishedAt: row.finishedAt?.toISOString() ?? null,
	};
}
