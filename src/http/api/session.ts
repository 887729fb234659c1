import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Passwords } from "../../app/passwords.ts";
import { signInByPassword, signInByToken, signOut } from "../../app/session.ts";
import { openAddressGuard } from "../../app/signInGuard.ts";
import { Me, Problem } from "../../shared/common.ts";
import { SignIn, SignInWays } from "../../shared/users.ts";
import { networkOf } from "../cwmp/addresses.ts";
import { requireSameOrigin, SESSION_COOKIE } from "./authentication.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { presentMe } from "./me.ts";
import { addOidcRoutes } from "./oidc.ts";

const problems = { content: { "application/problem+json": { schema: Problem } } };

/** The console's sign-in: a token, or email and password, are exchanged for a cookie. */
export function addSessionRoutes(app: FastifyInstance, deps: ApiDependencies, passwords: Passwords): void {
	const { settings } = deps;
	const signing = { ...deps, passwords, addresses: openAddressGuard() };
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
		method: "GET",
		url: "/api/v1/session",
		exposeHeadRoute: false,
		schema: {
			summary: "How one may sign in, beside by a token or a password",
			tags: ["session"],
			security: [],
			"x-permission": "anybody",
			querystring: z.strictObject({}),
			response: { 200: SignInWays, default: problems },
		} as object,
		handler: async (): Promise<SignInWays> => ({ singleSignOn: deps.oidc !== null }),
	});
	/** Who signs in again in the same browser has one session, not two. */
	const endSessionBefore = async (request: FastifyRequest): Promise<void> => {
		const before = request.cookies[SESSION_COOKIE];
		if (before) await signOut(signing, before);
	};
	addOidcRoutes(app, deps, signing);

	app.route({
		method: "POST",
		url: "/api/v1/session",
		schema: {
			summary: "Sign in: sets the console's session cookie",
			tags: ["session"],
			security: [],
			"x-permission": "anybody",
			body: SignIn,
			response: { 200: Me, default: problems },
		} as object,
		onRequest: ownPage,
		handler: async (request: FastifyRequest, reply: FastifyReply) => {
			const given = request.body as SignIn;
			const from = { address: request.ip, network: networkOf(request.ip) };
			const { principal, secret, maxAgeSeconds } =
				"token" in given
					? await signInByToken(signing, given.token, from)
					: await signInByPassword(signing, given, from);
			await endSessionBefore(request);
			reply.setCookie(SESSION_COOKIE, secret, { ...cookie(), maxAge: maxAgeSeconds });
			return presentMe(principal, deps.tenants);
		},
	});

	app.route({
		method: "DELETE",
		url: "/api/v1/session",
		schema: {
			summary: "Sign out",
			tags: ["session"],
			security: [],
			"x-permission": "anybody",
			response: { default: problems },
		} as object,
		onRequest: async (request) => {
			if (request.cookies[SESSION_COOKIE] !== undefined) requireSameOrigin(request, settings.publicApiUrl());
		},
		handler: async (request: FastifyRequest, reply: FastifyReply) => {
			const secret = request.cookies[SESSION_COOKIE];
			if (secret) await signOut(signing, secret);
			return reply.clearCookie(SESSION_COOKIE, cookie()).code(204).send();
		},
	});
}
