import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type SignInDependencies, signInByProvider } from "../../app/session.ts";
import { CertusError } from "../../lib/errors.ts";
import { secretContext } from "../../lib/vault.ts";
import { networkOf } from "../cwmp/addresses.ts";
import { SESSION_COOKIE } from "./authentication.ts";
import type { ApiDependencies } from "./dependencies.ts";
import { html } from "./html.ts";
import type { OidcChecks, OidcClient } from "./oidcClient.ts";

const PATH = "/api/v1/session/oidc";
export const OIDC_CALLBACK = `${PATH}/callback`;
const COOKIE = "certus_oidc";
/** How long somebody may take at the identity provider. */
const SIGN_IN_SECONDS = 600;
/** The cookie is the installation's: no tenant is known yet. */
const CONTEXT = secretContext("installation", "oidc.signIn");

/** A page of the console, as a path of this server: nowhere else is anybody sent. */
const To = z
	.string()
	.max(2048)
	.regex(/^\/(?![/\\])[\x21-\x7e]*$/)
	.default("/");

/** A sign-in under way, as its cookie holds it. */
const UnderWay = z.object({
	state: z.string(),
	nonce: z.string(),
	verifier: z.string(),
	to: z.string(),
	/** Milliseconds since the epoch. */
	until: z.number(),
});

/** What the page of a refusal says is to be done about it. */
const ADVICE: Readonly<Record<string, string>> = {
	userUnknown: "Ask who manages users here to make a user with this email, then sign in again.",
	emailUnverified: "Have your email verified at the identity provider, then sign in again.",
	linkedElsewhere: "Ask who manages users here: the user has to be deleted and made anew for another account.",
	providerRefused: "Sign in again, and agree to what the identity provider asks.",
	providerUnavailable: "Try again in a moment, or sign in by a password or a token.",
	providerAnswer: "Certus and the identity provider do not fit together: whoever runs Certus finds why in its log.",
	tooManyAttempts: "Wait, then sign in again.",
};

/** Single sign-on: to the identity provider and back, with nothing kept here in between. */
export function addOidcRoutes(app: FastifyInstance, deps: ApiDependencies, signing: SignInDependencies): void {
	const { oidc, vault, clock, log, settings } = deps;
	const isSecure = () => settings.publicApiUrl().startsWith("https:");
	// Lax: the identity provider's page sends the browser here.
	const ownCookie = () => ({ httpOnly: true, sameSite: "lax" as const, path: PATH, secure: isSecure() });
	const described = (summary: string, querystring: z.ZodType) =>
		({
			summary,
			tags: ["session"],
			security: [],
			"x-permission": "anybody",
			querystring,
			response: { default: { content: { "text/html": { schema: z.string() } } } },
		}) as object;

	app.route({
		method: "GET",
		url: PATH,
		exposeHeadRoute: false,
		schema: described("Single sign-on: sends the browser to the identity provider", z.strictObject({ to: To })),
		handler: (request: FastifyRequest, reply: FastifyReply) =>
			orPage(reply, async () => {
				const { url, checks } = await configured(oidc).begin(`${settings.publicApiUrl()}${OIDC_CALLBACK}`);
				const { to } = request.query as { to: string };
				const underWay = { ...checks, to, until: clock().getTime() + SIGN_IN_SECONDS * 1000 };
				reply.setCookie(COOKIE, vault.seal(JSON.stringify(underWay), CONTEXT), {
					...ownCookie(),
					maxAge: SIGN_IN_SECONDS,
				});
				return reply.redirect(url.href);
			}),
	});

	app.route({
		method: "GET",
		url: OIDC_CALLBACK,
		exposeHeadRoute: false,
		// What comes along is the provider's affair; what counts is looked at by the client.
		schema: described(
			"Where the identity provider sends the browser back to; sets the console's session cookie",
			z.looseObject({}),
		),
		handler: (request: FastifyRequest, reply: FastifyReply) =>
			orPage(reply, async () => {
				const cookie = request.cookies[COOKIE];
				reply.clearCookie(COOKIE, ownCookie());
				const from = { address: request.ip, network: networkOf(request.ip) };
				const provider = configured(oidc);
				let page = "/";
				const identify = async () => {
					const { to, ...checks } = underWayIn(cookie);
					page = to;
					return await provider.finish(new URL(`${settings.publicApiUrl()}${request.url}`), checks);
				};
				const { secret, maxAgeSeconds } = await signInByProvider(signing, identify, from);
				reply.setCookie(SESSION_COOKIE, secret, {
					...{ httpOnly: true, sameSite: "strict", path: "/", secure: isSecure(), maxAge: maxAgeSeconds },
				});
				// A Strict cookie is not sent where another site's page led: so our own page leads on.
				return sendPage(reply, 200, "Signed in", html`<p><a href="${page}">Go on to Certus</a></p>`, page);
			}),
	});

	function underWayIn(cookie: string | undefined): OidcChecks & { readonly to: string } {
		const over = new CertusError(400, "signInOver", "this sign-in was used already, is over, or was begun elsewhere");
		if (cookie === undefined) throw over;
		try {
			const found = UnderWay.parse(JSON.parse(vault.open(cookie, CONTEXT)));
			if (found.until > clock().getTime()) return found;
		} catch {
			// Somebody else's, or of a key that is gone.
		}
		throw over;
	}

	/** People read what went wrong here: nothing of it is JSON, and nothing of the cause is shown. */
	async function orPage(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
		try {
			return await work();
		} catch (error) {
			const known = error instanceof CertusError ? error : null;
			if (!known || known.status >= 500) log.error({ err: error }, "single sign-on failed");
			const wait = known?.details.retryAfterSeconds;
			if (typeof wait === "number") reply.header("retry-after", wait);
			const advice = ADVICE[known?.code ?? ""] ?? "Begin again.";
			const detail = known?.message ?? "something went wrong here; the log says what";
			return sendPage(
				reply,
				known?.status ?? 500,
				"Not signed in",
				html`<p>${sentence(detail)}</p><p>${advice}</p><p><a href="/">To the sign-in page</a></p>`,
			);
		}
	}
}

function configured(oidc: OidcClient | null): OidcClient {
	if (oidc) return oidc;
	throw new CertusError(404, "noSingleSignOn", "single sign-on is not set up here");
}

function sentence(text: string): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function sendPage(
	reply: FastifyReply,
	status: number,
	title: string,
	content: ReturnType<typeof html>,
	next?: string,
): FastifyReply {
	const refresh = next === undefined ? html`` : html`<meta http-equiv="refresh" content="0;url=${next}">`;
	const { html: document } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}
<title>${title} · Certus</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}</style>
</head><body><main><h1>${title}</h1>${content}</main></body></html>
`;
	return reply.code(status).type("text/html; charset=utf-8").send(document);
}
