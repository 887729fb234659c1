import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { createSubscriber, deleteSubscriber, patchSubscriber } from "../../app/subscribers.ts";
import { shownVariables } from "../../device/sealedProvisioning.ts";
import { page, pageQuery } from "../../shared/common.ts";
import { NewSubscriber, Subscriber, SubscriberPatch, SubscriberTimelineEntry } from "../../shared/subscribers.ts";
import { findSubscriber, listSubscribers, type SubscriberRow } from "../../store/subscribers.ts";
import { listSubscriberTimeline } from "../../store/timeline.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { TimelinePlace } from "./deviceSessions.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "subscribers";
const Text = z.string().max(256);

export function addSubscriberRoutes(kit: Kit): void {
	addRead(kit, {
		url: "/subscribers",
		summary: "A tenant's subscribers, by external id",
		tag,
		permission: "read",
		query: z.strictObject({ ...pageQuery, externalId: Text.optional(), q: Text.optional() }),
		answer: page(Subscriber),
		async handle({ query, scope }) {
			const after = readCursor(Text, query.cursor);
			const { externalId, q, limit } = query;
			const found = await listSubscribers(scope, { externalId, q }, { after, limit: limit + 1 });
			const { rows, nextCursor } = pageOf(found, limit, (row) => row.externalId);
			return { items: rows.map(presentSubscriber), nextCursor };
		},
	});

	addRead(kit, {
		url: "/subscribers/:id",
		summary: "One subscriber",
		tag,
		permission: "read",
		params: ById,
		answer: Subscriber,
		async handle({ params, scope }) {
			const subscriber = await findSubscriber(scope, params.id);
			if (!subscriber) throw notFound("subscriber");
			return presentSubscriber(subscriber);
		},
	});

	addRead(kit, {
		url: "/subscribers/:id/timeline",
		summary: "Everything that happened to a subscriber and to the devices at its sites, newest first",
		tag,
		permission: "read",
		params: ById,
		query: z.strictObject(pageQuery),
		answer: page(SubscriberTimelineEntry),
		async handle({ params, query, scope }) {
			const place = readCursor(TimelinePlace, query.cursor);
			if (!(await findSubscriber(scope, params.id))) throw notFound("subscriber");
			const before = place && { at: new Date(place[0]), key: place[1] };
			const found = await listSubscriberTimeline(scope, params.id, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ at, key }) => [at, key]);
			const items = rows.map(({ at, type, detail, device }) => ({
				deviceId: device,
				...{ at: at.toISOString(), type, detail },
			}));
			return { items, nextCursor };
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/subscribers",
		summary: "Add a subscriber; the external id is unique in its tenant",
		tag,
		permission: "config",
		body: NewSubscriber,
		status: 201,
		answer: Subscriber,
		handle: async (command, { body: { tenant: _slug, ...wanted } }) =>
			presentSubscriber(await createSubscriber(command, wanted)),
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/subscribers/:id",
		summary: "Change a subscriber; `variables` takes the place of all that were there",
		tag,
		permission: "config",
		params: ById,
		body: SubscriberPatch,
		status: 200,
		answer: Subscriber,
		handle: async (command, { params, body: { tenant: _slug, ...changes } }) =>
			presentSubscriber(await patchSubscriber(command, params.id, changes)),
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/subscribers/:id",
		summary: "Remove a subscriber without sites",
		tag,
		permission: "config",
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteSubscriber(command, params.id) as Promise<undefined>,
	});
}

function presentSubscriber({ createdAt, variables, suspended, ...row }: SubscriberRow): Subscriber {
	return {
		...row,
		variables: shownVariables(variables),
		suspended: suspended && { ...suspended, since: new Date(suspended.since).toISOString() },
		createdAt: createdAt.toISOString(),
	};
}
