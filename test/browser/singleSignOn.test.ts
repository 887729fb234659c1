/** Single sign-on in a real browser, to a provider on another site: there and back, cookies and all. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLIENT, openProvider, type TestProvider } from "../support/oidcProvider.ts";
import { openSystem, type TestSystem } from "../system/support.ts";
import { builtConsole, openConsole } from "./browser.ts";

let idp: TestProvider;
let certus: TestSystem;

beforeAll(async () => {
	await builtConsole();
	// Another host's name is another site to a browser, though it is the same machine.
	idp = await openProvider("localhost");
	certus = await openSystem({
		CERTUS_OIDC_ISSUER: idp.issuer,
		CERTUS_OIDC_CLIENT_ID: CLIENT.clientId,
		CERTUS_OIDC_CLIENT_SECRET: CLIENT.clientSecret,
	});
	idp.serve(`${certus.api.url}/api/v1/session/oidc/callback`);
}, 120_000);

afterAll(async () => {
	await certus?.[Symbol.asyncDispose]();
	await idp?.[Symbol.asyncDispose]();
});

test("somebody signs in from the page that was asked for, and is there afterwards", { timeout: 60_000 }, async () => {
	const email = "ada@example.net";
	const roles = [{ tenant: "default", role: "viewer" }];
	await certus.api.must("POST", "/users", { email, name: "Ada", password: "correct horse battery", roles });
	await using browser = await openConsole(certus.api.url);
	const { page } = browser;

	idp.present({ email: "nobody@example.net", email_verified: true });
	await page.goto("/models?tenant=default");
	await page.getByRole("link", { name: "Sign in with single sign-on" }).click();
	await page.getByRole("heading", { name: "Not signed in" }).waitFor();
	await page.getByText("There is no user nobody@example.net here.").waitFor();

	// The provider remembers who sat there.
	await browser.context.clearCookies();
	idp.present({ email, email_verified: true });
	await page.goto("/models?tenant=default");
	await page.getByRole("link", { name: "Sign in with single sign-on" }).click();
	await page.getByRole("navigation", { name: "Main" }).waitFor();
	expect(new URL(page.url()).pathname).toBe("/models");
	const session = (await browser.context.cookies()).find(({ name }) => name === "certus_session");
	expect(session).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/" });
	expect(browser.trouble).toEqual([]);
});
