import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { pageOfTree, readParameters } from "../../app/parameters.ts";
import { page, pageQuery } from "../../shared/common.ts";
import { Parameter } from "../../shared/devices.ts";
import { findDevice } from "../../store/devices.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, type Kit } from "./route.ts";

const ListQuery = z.strictObject({
	...pageQuery,
	// A path may be as long as the device likes, and the cursor holds one.
	cursor: z.string().max(8192).optional(),
	prefix: z.string().max(1024).default(""),
});

export function addParameterRoute(kit: Kit): void {
	addRead(kit, {
		url: "/devices/:id/parameters",
		summary: "What is known of a device's parameters, in order of their paths",
		tag: "devices",
		permission: "read",
		params: ById,
		query: ListQuery,
		answer: page(Parameter),
		async handle({ params, query, scope }) {
			const after = readCursor(z.string(), query.cursor);
			const device = await findDevice(scope, params.id);
			if (!device) throw notFound("device");
			const found = pageOfTree(await readParameters(scope, device), query.prefix, after, query.limit + 1);
			const { rows, nextCursor } = pageOf(found, query.limit, ([path]) => path);
			const items = rows.map(([path, { value, type, writable, readAt }]) => ({
				path,
				value,
				type,
				writable,
				readAt: readAt === null ? null : new Date(readAt).toISOString(),
			}));
			return { items, nextCursor };
		},
	});
}
