import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { createSite, deleteSite, patchSite } from "../../app/sites.ts";
import { Id, page, pageQuery } from "../../shared/common.ts";
import { NewSite, Site, SitePatch } from "../../shared/subscribers.ts";
import { findSite, listSites, type SiteRow } from "../../store/sites.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "sites";

export function addSiteRoutes(kit: Kit): void {
	addRead(kit, {
		url: "/sites",
		summary: "The places at which subscribers have devices",
		tag,
		permission: "read",
		query: z.strictObject({ ...pageQuery, subscriberId: Id.optional() }),
		answer: page(Site),
		async handle({ query, scope }) {
			const after = readCursor(z.uuid(), query.cursor);
			const found = await listSites(scope, query.subscriberId, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ id }) => id);
			return { items: rows.map(presentSite), nextCursor };
		},
	});

	addRead(kit, {
		url: "/sites/:id",
		summary: "One site",
		tag,
		permission: "read",
		params: ById,
		answer: Site,
		async handle({ params, scope }) {
			const site = await findSite(scope, params.id);
			if (!site) throw notFound("site");
			return presentSite(site);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/sites",
		summary: "Add a site; its name is unique for its subscriber",
		tag,
		permission: "config",
		body: NewSite,
		status: 201,
		answer: Site,
		handle: async (command, { body: { tenant: _slug, ...wanted } }) => presentSite(await createSite(command, wanted)),
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/sites/:id",
		summary: "Change a site's name or address",
		tag,
		permission: "config",
		params: ById,
		body: SitePatch,
		status: 200,
		answer: Site,
		handle: async (command, { params, body: { tenant: _slug, ...changes } }) =>
			presentSite(await patchSite(command, params.id, changes)),
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/sites/:id",
		summary: "Remove a site without devices",
		tag,
		permission: "config",
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteSite(command, params.id) as Promise<undefined>,
	});
}

function presentSite({ createdAt, ...row }: SiteRow): Site {
	return { ...row, createdAt: createdAt.toISOString() };
}
