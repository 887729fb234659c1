/** Single sign-on against a real OpenID provider on loopback. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOidcClient } from "../../src/http/api/oidcClient.ts";
import { secretContext } from "../../src/lib/vault.ts";
import { openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { CLIENT, openProvider, type TestProvider } from "../support/oidcProvider.ts";
import { PASSWORD, trailOf } from "../support/people.ts";
import { testVault } from "../support/vault.ts";

const CALLBACK = `${PUBLIC_URL}/api/v1/session/oidc/callback`;
const CONTEXT = secretContext("installation", "oidc.signIn");

let idp: TestProvider;
let api: TestApi;
let emails = 0;

beforeAll(async () => {
	idp = await openProvider();
	idp.serve(CALLBACK);
	const settings = { issuer: idp.issuer, ...CLIENT, scopes: "openid email" };
	api = await openTestApi({ oidc: createOidcClient(settings) });
});
afterAll(async () => {
	await api?.[Symbol.asyncDispose]();
	await idp?.[Symbol.asyncDispose]();
});
beforeEach(() => {
	// So that an address may try again.
	api.now = new Date(api.now.getTime() + 3_600_000);
});

async function addUser(): Promise<{ id: string; email: string }> {
	const email = `user${++emails}@example.net`;
	const body = { email, name: "U", password: PASSWORD, roles: [{ tenant: "default", role: "viewer" }] };
	return (await api.ask("POST", "/users", { body })).json();
}

function cookieIn(answer: LightMyRequestResponse, name: string): string | undefined {
	const cookies = [answer.headers["set-cookie"] ?? []].flat();
	return cookies.find((cookie) => cookie.startsWith(`${name}=`));
}

const ask = (path: string, cookie?: string) =>
	api.ask("GET", path, { token: null, headers: cookie === undefined ? {} : { cookie } });

/** A sign-in up to where the provider sends the browser back. */
async function upToTheCallback(to = "/"): Promise<{ path: string; cookie: string; started: LightMyRequestResponse }> {
	const started = await ask(`/session/oidc?to=${encodeURIComponent(to)}`);
	expect(started.statusCode).toBe(302);
	const jar = new Map<string, string>();
	let next = started.headers.location as string;
	for (let hop = 0; hop < 10 && !next.startsWith(PUBLIC_URL); hop++) {
		const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
		const answer = await fetch(next, { redirect: "manual", headers: { cookie } });
		for (const set of answer.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
			if (name !== undefined && value !== undefined) jar.set(name, value);
		}
		const location = answer.headers.get("location");
		if (location === null) throw new Error(`${answer.status} ${await answer.text()}`);
		next = new URL(location, next).href;
	}
	const cookie = (cookieIn(started, "certus_oidc") as string).split(";")[0] as string;
	return { path: next.slice(`${PUBLIC_URL}/api/v1`.length), cookie, started };
}

async function signIn(to?: string): Promise<LightMyRequestResponse> {
	const { path, cookie } = await upToTheCallback(to);
	return ask(path, cookie);
}

/** The cookie of a sign-in with something else in it. */
function changed(cookie: string, change: object): string {
	const [name, value] = cookie.split("=") as [string, string];
	const inside = JSON.parse(testVault.open(decodeURIComponent(value), CONTEXT));
	return `${name}=${testVault.seal(JSON.stringify({ ...inside, ...change }), CONTEXT)}`;
}

function expectPage(answer: LightMyRequestResponse, status: number, words: string): void {
	expect([answer.statusCode, answer.headers["content-type"]]).toEqual([status, "text/html; charset=utf-8"]);
	expect(answer.body).toContain(words);
	for (const leak of ["Error", "at file", "node_modules", "OAUTH", CLIENT.clientSecret, "code="]) {
		expect(answer.body).not.toContain(leak);
	}
	expect(cookieIn(answer, "certus_session")).toBeUndefined();
}

describe("single sign-on", () => {
	test("opens a session for the user whose verified email it is, and the trail says how", async () => {
		const { id, email } = await addUser();
		idp.present({ email: email.toUpperCase(), email_verified: true });
		const { path, cookie, started } = await upToTheCallback("/devices?tab=a&b=%22");
		const set = cookieIn(started, "certus_oidc") as string;
		for (const part of ["HttpOnly", "SameSite=Lax", "Path=/api/v1/session/oidc", "Max-Age=600"]) {
			expect(set).toContain(part);
		}
		const asked = new URL(started.headers.location as string).searchParams;
		expect([asked.get("code_challenge_method"), asked.get("response_type")]).toEqual(["S256", "code"]);
		for (const part of ["state", "nonce", "code_challenge"]) {
			expect(asked.get(part)).toMatch(/^[\w-]{43}$/);
			expect(set).not.toContain(asked.get(part));
		}

		const answer = await ask(path, cookie);
		expect(answer.statusCode).toBe(200);
		expect(answer.body).toContain('content="0;url=/devices?tab=a&amp;b=%22"');
		const session = cookieIn(answer, "certus_session") as string;
		for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(session).toContain(part);
		expect(cookieIn(answer, "certus_oidc")).toMatch(/^certus_oidc=;/);
		const me = await ask("/me", session.split(";")[0]);
		expect(me.json()).toMatchObject({ id, name: email });
		expect((await trailOf(api, "default")).at(-1)).toMatchObject({
			action: "session.opened",
			actor: email,
			detail: { method: "oidc" },
		});
	});

	test("is the same user's when the email has changed at the provider, or is told no more", async () => {
		const { email } = await addUser();
		const subject = idp.present({ email, email_verified: true });
		expect((await signIn()).statusCode).toBe(200);
		const other = await addUser();
		for (const now of [{ email: other.email, email_verified: true }, { email: "new@example.net" }, {}]) {
			idp.present(now, subject);
			const session = cookieIn(await signIn(), "certus_session")?.split(";")[0];
			expect((await ask("/me", session)).json()).toMatchObject({ name: email });
		}
		// Who has that email there now is somebody else.
		idp.present({ email, email_verified: true });
		expectPage(await signIn(), 403, "is linked to another account there");
	});

	test("makes nobody: an email that nobody has here is refused, and said what to do", async () => {
		idp.present({ email: "<b>nobody</b>@example.net", email_verified: true });
		const answer = await signIn();
		expectPage(answer, 403, "There is no user &lt;b&gt;nobody&lt;/b&gt;@example.net here.");
		expect(answer.body).toContain("Ask who manages users here");
		expect((await trailOf(api, "default")).at(-1)).toMatchObject({
			action: "session.refused",
			detail: { reason: "userUnknown" },
		});
	});

	test.each([
		["says that it is not verified", { email_verified: false }],
		["says nothing of that", {}],
	])("takes no email of which the provider %s", async (_what, claim) => {
		const { email } = await addUser();
		idp.present({ email, ...claim });
		expectPage(await signIn(), 403, "Have your email verified");
	});

	test.each([
		["state", 400],
		["nonce", 400],
		["verifier", 400],
	])("takes no answer to another %s", async (what, status) => {
		const { email } = await addUser();
		idp.present({ email, email_verified: true });
		const { path, cookie } = await upToTheCallback();
		expectPage(await ask(path, changed(cookie, { [what]: "x".repeat(43) })), status, "sign-in");
	});

	test("takes no answer of another browser's sign-in, or without a sign-in", async () => {
		const { email } = await addUser();
		idp.present({ email, email_verified: true });
		const { path, cookie } = await upToTheCallback();
		const mine = await upToTheCallback();
		expectPage(await ask(path, mine.cookie), 400, "does not belong to this sign-in");
		expectPage(await ask(path), 400, "or was begun elsewhere");
		expectPage(await ask(path, `${cookie.slice(0, -1)}`), 400, "or was begun elsewhere");
		expectPage(await ask("/session/oidc/callback", cookie), 400, "does not belong to this sign-in");
	});

	test("takes a code once, also where the browser kept its cookie", async () => {
		const { email } = await addUser();
		idp.present({ email, email_verified: true });
		const { path, cookie } = await upToTheCallback();
		expect((await ask(path, cookie)).statusCode).toBe(200);
		expectPage(await ask(path, cookie), 400, "was used already");
	});

	test("is over after ten minutes", async () => {
		const { email } = await addUser();
		idp.present({ email, email_verified: true });
		const { path, cookie } = await upToTheCallback();
		api.now = new Date(api.now.getTime() + 601_000);
		expectPage(await ask(path, cookie), 400, "is over");
	});

	test("says so where the provider did not sign somebody in, and repeats nothing of its words", async () => {
		const started = await ask("/session/oidc");
		const cookie = (cookieIn(started, "certus_oidc") as string).split(";")[0] as string;
		const state = new URL(started.headers.location as string).searchParams.get("state");
		const query = new URLSearchParams({
			error: "access_denied",
			error_description: "<script>",
			state: state ?? "",
			iss: idp.issuer,
		});
		const answer = await ask(`/session/oidc/callback?${query}`, cookie);
		expectPage(answer, 403, "The identity provider did not sign you in.");
		expect(answer.body).not.toContain("<script>");
	});

	test.each(["https://evil.test/", "//evil.test", "/\\evil.test", "devices", "/a b"])(
		"sends nobody to %s",
		async (to) => {
			const answer = await ask(`/session/oidc?to=${encodeURIComponent(to)}`);
			expect([answer.statusCode, answer.headers.location]).toEqual([400, undefined]);
		},
	);

	test("is told to the sign-in page where it is set up, and only there", async () => {
		expect((await ask("/session")).json()).toEqual({ singleSignOn: true });
		await using without = await openTestApi();
		expect((await without.ask("GET", "/session", { token: null })).json()).toEqual({ singleSignOn: false });
		expectPage(await without.ask("GET", "/session/oidc", { token: null }), 404, "Single sign-on is not set up here.");
	});

	test("says that the provider is down, and works when it is up again", async () => {
		const gone = createServer();
		await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
		const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
		await new Promise((resolve) => gone.close(resolve));
		await using other = await openTestApi({ oidc: createOidcClient({ issuer: url, ...CLIENT, scopes: "openid" }) });
		const begin = () => other.ask("GET", "/session/oidc", { token: null });
		expectPage(await begin(), 503, "can&#39;t be reached");
		const metadata = {
			issuer: url,
			authorization_endpoint: `${url}/auth`,
			token_endpoint: `${url}/token`,
			jwks_uri: `${url}/jwks`,
			response_types_supported: ["code"],
		};
		const back = createServer((_request, response) => {
			response.setHeader("content-type", "application/json").end(JSON.stringify(metadata));
		});
		await new Promise<void>((resolve) => back.listen(Number(new URL(url).port), "127.0.0.1", resolve));
		expect((await begin()).statusCode).toBe(302);
		back.closeAllConnections();
		await new Promise((resolve) => back.close(resolve));
	});
});
