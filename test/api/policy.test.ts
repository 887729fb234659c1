import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packBackup } from "../../src/device/backup.ts";
import { createMatrixRows } from "../../src/engine/matrixRows.ts";
import { Role } from "../../src/shared/common.ts";
import { insertBackup } from "../../src/store/backups.ts";
import { addFinishedRun } from "../proof-bundle/finishedRun.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";
import { PASSWORD, signInAs } from "../support/people.ts";
import { BODIES, HELD, POLICY } from "./policy.ts";

/*
 * Every route of the OpenAPI document, asked by every built-in role, in its own tenant and in another; every answer is
 * compared with the table in policy.ts.
 */

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

interface DocumentedRoute {
	/** As in the table. */
	readonly name: string;
	readonly method: Method;
	/** With the things of `default` for its parameters. */
	readonly path: string;
	readonly isOfOneThing: boolean;
	readonly permission: unknown;
}

let api: TestApi;
let routes: readonly DocumentedRoute[];
const tokens = new Map<string, string>();

const JSON_BODY = { "content-type": "application/json" };
const BROKEN = "{ not json";

beforeAll(async () => {
	api = await openTestApi();
	const things = await makeThings();
	for (const role of Role.options) {
		for (const slug of ["default", "other"] as const) tokens.set(`${role} ${slug}`, await api.token(role, slug));
	}
	const document = (await api.ask("GET", "/openapi.json", { token: null })).json();
	routes = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([full, methods]) =>
		Object.entries(methods).map(([method, operation]): DocumentedRoute => {
			const path = full.replace("/api/v1", "");
			const thing = things[/^\/[^/{]+\/\{[^}]+\}/.exec(path)?.[0] ?? ""];
			return {
				name: `${method.toUpperCase()} ${path}`,
				method: method.toUpperCase() as Method,
				path: path
					.replace(/\{[^}]+\}/, thing ?? "{unknown}")
					.replace(/\{(deliveryId|deviceId)\}/, (name) => things[name] ?? name),
				isOfOneThing: path.includes("{"),
				permission: operation["x-permission"],
			};
		}),
	);
}, 60_000);
afterAll(() => api[Symbol.asyncDispose]());

/** One of everything in `default`, by the paths that lead to it. */
async function makeThings(): Promise<Readonly<Record<string, string>>> {
	const tenant = api.tenant.default;
	const device = await addDevice(api.database, tenant.tenant);
	const run = await addFinishedRun({ database: api.database, blobs: api.blobs, tenant }, device, ["inventory"]);
	const model = { vendor: "Acme", model: "AC-1", productClass: "HomeGateway" };
	const version = { ...model, hardwareVersion: "HW1", softwareVersion: "1.0.0", at: api.now.toISOString() };
	await keepEffects(api.database, [
		{ tenant: tenant.tenant, device, modelVersion: { ...version, id: crypto.randomUUID() } },
	]);
	const derive = createMatrixRows({ database: api.database, clock: () => api.now, tenantOf: api.tenants.byId });
	await derive(tenant.tenant, model);
	const made = async (path: string, body: object): Promise<string> => {
		const answer = await api.ask("POST", path, { body });
		expect([path, answer.statusCode, answer.body]).toEqual([path, expect.toSatisfy((n) => n < 300), expect.anything()]);
		return answer.json().id;
	};
	const first = async (path: string) => (await api.ask("GET", path)).json().items[0].id;
	const certification = await made("/certifications", {
		...model,
		hardwareVersion: "HW1",
		firmwareRange: { versions: ["1.0.0"] },
		transport: "http",
		workflows: ["inventory"],
	});
	await made(`/certifications/${certification}/discovery`, { deviceId: device });
	const upload = await api.ask("POST", "/files", { body: FORM, headers: FORM_HEADERS });
	expect(upload.statusCode).toBe(201);
	await made("/roles", { name: "ours", permissions: ["read"] });
	const subscriberId = await made("/subscribers", { externalId: "S-1", name: "n" });
	const set = [{ path: "Device.DeviceInfo.ProvisioningCode", value: "x" }];
	const change = await made("/changes", { deviceIds: [device], set, reason: "r" });
	const backup = { id: crypto.randomUUID(), device, change, hardwareVersion: "", softwareVersion: "", parameters: 0 };
	const kept = { ...backup, complete: true, document: packBackup([]), createdAt: api.now, file: null };
	await insertBackup(api.scope("default"), kept);
	const webhook = await made("/webhooks", { url: "https://example.org/", events: ["device.seen"] });
	const suspend = [{ path: "wan.internet.enabled", value: "0" }];
	await api.ask("PUT", "/tenants/default/service-profile", { body: { suspend } });
	return {
		"/changes/{id}": change,
		"/backups/{id}": backup.id,
		"/devices/{id}": device,
		"/operations/{id}": await made(`/devices/${device}/operations`, { kind: "read", input: { paths: ["Device."] } }),
		"/models/{id}": await first("/models"),
		"/matrix/{rowId}": await first("/matrix"),
		"/certifications/{id}": certification,
		"/proof-runs/{id}": run.id,
		"/evidence/{digest}": run.digest,
		"/files/{id}": upload.json().id,
		"/tenants/{slug}": "default",
		"/tokens/{id}": await made("/tokens", { name: "n", tenant: "default", role: "viewer" }),
		"/users/{id}": await made("/users", {
			email: "somebody@example.org",
			name: "n",
			password: PASSWORD,
			roles: [{ tenant: "default", role: "viewer" }],
		}),
		"/roles/{name}": "ours",
		"/provisioning-profiles/{id}": await made("/provisioning-profiles", {
			name: "n",
			selector: { vendor: "Acme" },
			parameters: [{ path: "Device.DeviceInfo.ProvisioningCode", value: "x" }],
		}),
		"/subscribers/{id}": subscriberId,
		"/webhooks/{id}": webhook,
		"{deviceId}": device,
		"{deliveryId}": await made(`/webhooks/${webhook}/test`, {}),
		"/sites/{id}": await made("/sites", { subscriberId, name: "n" }),
	};
}

const FORM_HEADERS = { "content-type": "multipart/form-data; boundary=b" };
const FORM = [
	...Object.entries({ kind: "config", vendor: "Acme", model: "AC-1", version: "1" }).map(
		([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
	),
	'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nbytes\r\n--b--\r\n',
].join("");

/** The status and code of an answer, which may be a stream that never ends. */
async function answerTo(
	{ method, path }: { readonly method: Method; readonly path: string },
	credential: { readonly token: string } | { readonly cookie: string } | null,
	payload?: { readonly body: string | object; readonly headers?: Record<string, string> },
): Promise<{ readonly status: number; readonly code: string | undefined }> {
	const answer = await api.app.inject({
		method,
		url: `/api/v1${path}`,
		headers: {
			...(credential && "token" in credential && { authorization: `Bearer ${credential.token}` }),
			...(credential && "cookie" in credential && { cookie: credential.cookie, origin: PUBLIC_URL }),
			...payload?.headers,
		},
		...(payload && { payload: payload.body }),
		payloadAsStream: true,
	});
	const { statusCode: status } = answer;
	if (!`${answer.headers["content-type"]}`.includes("problem")) {
		answer.stream().destroy();
		return { status, code: undefined };
	}
	const chunks: Buffer[] = [];
	for await (const chunk of answer.stream()) chunks.push(chunk as Buffer);
	return { status, code: JSON.parse(Buffer.concat(chunks).toString("utf8")).code };
}

const isPublic = ({ name }: DocumentedRoute): boolean => POLICY[name] === "anybody";

function allows(role: string, { name }: DocumentedRoute): boolean {
	const policy = POLICY[name];
	if (policy === "signedIn") return true;
	return [policy].flat().some((permission) => HELD[role]?.includes(permission as string));
}

test("the table has a line for every route of the document, and the document says of each what it needs", () => {
	expect(routes.length).toBeGreaterThan(60);
	expect(Object.fromEntries(routes.map(({ name, permission }) => [name, permission]))).toEqual(POLICY);
	expect(Object.keys(HELD)).toEqual(Role.options);
	expect(routes.filter(({ path }) => path.includes("{")).map(({ name }) => name)).toEqual([]);
});

/** What the router serves, read from its tree: each line is a part of a path, deeper than the part before it. */
function served(): string[] {
	const above: string[] = [];
	return api.app
		.printRoutes({ commonPrefix: false })
		.split("\n")
		.flatMap((line) => {
			const [, indent, part, methods] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
			if (indent === undefined || part === undefined) return [];
			const depth = indent.length / 4;
			above.splice(depth, above.length, part);
			return (methods?.split(", ") ?? []).map((method) => `${method} ${above.join("")}`);
		});
}

test("the document has every route that is served below /api/v1, but itself", () => {
	const below = served().filter((name) => name.includes(" /api/v1/") && !/^(HEAD|OPTIONS) /.test(name));
	const names = below.map((name) => name.replace("/api/v1", "").replace(/:([A-Za-z]+)/g, "{$1}"));
	expect(names.sort()).toEqual([...Object.keys(POLICY), "GET /openapi.json"].sort());
});

test("who shows nothing gets 401 everywhere but at the sign-in", async () => {
	for (const route of routes.filter((one) => !isPublic(one))) {
		const answer = await answerTo(route, null, write(route, BROKEN));
		expect([route.name, answer]).toEqual([route.name, { status: 401, code: "unauthorized" }]);
	}
});

/** Only writes have a body. */
function write({ method }: DocumentedRoute, body: string | object) {
	return method === "GET" ? undefined : { body, headers: JSON_BODY };
}

describe.each(Role.options)("as %s", (role) => {
	const own = () => ({ token: tokens.get(`${role} default`) as string });
	const stranger = () => ({ token: tokens.get(`${role} other`) as string });

	test("in its own tenant: what the role allows is heard, anything else is 403 before the body is looked at", async () => {
		for (const route of routes.filter((one) => !isPublic(one))) {
			const answer = await answerTo(route, own(), write(route, BROKEN));
			const heard = route.method === "GET" ? { status: 200, code: undefined } : { status: 400, code: "malformedJson" };
			const expected = allows(role, route) ? heard : { status: 403, code: "forbidden" };
			expect([route.name, answer]).toEqual([route.name, expected]);
		}
	});

	test("of another tenant: nothing is there, neither by its name nor by an id", async () => {
		for (const route of routes.filter((one) => !isPublic(one))) {
			const expected = allows(role, route) ? 404 : 403;
			const named = { ...route, path: `${route.path}?tenant=default` };
			const form = { body: FORM, headers: FORM_HEADERS };
			const byName = await answerTo(named, stranger(), route.name === "POST /files" ? form : write(route, {}));
			expect([named.path, route.method, byName.status]).toEqual([named.path, route.method, expected]);
			if (!route.isOfOneThing) continue;
			const byId = await answerTo(route, stranger(), write(route, BODIES[route.name] ?? {}));
			expect([route.name, byId.status]).toEqual([route.name, expected]);
		}
	});

	test("a user who is more in another tenant is no more than that in this one", async () => {
		const email = `${role}@example.org`;
		const roles = [
			{ tenant: "default", role },
			{ tenant: "other", role: "admin" },
		];
		await api.ask("POST", "/users", { body: { email, name: "n", password: PASSWORD, roles } });
		const credential = { cookie: await signInAs(api, email) };
		for (const route of routes.filter((one) => !isPublic(one) && !allows(role, one))) {
			const there = { ...route, path: `${route.path}?tenant=default` };
			const form = { body: FORM, headers: FORM_HEADERS };
			const answer = await answerTo(there, credential, route.name === "POST /files" ? form : write(route, {}));
			expect([route.name, answer]).toEqual([route.name, { status: 403, code: "forbidden" }]);
		}
		for (const route of routes.filter(({ method, name }) => method === "GET" && POLICY[name] === "read")) {
			const there = { ...route, path: `${route.path}?tenant=default` };
			expect([route.name, await answerTo(there, credential)]).toEqual([route.name, { status: 200, code: undefined }]);
		}
	});
});
