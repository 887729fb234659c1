import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { principalOfToken } from "../../app/principal.ts";
import { signIn, signOut } from "../../app/session.ts";
import { CertusError } from "../../lib/errors.ts";
import { Me, Problem } from "../../shared/common.ts";
import { SignIn } from "../../shared/tenancy.ts";
import { requireSameOrigin, SESSION_COOKIE } from "./authentication.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { presentMe } from "./me.ts";

const problems = { content: { "application/problem+json": { schema: Problem } } };

/** The console's sign-in: a token is exchanged for a cookie. */
export function addSessionRoutes(app: FastifyInstance, deps: ApiDependencies): void {
	const { settings, database, clock } = deps;
	const cookie = () => ({
		httpOnly: true,
		sameSite: "strict" as const,
		path: "/",
		secure: settings.publicApiUrl().startsWith("https:"),
	});
	/** Where a browser says from where it asks, that must be here, so that nobody is signed in by another's page. */
	const ownPage = async (request: FastifyRequest): Promise<void> => {
		if (request.headers.origin !== undefined) requireSameOrigin(request, settings.publicApiUrl());
	};

	app.route({
		method: "POST",
		url: "/api/v1/session",
		schema: {
			summary: "Sign in: sets the console's session cookie",
			tags: ["session"],
			security: [],
			body: SignIn,
			response: { 200: Me, default: problems },
		},
		onRequest: ownPage,
		handler: async (request: FastifyRequest, reply: FastifyReply) => {
			const { token } = request.body as { token: string };
			const principal = await principalOfToken(database, token, clock());
			if (!principal) throw new CertusError(401, "wrongToken", "the token is unknown or has expired");
			const { secret, maxAgeSeconds } = await signIn(deps, principal);
			reply.setCookie(SESSION_COOKIE, secret, { ...cookie(), maxAge: maxAgeSeconds });
			return presentMe(principal, deps.tenants);
		},
	});

	app.route({
		method: "DELETE",
		url: "/api/v1/session",
		schema: { summary: "Sign out", tags: ["session"], security: [], response: { default: problems } },
		onRequest: async (request) => {
			if (request.cookies[SESSION_COOKIE] !== undefined) requireSameOrigin(request, settings.publicApiUrl());
		},
		handler: async (request: FastifyRequest, reply: FastifyReply) => {
			const secret = request.cookies[SESSION_COOKIE];
			if (secret) await signOut(deps, secret);
			return reply.clearCookie(SESSION_COOKIE, cookie()).code(204).send();
		},
	});
}
