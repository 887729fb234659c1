import * as client from "openid-client";
import type { ProviderUser } from "../../app/session.ts";
import { CertusError } from "../../lib/errors.ts";

export interface OidcSettings {
	readonly issuer: string;
	readonly clientId: string;
	/** `null`: a public client, which PKCE alone protects. */
	readonly clientSecret: string | null;
	/** Apart by spaces; `openid` is one of them. */
	readonly scopes: string;
}

/** What a sign-in's answer is compared with; only the browser that began it has it. */
export interface OidcChecks {
	readonly state: string;
	readonly nonce: string;
	readonly verifier: string;
}

/** Single sign-on by the authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636). */
export interface OidcClient {
	/** Where the browser is to go. Throws `providerUnavailable` where the provider does not answer. */
	begin(redirectUri: string): Promise<{ readonly url: URL; readonly checks: OidcChecks }>;
	/** Who is there, by the URL that the provider sent the browser back to. */
	finish(answered: URL, checks: OidcChecks): Promise<ProviderUser>;
}

const TIMEOUT_SECONDS = 10;

/** The provider is asked for its metadata at the first sign-in, not at the start: it may be down then. */
export function createOidcClient({ issuer, clientId, clientSecret, scopes }: OidcSettings): OidcClient {
	let known: Promise<client.Configuration> | null = null;

	function configuration(): Promise<client.Configuration> {
		const asked =
			known ??
			client.discovery(new URL(issuer), clientId, {}, clientSecret === null ? client.None() : secretIn(clientSecret), {
				timeout: TIMEOUT_SECONDS,
				execute: issuer.startsWith("http:") ? [client.allowInsecureRequests] : [],
			});
		known = asked;
		asked.catch(() => {
			if (known === asked) known = null;
		});
		return asked;
	}

	return {
		async begin(redirectUri) {
			const config = await configuration().catch(refuse);
			const checks = {
				state: client.randomState(),
				nonce: client.randomNonce(),
				verifier: client.randomPKCECodeVerifier(),
			};
			const url = client.buildAuthorizationUrl(config, {
				redirect_uri: redirectUri,
				scope: scopes,
				state: checks.state,
				nonce: checks.nonce,
				code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
				code_challenge_method: "S256",
			});
			return { url, checks };
		},
		async finish(answered, { state, nonce, verifier }) {
			try {
				const config = await configuration();
				const tokens = await client.authorizationCodeGrant(config, answered, {
					expectedState: state,
					expectedNonce: nonce,
					pkceCodeVerifier: verifier,
				});
				const claims = tokens.claims();
				if (!claims) throw new CertusError(502, "providerAnswer", "the identity provider sent no ID token");
				// Many tell the email by their userinfo endpoint only.
				const asks = claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
				const { email, email_verified: isVerified } = asks
					? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
					: claims;
				const verifiedEmail = typeof email === "string" && isVerified === true ? email : null;
				return { issuer: claims.iss, subject: claims.sub, verifiedEmail };
			} catch (error) {
				return refuse(error);
			}
		},
	};
}

/** In the header, as RFC 6749 (2.3.1) has it, or in the form where the provider takes it only there. */
function secretIn(secret: string): client.ClientAuth {
	const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
	return (server, ...rest) => {
		const taken = server.token_endpoint_auth_methods_supported;
		return (taken === undefined || taken.includes("client_secret_basic") ? basic : post)(server, ...rest);
	};
}

/** What went wrong, in a word of ours: what a provider or a URL says is not repeated to the browser. */
function refuse(error: unknown): never {
	if (error instanceof CertusError) throw error;
	if (error instanceof client.AuthorizationResponseError) {
		throw new CertusError(403, "providerRefused", "the identity provider did not sign you in", {}, error);
	}
	if (error instanceof client.ResponseBodyError) {
		// The code was used or is over, or was given to somebody else (RFC 6749, 5.2).
		if (error.error === "invalid_grant") {
			throw new CertusError(400, "signInOver", "this sign-in was used already, or is over", {}, error);
		}
		throw new CertusError(
			502,
			"providerAnswer",
			`the identity provider refused Certus: ${codeOf(error.error)}`,
			{},
			error,
		);
	}
	const { code } = error as { code?: unknown };
	if (typeof code === "string" && MISMATCHES.has(code)) {
		throw new CertusError(400, "signInMismatch", "the answer does not belong to this sign-in", {}, error);
	}
	throw new CertusError(503, "providerUnavailable", "the identity provider can't be reached", {}, error);
}

/** Of oauth4webapi: claims, states and signatures that are others than they must be. */
const MISMATCHES = new Set([
	"OAUTH_INVALID_RESPONSE",
	"OAUTH_JWT_CLAIM_COMPARISON_FAILED",
	"OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
	"OAUTH_INVALID_REQUEST",
	"OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
]);

function codeOf(error: string): string {
	return /^[a-z_]{1,40}$/.test(error) ? error : "unknown error";
}
