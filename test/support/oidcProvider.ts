import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { vi } from "vitest";

/** What somebody's provider tells of them. */
export interface Person {
	readonly email?: string;
	readonly email_verified?: boolean;
}

export const CLIENT = { clientId: "certus", clientSecret: "s3cr:t/of certus" } as const;

export interface TestProvider extends AsyncDisposable {
	readonly issuer: string;
	/** Begins to answer: who comes back to this address is Certus. */
	serve(redirectUri: string): void;
	/** Somebody who is signed in there, before the browser, and has agreed to everything; gives the subject. */
	present(claims: Person, subject?: string): string;
}

/** A real OpenID provider on loopback, by the host's name that is given. */
export async function openProvider(host = "127.0.0.1"): Promise<TestProvider> {
	// It says in a test, too, what must not be left as it is in production.
	const quiet = (["info", "warn"] as const).map((level) =>
		vi.spyOn(console, level).mockImplementation(() => undefined),
	);
	let answer: ReturnType<Provider["callback"]> = () => Promise.resolve();
	const server = createServer((request, response) => void answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
	const people = new Map<string, Person>();
	let accountId = "";
	return {
		issuer,
		serve(redirectUri) {
			const provider = new Provider(issuer, configuration(redirectUri, people));
			const callback = provider.callback();
			answer = async (request, response) => {
				if (!request.url?.startsWith("/interaction/")) return callback(request, response);
				await provider.interactionFinished(request, response, { login: { accountId } });
			};
		},
		present(claims, subject = `sub-${crypto.randomUUID()}`) {
			people.set(subject, claims);
			accountId = subject;
			return subject;
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			for (const spy of quiet) spy.mockRestore();
		},
	};
}

function configuration(
	redirectUri: string,
	people: ReadonlyMap<string, Person>,
): NonNullable<ConstructorParameters<typeof Provider>[1]> {
	const { clientId, clientSecret } = CLIENT;
	return {
		clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
		claims: { openid: ["sub"], email: ["email", "email_verified"] },
		pkce: { required: () => true },
		features: { devInteractions: { enabled: false } },
		interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
		cookies: { keys: ["a key of this test"] },
		findAccount: (_context, subject) => ({
			accountId: subject,
			claims: () => ({ ...people.get(subject), sub: subject }),
		}),
		loadExistingGrant: async (context) => {
			const { client, session } = context.oidc;
			const grant = new context.oidc.provider.Grant({
				...(client && { clientId: client.clientId }),
				...(session?.accountId && { accountId: session.accountId }),
			});
			grant.addOIDCScope("openid email");
			await grant.save();
			return grant;
		},
	};
}
