import type { LightMyRequestResponse } from "fastify";
import { expect } from "vitest";
import { readAudit } from "../../src/store/audit.ts";
import type { TestApi } from "./api.ts";

export const PASSWORD = "correct horse battery";

/** The session cookie of an answer, as a browser sends it back. */
export function cookieOf(answer: LightMyRequestResponse): string {
	return (answer.headers["set-cookie"] as string).split(";")[0] as string;
}

/** Signs in; the cookie. */
export async function signInAs(api: TestApi, email: string, password = PASSWORD): Promise<string> {
	const answer = await api.ask("POST", "/session", { token: null, body: { email, password } });
	expect([answer.statusCode, answer.body]).toEqual([200, expect.anything()]);
	return cookieOf(answer);
}

/** The trail's entries of a tenant, the oldest first. */
export async function trailOf(
	api: TestApi,
	slug: "default" | "lab" | "other",
): Promise<Readonly<Record<string, unknown>>[]> {
	return (await readAudit(api.scope(slug), { after: 0, limit: 500 })).map(({ entry }) => entry);
}
