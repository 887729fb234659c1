import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { page, pageQuery } from "../../shared/common.ts";
import { Model } from "../../shared/devices.ts";
import { findModel, listModels, type ModelRow } from "../../store/models.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, type Kit } from "./route.ts";

const tag = "models";

export function addModelRoutes(kit: Kit): void {
	addRead(kit, {
		url: "/models",
		summary: "Every model, hardware and software version seen",
		tag,
		permission: "read",
		query: z.strictObject(pageQuery),
		answer: page(Model),
		async handle({ query, scope }) {
			const after = readCursor(z.uuid(), query.cursor);
			const found = await listModels(scope, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ id }) => id);
			return { items: rows.map(presentModel), nextCursor };
		},
	});

	addRead(kit, {
		url: "/models/:id",
		summary: "One model on one pair of versions",
		tag,
		permission: "read",
		params: ById,
		answer: Model,
		async handle({ params, scope }) {
			const model = await findModel(scope, params.id);
			if (!model) throw notFound("model");
			return presentModel(model);
		},
	});
}

function presentModel({ firstSeenAt, ...model }: ModelRow): Model {
	return { ...model, firstSeenAt: firstSeenAt.toISOString() };
}
