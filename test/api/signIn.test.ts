import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { principalOfSession } from "../../src/app/principal.ts";
import { seal } from "../../src/app/seal.ts";
import { statement } from "../../src/store/db.ts";
import { openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { cookieOf, PASSWORD, signInAs, trailOf } from "../support/people.ts";

let api: TestApi;
let serial = 0;
let email: string;
let id: string;
/** Of the trail, before the test. */
let before: number;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
	email = `ada${++serial}@example.org`;
	const body = { email, name: "Ada", password: PASSWORD, roles: [{ tenant: "default", role: "noc" }] };
	id = (await api.ask("POST", "/users", { body })).json().id;
	before = (await trail()).length;
});

const trail = () => trailOf(api, "default");

const later = (seconds: number): void => {
	api.now = new Date(api.now.getTime() + seconds * 1000);
};

/** Each from an address of its own, unless one is given. */
let host = 0;
function attempt(given: { email?: string; password?: string; totp?: string }, from?: string) {
	const remoteAddress = from ?? `198.51.${Math.floor(host / 250)}.${(host++ % 250) + 1}`;
	const payload = { email, password: PASSWORD, ...given };
	return api.app.inject({ method: "POST", url: "/api/v1/session", payload, remoteAddress });
}

/** Of this test. */
const refusals = async () => (await trail()).slice(before).filter(({ action }) => action === "session.refused");

describe("email and password", () => {
	test("open a session with a cookie that scripts and other sites don't get, and the trail says from where", async () => {
		const answer = await attempt({ email: email.toUpperCase() }, "192.0.2.7");
		expect(answer.json()).toMatchObject({ id, name: email, kind: "user", tenants: [{ slug: "default", role: "noc" }] });
		for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) {
			expect(answer.headers["set-cookie"]).toContain(part);
		}
		expect((await trail()).at(-1)).toMatchObject({
			action: "session.opened",
			actor: email,
			actorId: id,
			detail: { address: "192.0.2.7" },
		});
		const [secret] = cookieOf(answer).split("=").slice(1);
		const stored = await api.database.query(statement("test.sessions", "select s::text as row from console_session s"));
		expect(JSON.stringify(stored)).not.toContain(secret);
	});

	test("the user acts in the trail by email and id, and the session writes from our own pages only", async () => {
		const headers = { cookie: await signInAs(api, email) };
		const form = { reason: "x" };
		expect((await api.ask("POST", "/tenants", { token: null, headers, body: form })).json().code).toBe(
			"originMismatch",
		);
		const own = { ...headers, origin: PUBLIC_URL };
		expect((await api.ask("POST", "/me/totp", { token: null, headers: own })).statusCode).toBe(201);
		expect((await trail()).at(-1)).toMatchObject({
			action: "totp.enrolled",
			actor: email,
			actorId: id,
		});
	});

	test("an unknown email is answered as a wrong password is", async () => {
		const wrong = await attempt({ password: "not the password" });
		const unknown = await attempt({ email: "nobody@example.org" });
		expect(wrong.statusCode).toBe(401);
		expect(unknown.statusCode).toBe(401);
		expect(unknown.json()).toEqual(wrong.json());
		expect(Object.keys(unknown.headers).sort()).toEqual(Object.keys(wrong.headers).sort());
		expect(await refusals()).toMatchObject([
			{ actor: email, actorId: id, outcome: "refused", detail: { reason: "wrongCredentials" } },
			{ actor: "unknown", actorId: null, outcome: "refused", detail: { reason: "wrongCredentials" } },
		]);
		expect(JSON.stringify(await trail())).not.toContain("nobody@");
	});

	test("a password is the same however a keyboard composes it", async () => {
		const body = { password: "caf\u00e9 caf\u00e9 caf\u00e9" };
		await api.ask("PATCH", `/users/${id}`, { body });
		await signInAs(api, email, body.password.normalize("NFD"));
	});

	test.each<[string, unknown]>([
		["nothing", {}],
		["a token and a password", { token: "x", email: "ada@example.org", password: PASSWORD }],
		["no password", { email: "ada@example.org" }],
		["an empty password", { email: "ada@example.org", password: "" }],
		["an endless password", { email: "ada@example.org", password: "x".repeat(129) }],
		["a code that is none", { email: "ada@example.org", password: PASSWORD, totp: "12345a" }],
		["an object for an email", { email: { $ne: "" }, password: PASSWORD }],
	])("%s is not a sign-in", async (_title, body) => {
		expect((await api.ask("POST", "/session", { token: null, body })).statusCode).toBe(422);
	});

	test("a session ends when it is not used, and after a working day anyhow", async () => {
		const ask = (cookie: string) => api.ask("GET", "/me", { token: null, headers: { cookie } });
		const idle = await signInAs(api, email);
		later(2 * 3600 + 1);
		expect((await ask(idle)).statusCode).toBe(401);
		const used = await signInAs(api, email);
		for (let hour = 0; hour < 11; hour++) {
			later(3600);
			expect((await ask(used)).statusCode).toBe(200);
		}
		later(3600);
		expect((await ask(used)).statusCode).toBe(401);
	});
});

test("a page that is only open does not keep its session: its live events ask without using it", async () => {
	const secret = (await signInAs(api, email)).split("=")[1] as string;
	const asked = async (isUse: boolean) => (await principalOfSession(api.database, secret, api.now, isUse)) !== null;
	later(3600);
	expect(await asked(false)).toBe(true);
	later(3600 - 60);
	expect(await asked(true)).toBe(true);
	later(3600);
	expect(await asked(false)).toBe(true);
	later(3601);
	expect(await asked(false)).toBe(false);
});

describe("guessing", () => {
	test.each([
		["a user", true],
		["an email that nobody has", false],
	])(
		"locks %s out for a while that doubles; the right password too, and it clears the count",
		async (_title, isKnown) => {
			const whom = isKnown ? email : "stranger@example.org";
			const answers = [];
			for (let i = 0; i < 6; i++) answers.push(await attempt({ email: whom, password: "not the password" }));
			expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 401, 429]);
			const locked = await attempt({ email: whom });
			expect([locked.statusCode, locked.json().code, locked.headers["retry-after"]]).toEqual([429, "lockedOut", "30"]);
			expect((await refusals()).at(-1)).toMatchObject({ detail: { reason: "lockedOut" } });
			later(30);
			expect((await attempt({ email: whom, password: "not the password" })).statusCode).toBe(401);
			expect((await attempt({ email: whom })).headers["retry-after"]).toBe("60");
			later(60);
			if (!isKnown) return;
			expect((await attempt({ email: whom })).statusCode).toBe(200);
			for (let i = 0; i < 5; i++) {
				expect((await attempt({ email: whom, password: "not the password" })).statusCode).toBe(401);
			}
		},
	);

	test("many at once are as many", async () => {
		const answers = await Promise.all(
			Array.from({ length: 12 }, (_, i) => attempt({ password: `not the password ${i}` })),
		);
		expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
		expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(7);
	});

	test("an address may try thirty times, whomever it tries; the trail has its refusal once", async () => {
		const from = "203.0.113.9";
		for (let i = 0; i < 30; i++) {
			expect((await attempt({ email: `somebody${i}@example.org` }, from)).statusCode).toBe(401);
		}
		const told = (await refusals()).length;
		const refused = await attempt({}, from);
		expect([refused.statusCode, refused.json().code, refused.headers["retry-after"]]).toEqual([
			429,
			"tooManyAttempts",
			"10",
		]);
		await attempt({}, from);
		const body = { token: api.adminToken };
		const byToken = await api.app.inject({
			method: "POST",
			url: "/api/v1/session",
			payload: body,
			remoteAddress: from,
		});
		expect(byToken.statusCode).toBe(429);
		expect((await refusals()).slice(told)).toMatchObject([{ detail: { reason: "tooManyAttempts", address: from } }]);
		expect((await attempt({}, "203.0.113.10")).statusCode).toBe(200);
		later(10);
		expect((await attempt({}, from)).statusCode).toBe(200);
	});

	test("the addresses of one IPv6 network are one", async () => {
		for (let i = 0; i < 30; i++)
			await attempt({ email: `somebody${i}@example.org` }, `2001:db8:1:2::${i.toString(16)}`);
		expect((await attempt({}, "2001:db8:1:2:ffff::1")).statusCode).toBe(429);
		expect((await attempt({}, "2001:db8:1:3::1")).statusCode).toBe(200);
	});

	test("a wrong token is refused and told", async () => {
		await api.ask("POST", "/session", { token: null, body: { token: "wrong-and-secret" } });
		expect((await refusals()).at(-1)).toMatchObject({ actor: "unknown", detail: { reason: "wrongToken" } });
		expect(JSON.stringify(await refusals())).not.toContain("wrong-and-secret");
	});
});

describe("a second factor", () => {
	let headers: Record<string, string>;
	let secret: string;
	const code = (step = 0): string =>
		new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: api.now.getTime() + step * 30_000 });
	const own = (method: "POST" | "DELETE", path: string, body?: object) =>
		api.ask(method, path, { token: null, headers, ...(body && { body }) });

	/** A code that none of the steps around has. */
	const wrong = (): string =>
		["000000", "111111", "222222", "333333"].find((text) => ![-1, 0, 1].some((step) => code(step) === text)) as string;

	beforeEach(async () => {
		headers = { cookie: await signInAs(api, email), origin: PUBLIC_URL };
		const answer = await own("POST", "/me/totp");
		({ secret } = answer.json());
		expect(answer.json().uri).toContain(`secret=${secret}`);
		expect(answer.json().uri).toMatch(/^otpauth:\/\/totp\/Certus/);
	});
	const confirm = async () => expect((await own("POST", "/me/totp/confirm", { code: code() })).statusCode).toBe(204);

	test("is asked for once a code has confirmed it, and not before", async () => {
		expect((await attempt({})).statusCode).toBe(200);
		expect((await own("POST", "/me/totp/confirm", { code: wrong() })).json()).toMatchObject({
			status: 422,
			code: "wrongCode",
		});
		expect((await attempt({})).statusCode).toBe(200);
		await confirm();
		later(30);
		const asked = await attempt({});
		expect([asked.statusCode, asked.json().code, asked.headers["set-cookie"]]).toEqual([
			401,
			"totpRequired",
			undefined,
		]);
		expect((await attempt({ totp: wrong() })).json()).toMatchObject({ status: 401, code: "wrongCode" });
		expect((await attempt({ totp: code() })).statusCode).toBe(200);
		expect((await api.ask("GET", `/users/${id}`)).json().totp).toBe(true);
		expect((await own("POST", "/me/totp")).json().code).toBe("totpEnrolled");
	});

	test("tells nothing of itself to who has not the password", async () => {
		await confirm();
		expect((await attempt({ password: "not the password" })).json().code).toBe("wrongCredentials");
		expect((await attempt({ password: "not the password", totp: code(1) })).json().code).toBe("wrongCredentials");
	});

	test("a code is good once, nor is one from before it; clocks may differ by a step", async () => {
		await confirm();
		expect((await attempt({ totp: code() })).json().code).toBe("wrongCode");
		later(60);
		expect((await attempt({ totp: code(1) })).statusCode).toBe(200);
		expect((await attempt({ totp: code() })).json().code).toBe("wrongCode");
		later(120);
		expect((await attempt({ totp: code(-1) })).statusCode).toBe(200);
		expect((await attempt({ totp: code(-2) })).json().code).toBe("wrongCode");
		expect((await attempt({ totp: code(2) })).json().code).toBe("wrongCode");
	});

	test("of two who send one code at once one comes in", async () => {
		await confirm();
		later(30);
		const totp = code();
		const answers = await Promise.all([attempt({ totp }), attempt({ totp })]);
		expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
	});

	test("guessing codes locks out like guessing passwords", async () => {
		await confirm();
		later(30);
		for (let i = 0; i < 5; i++) await attempt({ totp: wrong() });
		expect((await attempt({ totp: code() })).json().code).toBe("lockedOut");
	});

	test("lies sealed in the store, and in no trail or list", async () => {
		await confirm();
		const stored = await api.database.query(statement("test.totp", "select a::text as row from account a"));
		const told = await trail();
		const shown = [stored, told, (await api.ask("GET", "/users")).json()];
		for (const text of shown.map((one) => JSON.stringify(one))) expect(text).not.toContain(secret);
		expect(told.map(({ action }) => action)).toContain("totp.confirmed");
	});

	test("is taken away by its user with a code, or by who manages users", async () => {
		await confirm();
		later(30);
		expect((await own("DELETE", "/me/totp", { code: wrong() })).json()).toMatchObject({
			status: 422,
			code: "wrongCode",
		});
		expect((await own("DELETE", "/me/totp", { code: code() })).statusCode).toBe(204);
		expect((await attempt({})).statusCode).toBe(200);
		({ secret } = (await own("POST", "/me/totp")).json());
		later(30);
		await confirm();
		expect((await api.ask("DELETE", `/users/${id}/totp`)).statusCode).toBe(204);
		expect((await attempt({})).statusCode).toBe(200);
		expect((await api.ask("DELETE", `/users/${id}/totp`)).json().code).toBe("totpMissing");
		expect((await trail()).slice(before).filter(({ action }) => action === "totp.disabled")).toMatchObject([
			{ actor: email },
			{ actor: "admin", detail: { userId: id, email } },
		]);
	});

	test("that can't be read any more is told as that, and is taken away", async () => {
		await confirm();
		later(30);
		const sealed = JSON.stringify(seal("ABC", "another installation's key", "certus totp"));
		await api.database.query(statement("test.reseal", "update account set totp = $2 where id = $1"), [id, sealed]);
		expect((await attempt({ totp: code() })).json().code).toBe("totpUnreadable");
		expect((await api.ask("DELETE", `/users/${id}/totp`)).statusCode).toBe(204);
		expect((await attempt({})).statusCode).toBe(200);
	});

	test("guesses with a stolen session are counted too", async () => {
		await confirm();
		later(30);
		for (let i = 0; i < 5; i++) {
			expect((await own("DELETE", "/me/totp", { code: wrong() })).statusCode).toBe(422);
		}
		const locked = await own("DELETE", "/me/totp", { code: code() });
		expect([locked.statusCode, locked.headers["retry-after"]]).toEqual([429, "30"]);
	});
});
