import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import type { z } from "zod";
import { openEventHub } from "../../app/eventHub.ts";
import { startHousekeeping } from "../../app/housekeeping.ts";
import { openPasswords } from "../../app/passwords.ts";
import { CertusError } from "../../lib/errors.ts";
import { invalid } from "../../lib/invalid.ts";
import { addAuditRoutes } from "./audit.ts";
import type { Authenticated } from "./authentication.ts";
import { addBackupRoutes } from "./backups.ts";
import { addBundleRoute } from "./bundle.ts";
import { addCertificationRoutes } from "./certifications.ts";
import { addChangeRoutes } from "./changes.ts";
import { addConsole } from "./console.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { addDeviceFactRoutes } from "./deviceFacts.ts";
import { addDeviceLinkRoutes } from "./deviceLinks.ts";
import { addParameterRoute } from "./deviceParameters.ts";
import { addDeviceHistoryRoutes } from "./deviceSessions.ts";
import { addDeviceRoutes } from "./devices.ts";
import { addEventRoute } from "./events.ts";
import { addEvidenceRoute } from "./evidence.ts";
import { addFileRoutes } from "./files.ts";
import { addHealthRoutes } from "./health.ts";
import { addKeysRoute } from "./keys.ts";
import { addMatrixRoutes } from "./matrix.ts";
import { addMatrixJudgements } from "./matrixJudgements.ts";
import { addMatrixRowParts } from "./matrixRowParts.ts";
import { addMeRoute } from "./me.ts";
import { addModelRoutes } from "./models.ts";
import { OIDC_CALLBACK } from "./oidc.ts";
import { addOpenApi } from "./openapi.ts";
import { addOperationRoutes } from "./operations.ts";
import { addOwnAccountRoutes } from "./ownAccount.ts";
import { problemOf, sendError } from "./problems.ts";
import { addProofRunRoutes } from "./proofRuns.ts";
import { addProvisioningRoutes } from "./provisioning.ts";
import { addRoleRoutes } from "./roles.ts";
import { addRolloutRoutes } from "./rollouts.ts";
import { addServiceRoutes } from "./service.ts";
import { addSessionRoutes } from "./session.ts";
import { addSiteRoutes } from "./sites.ts";
import { addSubscriberImport } from "./subscriberImport.ts";
import { addSubscriberRoutes } from "./subscribers.ts";
import { addTenantRoutes } from "./tenants.ts";
import { addTokenRoutes } from "./tokens.ts";
import { addUserRoutes } from "./users.ts";
import { addWebhookRoutes } from "./webhooks.ts";

export type { ApiDependencies } from "./dependencies.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** Set on admission. */
		authenticated: Authenticated | null;
	}
}

const BODY_BYTES = 1024 * 1024;
const HEADER_BYTES = 16 * 1024;
/** Long enough for a large image on a slow line. */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
const IDLE_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 72_000;

/** The REST API and the console, complete but not listening yet. */
export async function openApi(deps: ApiDependencies): Promise<FastifyInstance> {
	const { log, settings } = deps;
	const app = Fastify({
		bodyLimit: BODY_BYTES,
		requestTimeout: REQUEST_TIMEOUT_MS,
		connectionTimeout: IDLE_TIMEOUT_MS,
		keepAliveTimeout: KEEP_ALIVE_MS,
		http: { maxHeaderSize: HEADER_BYTES },
		forceCloseConnections: true,
		trustProxy: settings.trustedProxies?.length ? [...settings.trustedProxies] : false,
		frameworkErrors: (error, request, reply) => void sendError(error, request as never, reply as never, log),
		clientErrorHandler: refuseNonsense,
	}) as unknown as FastifyInstance;

	app.decorateRequest("authenticated", null);
	app.setValidatorCompiler(({ schema, httpPart }) => validator(schema as unknown as z.ZodType, httpPart ?? ""));
	app.setSerializerCompiler(serializerCompiler as never);
	app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply, log));
	app.addHook("onResponse", async (request, reply) => {
		const { method, url } = request;
		// There it holds what signs somebody in.
		const shown = request.routeOptions.url === OIDC_CALLBACK ? OIDC_CALLBACK : url;
		log.debug({ method, url: shown, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, "request");
	});
	readJson(app);
	await app.register(cookie);
	await app.register(multipart);
	await addOpenApi(app);
	await addConsole(app, settings.webRoot);

	const hub = openEventHub(deps.database, (error) => log.error({ err: error }, "live events can't be read"));
	const house = startHousekeeping(deps.database, deps.clock, (error) =>
		log.error({ err: error }, "what is out of date can't be removed"),
	);
	app.addHook("preClose", async () => {
		house.stop();
		await hub.close();
	});

	addHealthRoutes(app, deps);
	const passwords = openPasswords();
	addSessionRoutes(app, deps, passwords);
	const kit = { app, deps };
	addMeRoute(kit);
	addOwnAccountRoutes(kit, passwords);
	addDeviceRoutes(kit);
	addDeviceLinkRoutes(kit);
	addParameterRoute(kit);
	addDeviceFactRoutes(kit);
	addDeviceHistoryRoutes(kit);
	addOperationRoutes(kit);
	addChangeRoutes(kit);
	addRolloutRoutes(kit);
	addBackupRoutes(kit);
	addModelRoutes(kit);
	addMatrixRoutes(kit);
	addMatrixRowParts(kit);
	addMatrixJudgements(kit);
	addCertificationRoutes(kit);
	addProofRunRoutes(kit);
	addEvidenceRoute(kit);
	addBundleRoute(kit);
	addKeysRoute(kit);
	addFileRoutes(kit);
	addSubscriberRoutes(kit);
	await addSubscriberImport(kit);
	addServiceRoutes(kit);
	await addProvisioningRoutes(kit);
	addSiteRoutes(kit);
	addTenantRoutes(kit);
	addTokenRoutes(kit);
	addAuditRoutes(kit);
	addUserRoutes(kit, passwords);
	addRoleRoutes(kit);
	addEventRoute(kit, hub);
	addWebhookRoutes(kit);
	await app.ready();
	return app;
}

/** An id that can't be one is as unknown as any other; a query is malformed, a body is not valid. */
function validator(schema: z.ZodType, part: string) {
	return (data: unknown) => {
		const result = schema.safeParse(data);
		if (result.success) return { value: result.data };
		if (part === "params") return { error: new CertusError(404, "notFound", "there is no such thing") };
		return {
			error:
				part === "body"
					? invalid(422, "invalidBody", "the body is not what this route takes", result.error)
					: invalid(400, "invalidQuery", "the query is not what this route takes", result.error),
		};
	};
}

/** JSON is the only body besides forms; none at all is no body. */
function readJson(app: FastifyInstance): void {
	app.removeContentTypeParser("text/plain");
	const parse = app.getDefaultJsonParser("error", "error");
	app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
		if (text.length === 0) return done(null, undefined);
		void parse(request, text as string, (error, value) => {
			if (error) done(new CertusError(400, "malformedJson", "the body is not JSON", {}, error));
			else done(null, value);
		});
	});
}

/** What is no HTTP gets one answer, and the connection ends. */
function refuseNonsense(error: Error & { code?: string }, socket: import("node:net").Socket): void {
	if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
	const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
	const body = JSON.stringify(
		problemOf(new CertusError(status, "malformedRequest", "this is not HTTP as we speak it")),
	);
	socket.end(
		`HTTP/1.1 ${status} ${status === 431 ? "Request Header Fields Too Large" : "Bad Request"}\r\nConnection: close\r\n` +
			`Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
	);
}
