import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { EventHub, HubEvent, Subscription } from "../../app/eventHub.ts";
import { grantIn } from "../../app/principal.ts";
import { CertusError } from "../../lib/errors.ts";
import { Id, Problem, Slug } from "../../shared/common.ts";
import type { LiveEvent } from "../../shared/events.ts";
import { authenticate, requirePermissionIn } from "./authentication.ts";
import { admission, type Kit, principalOf } from "./route.ts";
import { tenantOf } from "./tenancy.ts";

const Query = z.strictObject({
	tenant: Slug.optional(),
	deviceId: Id.optional(),
	proofRunId: Id.optional(),
	certificationId: Id.optional(),
	changeId: Id.optional(),
});
type Filter = z.output<typeof Query>;

const HEARTBEAT_MS = 15_000;
const MAX_CLIENTS = 500;
/** A client that takes no more is cut off after this; it resumes where it was. */
const STALLED_MS = 30_000;

/** Live events as server-sent events; a reader that was away resumes with `Last-Event-ID`. */
export function addEventRoute({ app, deps }: Kit, hub: EventHub): void {
	let clients = 0;
	app.route({
		method: "GET",
		url: "/api/v1/events",
		exposeHeadRoute: false,
		schema: {
			summary: "Live events (server-sent); resumes by Last-Event-ID",
			tags: ["events"],
			"x-permission": "read",
			querystring: Query,
			response: {
				200: { content: { "text/event-stream": { schema: z.string() } } },
				default: { content: { "application/problem+json": { schema: Problem } } },
			},
		} as object,
		onRequest: admission(deps, "read", false),
		async handler(request: FastifyRequest, reply: FastifyReply) {
			const filter = request.query as Filter;
			const principal = principalOf(request);
			const tenant = tenantOf(deps.tenants, principal, [filter.tenant]);
			requirePermissionIn(principal, tenant, "read");
			if (clients >= MAX_CLIENTS) throw new CertusError(503, "tooManyListeners", "too many listen already");
			const lastEventId = request.headers["last-event-id"];
			clients++;
			try {
				const subscription = await hub.subscribe(tenant.tenant, typeof lastEventId === "string" ? lastEventId : null);
				reply.hijack();
				await serve(reply.raw, subscription, {
					isStillAllowed: async () => {
						const still = await authenticate(deps, request, false);
						return still !== null && (grantIn(still.principal, tenant.tenant)?.held.has("read") ?? false);
					},
					text: (batch) => format(batch, filter, tenant.slug),
					onError: (error) => deps.log.debug({ err: error }, "an event stream ended"),
				});
			} finally {
				clients--;
			}
		},
	});
}

/** Sends until the client goes, stalls, or may listen no more. */
async function serve(
	response: ServerResponse,
	subscription: Subscription,
	what: {
		readonly isStillAllowed: () => Promise<boolean>;
		readonly text: (batch: readonly HubEvent[]) => string;
		readonly onError: (error: unknown) => void;
	},
): Promise<void> {
	response.on("close", () => subscription.close());
	response.on("error", () => subscription.close());
	// A token that was ended, or a session that is over, hears no more.
	const heartbeat = setInterval(() => {
		if (!response.destroyed) response.write(": heartbeat\n\n");
		what.isStillAllowed().then(
			(allowed) => allowed || subscription.close(),
			() => subscription.close(),
		);
	}, HEARTBEAT_MS);
	try {
		if (!response.destroyed) await stream(response, subscription, what.text);
		response.end();
	} catch (error) {
		what.onError(error);
		response.destroy();
	} finally {
		clearInterval(heartbeat);
		subscription.close();
	}
}

async function stream(
	response: ServerResponse,
	{ events }: Subscription,
	text: (batch: readonly HubEvent[]) => string,
): Promise<void> {
	response.writeHead(200, {
		"content-type": "text/event-stream; charset=utf-8",
		"cache-control": "no-store",
		"x-content-type-options": "nosniff",
		"x-accel-buffering": "no",
	});
	response.write("retry: 2000\n\n");
	for await (const batch of events) {
		if (response.destroyed) return;
		const chunk = text(batch);
		if (chunk !== "" && !response.write(chunk)) {
			await once(response, "drain", { signal: AbortSignal.timeout(STALLED_MS) });
		}
	}
}

function format(batch: readonly HubEvent[], filter: Filter, tenant: string): string {
	return batch
		.filter(({ event }) => filter.deviceId === undefined || event.deviceId === filter.deviceId)
		.filter(({ event }) => filter.proofRunId === undefined || event.proofRunId === filter.proofRunId)
		.filter(({ event }) => filter.certificationId === undefined || event.certificationId === filter.certificationId)
		.filter(({ event }) => filter.changeId === undefined || event.changeId === filter.changeId)
		.map(({ id, at, event }) => {
			const live: LiveEvent = {
				type: event.type as LiveEvent["type"],
				at: at.toISOString(),
				tenant,
				deviceId: event.deviceId ?? null,
				proofRunId: event.proofRunId ?? null,
				certificationId: event.certificationId ?? null,
				changeId: event.changeId ?? null,
				data: event.data,
			};
			return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(live)}\n\n`;
		})
		.join("");
}
