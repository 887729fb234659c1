import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from "fastify";
import { z } from "zod";
import { type Answer, type Command, type Idempotency, type Request, runCommand, runSlowly } from "../../app/command.ts";
import type { Principal } from "../../app/principal.ts";
import { canonicalJson } from "../../lib/canonicalJson.ts";
import { CertusError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { type Permission, Problem, Slug } from "../../shared/common.ts";
import type { Scope } from "../../store/db.ts";
import type { Tenant } from "../../store/tenants.ts";
import {
	authenticate,
	requirePermission,
	requirePermissionIn,
	requireSameOrigin,
	unauthorized,
	type Wanted,
} from "./authentication.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { homeTenant, tenantOf } from "./tenancy.ts";

const BASE = "/api/v1";

const AnyTenant = z.strictObject({ tenant: Slug.optional() });
const NoParams = z.object({});
/** For writes that have nothing to say. */
const EmptyBody = z.strictObject({ tenant: Slug.optional() });

type Shape = z.ZodObject;

interface Route<Params extends Shape, Query extends Shape, Answered extends z.ZodType> {
	/** Below `/api/v1`. */
	readonly url: string;
	readonly summary: string;
	readonly tag: string;
	readonly permission: Wanted;
	/** It is about people, not a tenant's things: where none is named, it is done in one in which who asks may do it. */
	readonly anyTenant?: boolean;
	readonly params?: Params;
	/** Strict, with `tenant`. */
	readonly query?: Query;
	readonly answer: Answered;
}

/** One request that is allowed, with its tenant found. */
export interface Call<Params, Query> {
	readonly params: Params;
	readonly query: Query;
	readonly tenant: Tenant;
	readonly scope: Scope;
	readonly principal: Principal;
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
}

interface Read<Params extends Shape, Query extends Shape, Answered extends z.ZodType>
	extends Route<Params, Query, Answered> {
	/** The same, outside `/api/v1`, for those that don't ask for a page. */
	readonly alsoAt?: string;
	/** What it answers is a page: there browsers get it too, not the console. */
	readonly isPage?: boolean;
	/** The answer's media type where it is not JSON. */
	readonly produces?: string;
	readonly handle: (call: Call<z.output<Params>, z.output<Query>>) => Promise<z.input<Answered> | FastifyReply>;
}

interface Write<Params extends Shape, Query extends Shape, Body extends Shape, Answered extends z.ZodType>
	extends Route<Params, Query, Answered> {
	readonly method: "POST" | "PATCH" | "DELETE" | "PUT";
	readonly status: 200 | 201 | 202 | 204;
	readonly body?: Body;
	/** What the body's own words ask for besides; looked at before the body is judged. */
	readonly permissionOf?: (body: unknown) => Permission | null;
	/** The answer holds a secret that is shown once. */
	readonly shownOnce?: boolean;
	/** The body holds a secret too weak to stand as a digest: the caller's own goes into the request's fingerprint. */
	readonly takesSecret?: boolean;
	/** The tenant that the path names. */
	readonly tenantOfPath?: (params: z.output<Params>) => string;
	/** The tenant that the body names otherwise than by `tenant`; the body may not be judged yet. */
	readonly tenantOfBody?: (body: unknown) => string | undefined;
	readonly handle: (
		command: Command,
		call: Call<z.output<Params>, z.output<Query>> & { readonly body: z.output<Body> },
	) => Promise<z.input<Answered>>;
}

export interface Kit {
	readonly app: FastifyInstance;
	readonly deps: ApiDependencies;
}

/** Adds a route that reads. */
export function addRead<Params extends Shape, Query extends Shape, Answered extends z.ZodType>(
	kit: Kit,
	route: Read<Params, Query, Answered>,
): void {
	const { app, deps } = kit;
	const schema = schemaOf(route, 200, route.produces);
	const handler = async (request: FastifyRequest, reply: FastifyReply) => {
		const call = callOf<Params, Query>(deps, route, request, reply, []);
		const answer = await route.handle(call);
		return reply.sent || answer === reply ? reply : reply.send(answer);
	};
	const admitted = admission(deps, route.permission, false);
	app.get(BASE + route.url, { schema, onRequest: admitted } as RouteShorthandOptions, handler);
	if (route.alsoAt === undefined) return;
	const options = {
		schema: { ...schema, hide: true },
		onRequest: route.isPage ? admitted : pageOr(deps, admitted),
	};
	app.get(route.alsoAt, options as RouteShorthandOptions, handler);
}

/** Adds a route that writes: one command, one transaction, answered once for each Idempotency-Key. */
export function addWrite<Params extends Shape, Query extends Shape, Body extends Shape, Answered extends z.ZodType>(
	kit: Kit,
	route: Write<Params, Query, Body, Answered>,
): void {
	addWriteRoute<Params, Query, Body, Answered>(kit, route, (call, request, deps) =>
		runCommand(deps, request, route.status, async (command) => wire(route, await route.handle(command, call))),
	);
}

/** Adds a write that takes longer than a transaction may: `act` first, then the command that tells of it. */
export function addSlowWrite<
	Params extends Shape,
	Query extends Shape,
	Body extends Shape,
	Answered extends z.ZodType,
	Result,
>(
	kit: Kit,
	route: Omit<Write<Params, Query, Body, Answered>, "handle"> & {
		readonly act: (call: WriteCall<Params, Query, Body>) => Promise<Result>;
		readonly handle: (
			command: Command,
			result: Result,
			call: WriteCall<Params, Query, Body>,
		) => Promise<z.input<Answered>>;
	},
): void {
	addWriteRoute<Params, Query, Body, Answered>(kit, route, (call, request, deps) =>
		runSlowly(
			deps,
			request,
			route.status,
			() => route.act(call),
			async (command, result) => wire(route, await route.handle(command, result, call)),
		),
	);
}

type WriteCall<Params extends Shape, Query extends Shape, Body extends Shape> = Call<
	z.output<Params>,
	z.output<Query>
> & { readonly body: z.output<Body> };

type WriteRoute<Params extends Shape, Query extends Shape, Body extends Shape, Answered extends z.ZodType> = Omit<
	Write<Params, Query, Body, Answered>,
	"handle"
>;

function addWriteRoute<Params extends Shape, Query extends Shape, Body extends Shape, Answered extends z.ZodType>(
	{ app, deps }: Kit,
	route: WriteRoute<Params, Query, Body, Answered>,
	run: (call: WriteCall<Params, Query, Body>, request: Request, deps: ApiDependencies) => Promise<Answer>,
): void {
	const options = {
		method: route.method,
		url: BASE + route.url,
		schema: { ...schemaOf(route, route.status), body: route.body ?? EmptyBody },
		onRequest: admission(deps, route.permission, true),
		preValidation: async (request: FastifyRequest) => {
			request.body ??= {};
			refuseEarly(deps, route, request);
		},
		handler: async (request: FastifyRequest, reply: FastifyReply) => {
			const body = request.body as z.output<Body>;
			const call = callOf<Params, Query>(deps, route, request, reply, tenantsNamed(route, request));
			const idempotency = idempotencyOf(request, call.tenant, body, route);
			const asked = { tenant: call.tenant, actor: call.principal, idempotency };
			return sendAnswer(reply, await run({ ...call, body }, asked, deps));
		},
	};
	app.route(options as unknown as Parameters<FastifyInstance["route"]>[0]);
}

/** As the schema has it: what is stored for a replay is what was sent. */
function wire(route: { readonly answer: z.ZodType }, answer: unknown): unknown {
	return answer === undefined ? undefined : route.answer.parse(answer);
}

export function sendAnswer(reply: FastifyReply, { status, body, replayed }: Answer): FastifyReply {
	if (replayed) reply.header("idempotent-replayed", "true");
	return reply.code(status).send(status === 204 ? undefined : body);
}

function callOf<Params extends Shape, Query extends Shape>(
	deps: ApiDependencies,
	route: Pick<Route<Shape, Shape, z.ZodType>, "permission" | "anyTenant">,
	request: FastifyRequest,
	reply: FastifyReply,
	named: readonly (string | undefined)[],
): Call<z.output<Params>, z.output<Query>> {
	const principal = principalOf(request);
	const query = request.query as z.output<Query> & { readonly tenant?: string };
	const tenant = enter(deps, route, principal, [...named, query.tenant]);
	const scope = deps.database.scope(tenant.tenant);
	return { params: request.params as z.output<Params>, query, tenant, scope, principal, request, reply };
}

/** The tenant that a request is for; fails where it is none of theirs, or where they lack the permission in it. */
function enter(
	deps: ApiDependencies,
	{ permission, anyTenant = false }: { readonly permission: Wanted; readonly anyTenant?: boolean | undefined },
	principal: Principal,
	named: readonly (string | undefined)[],
): Tenant {
	const atHome = anyTenant && named.every((slug) => slug === undefined);
	const tenant = atHome ? homeTenant(deps.tenants, principal, permission) : tenantOf(deps.tenants, principal, named);
	requirePermissionIn(principal, tenant, permission);
	return tenant;
}

interface TenantNaming {
	readonly permission: Wanted;
	readonly anyTenant?: boolean | undefined;
	readonly permissionOf?: ((body: unknown) => Permission | null) | undefined;
	readonly tenantOfPath?: ((params: never) => string) | undefined;
	readonly tenantOfBody?: ((body: unknown) => string | undefined) | undefined;
}

/** What path and body name as the tenant; of a body that is not judged yet too. */
function tenantsNamed(route: TenantNaming, request: FastifyRequest): readonly (string | undefined)[] {
	const path = route.tenantOfPath?.(request.params as never);
	const { tenant } = (request.body ?? {}) as { readonly tenant?: unknown };
	const ofBody = route.tenantOfBody?.(request.body);
	return [path, typeof tenant === "string" ? tenant : ofBody];
}

/** Refuses for the tenant, or for want of a permission in it, before the body is judged. */
function refuseEarly(deps: ApiDependencies, route: TenantNaming, request: FastifyRequest): void {
	const principal = principalOf(request);
	const { tenant: asked } = request.query as { readonly tenant?: unknown };
	// What could be no tenant's name is told by the schemas.
	const named = [...tenantsNamed(route, request), asked].map((slug) => Slug.safeParse(slug).data);
	const tenant = enter(deps, route, principal, named);
	requirePermissionIn(principal, tenant, route.permissionOf?.(request.body) ?? null);
}

export function principalOf(request: FastifyRequest): Principal {
	if (!request.authenticated) throw unauthorized();
	return request.authenticated.principal;
}

/** Who asks and whether they may, before anything else of the request is looked at. */
export function admission(
	deps: ApiDependencies,
	permission: Wanted,
	writes: boolean,
): (request: FastifyRequest) => Promise<void> {
	return async (request) => {
		const authenticated = await authenticate(deps, request);
		if (!authenticated) throw unauthorized();
		if (writes && authenticated.by === "cookie") requireSameOrigin(request, deps.settings.publicApiUrl());
		requirePermission(authenticated.principal, permission);
		request.authenticated = authenticated;
	};
}

/** A browser gets the console's page, anything else what the API answers. */
function pageOr(deps: ApiDependencies, otherwise: (request: FastifyRequest) => Promise<void>) {
	return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
		if (deps.settings.webRoot !== null && wantsPage(request)) {
			return reply.header("cache-control", "no-cache").sendFile("index.html");
		}
		await otherwise(request);
		return undefined;
	};
}

export function wantsPage(request: FastifyRequest): boolean {
	return (request.method === "GET" || request.method === "HEAD") && /text\/html/i.test(request.headers.accept ?? "");
}

const MAX_KEY = 255;

export function idempotencyOf(
	request: FastifyRequest,
	tenant: Tenant,
	body: unknown,
	{ shownOnce = false, takesSecret = false }: { readonly shownOnce?: boolean; readonly takesSecret?: boolean } = {},
): Idempotency | null {
	const key = request.headers["idempotency-key"];
	if (key === undefined) return null;
	if (typeof key !== "string" || !/^[\x21-\x7e]+$/.test(key) || key.length > MAX_KEY) {
		throw new CertusError(400, "invalidIdempotencyKey", `an Idempotency-Key has 1 to ${MAX_KEY} printable characters`);
	}
	const { method } = request;
	const path = request.url.split("?")[0];
	const own = `${request.authenticated?.secret} ${key}`;
	const what = { method, path, tenant: tenant.slug, query: request.query, body, ...(takesSecret && { own }) };
	return { key, fingerprint: sha256(canonicalJson(what)), sealWith: shownOnce ? own : null };
}

function schemaOf(route: Route<Shape, Shape, z.ZodType>, status: number, produces?: string): object {
	const answer = produces ? { content: { [produces]: { schema: route.answer } } } : route.answer;
	return {
		summary: route.summary,
		tags: [route.tag],
		"x-permission": route.permission ?? "signedIn",
		params: route.params ?? NoParams,
		querystring: route.query ?? AnyTenant,
		response: { [status]: answer, default: { content: { "application/problem+json": { schema: Problem } } } },
	};
}
