import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createPresenceWatch } from "../../src/app/presenceWatch.ts";
import { newSecret, vaultOf } from "../../src/app/secretsKey.ts";
import { createWebhookFeed } from "../../src/app/webhookFeed.ts";
import { createWebhookSender, type SenderDependencies } from "../../src/app/webhookSender.ts";
import { readAudit } from "../../src/store/audit.ts";
import { type LiveEvent, publish } from "../../src/store/effects.ts";
import { purgeOutbox } from "../../src/store/outbox.ts";
import { systemRandom } from "../../src/systemEdges.ts";
import { addDevice, openTestApi, PUBLIC_URL, type TestApi } from "../support/api.ts";
import { testVault } from "../support/vault.ts";

let api: TestApi;
let deps: SenderDependencies & { publicApiUrl: () => string };
const errors: unknown[] = [];
const receivers: Receiver[] = [];

/** Random numbers in the middle: pauses without jitter. */
const random = { ...systemRandom, bytes: (n: number) => (n === 2 ? Uint8Array.of(0x7f, 0xff) : systemRandom.bytes(n)) };

beforeAll(async () => {
	api = await openTestApi();
	deps = {
		database: api.database,
		clock: () => api.now,
		random,
		vault: testVault,
		tenantOf: api.tenants.byId,
		publicApiUrl: () => PUBLIC_URL,
		allowPrivate: true,
		onError: (error) => errors.push(error),
	};
});
afterAll(() => api[Symbol.asyncDispose]());
afterEach(async () => {
	for (const receiver of receivers.splice(0)) receiver.close();
	for (const slug of ["default", "other"]) {
		const { items } = (await api.ask("GET", `/webhooks?tenant=${slug}`)).json();
		for (const { id } of items) await api.ask("DELETE", `/webhooks/${id}?tenant=${slug}`);
	}
	expect(errors.splice(0)).toEqual([]);
});

interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

interface Receiver {
	readonly url: string;
	readonly received: Received[];
	/** What it answers to the next ones; `null`: nothing, for ever. */
	answer: ((response: ServerResponse) => void) | null;
	close(): void;
}

async function listen(status = 204): Promise<Receiver> {
	const server: Server = createServer((request, response) => {
		let body = "";
		request.setEncoding("utf8").on("data", (chunk: string) => {
			body += chunk;
		});
		request.on("end", () => {
			receiver.received.push({ headers: request.headers, body });
			receiver.answer?.(response);
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const receiver: Receiver = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		received: [],
		answer: (response) => response.writeHead(status).end(),
		close() {
			server.close();
			server.closeAllConnections();
		},
	};
	receivers.push(receiver);
	return receiver;
}

async function addWebhook(url: string, events: string[] = ["device.seen"], slug = "default") {
	const answer = await api.ask("POST", `/webhooks?tenant=${slug}`, { body: { url, events } });
	expect([answer.statusCode, answer.json()]).toEqual([201, expect.anything()]);
	return answer.json() as { id: string; secret: string };
}

async function happen(events: LiveEvent[], slug: "default" | "other" = "default"): Promise<void> {
	await publish(api.database, [{ tenant: api.tenant[slug].tenant, events }]);
}

const seen = (deviceId: string = crypto.randomUUID()): LiveEvent => ({ type: "device.seen", deviceId, data: {} });

/** Everything that is published is told, and everything that is due is tried once. */
async function tell(sender = createWebhookSender(deps)): Promise<void> {
	await createWebhookFeed(deps).feed();
	await sender.send();
	await sender.idle();
}

async function deliveries(id: string, query = "") {
	const answer = await api.ask("GET", `/webhooks/${id}/deliveries${query}`);
	expect(answer.statusCode).toBe(200);
	return answer.json().items as {
		id: string;
		type: string;
		status: string;
		nextAttemptAt: string | null;
		attempts: { at: string; status: number | null; error: string | null }[];
		answer: string | null;
		event: { data: Record<string, unknown> };
	}[];
}

/** As a receiver verifies it, at the time of the test's clock. */
function isSigned(secret: string, { headers, body }: Received): boolean {
	const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
	const own = new Webhook(secret).sign(String(id), new Date(Number(timestamp) * 1000), body);
	return String(signature).split(" ").includes(own);
}

function later(ms: number): void {
	api.now = new Date(api.now.getTime() + ms);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("an event is told as a signed CloudEvent, once, to who asked for it", async () => {
	const receiver = await listen();
	const { secret, id } = await addWebhook(receiver.url);
	const device = await addDevice(api.database, api.tenant.default.tenant, { serialNumber: "SN-TOLD" });
	await happen([seen(device), { type: "device.informed", deviceId: device, data: {} }]);
	await tell();
	await tell();
	const [delivery, ...rest] = receiver.received;
	expect(rest).toEqual([]);
	expect(delivery?.headers).toMatchObject({ "content-type": "application/cloudevents+json; charset=utf-8" });
	const event = JSON.parse(delivery?.body ?? "");
	expect(event).toEqual({
		specversion: "1.0",
		id: delivery?.headers["webhook-id"],
		source: `${PUBLIC_URL}/api/v1/tenants/default`,
		type: "device.seen",
		subject: device,
		time: expect.stringMatching(/^\d{4}-.*Z$/),
		datacontenttype: "application/json",
		data: { deviceId: device, oui: "00D09E", productClass: "HomeGateway", serialNumber: "SN-TOLD" },
	});
	expect(isSigned(secret, delivery as Received)).toBe(true);
	expect(isSigned(secret, { ...(delivery as Received), body: `${delivery?.body} ` })).toBe(false);
	expect(await deliveries(id)).toMatchObject([
		{ id: event.id, status: "delivered", nextAttemptAt: null, attempts: [{ status: 204, error: null }], event },
	]);
});

test("the library that receivers use takes the signature", async () => {
	const receiver = await listen();
	api.now = new Date();
	try {
		const { secret } = await addWebhook(receiver.url);
		await happen([seen()]);
		await tell();
		const [{ headers, body }] = receiver.received as [Received];
		const event = new Webhook(secret).verify(body, headers as Record<string, string>);
		expect(event).toMatchObject({ type: "device.seen" });
	} finally {
		api.now = new Date("2026-03-01T12:00:00.000Z");
	}
});

describe("what becomes an event", () => {
	const certificationId = "00000000-0000-4000-8000-0000000000ce";
	const canaryId = "00000000-0000-4000-8000-0000000000ca";
	const operation = { operationId: crypto.randomUUID(), kind: "reboot" };
	const model = { vendor: "Acme", model: "AC-1", productClass: "HomeGateway" };

	test.each<[string, Omit<LiveEvent, "deviceId">, object[]]>([
		["a running operation: nothing", { type: "operation.changed", data: { ...operation, status: "running" } }, []],
		[
			"an operation that failed",
			{ type: "operation.changed", data: { ...operation, status: "failed" } },
			[{ type: "operation.ended", subject: operation.operationId, data: { ...operation, status: "failed" } }],
		],
		[
			"an operation that is unknown for the moment: nothing",
			{ type: "operation.changed", data: { ...operation, status: "unknown" } },
			[],
		],
		[
			"an operation that stays unknown",
			{ type: "operation.changed", data: { ...operation, status: "unknown", finishedAt: "2026-03-01T12:00:00.000Z" } },
			[{ type: "operation.ended", data: { ...operation, status: "unknown" } }],
		],
		[
			"a matrix of which one row has changed",
			{
				type: "matrix.changed",
				data: {
					...model,
					rows: [
						{ id: certificationId, status: "red" },
						{ id: canaryId, status: "green" },
					],
					changed: [canaryId],
				},
			},
			[{ type: "matrix.rowChanged", subject: canaryId, data: { ...model, matrixRowId: canaryId, status: "green" } }],
		],
		[
			"a canary that stopped",
			{
				type: "certification.changed",
				certificationId,
				data: { certificationId, canaryId, action: "setback", reason: "r", rollbackOwner: "ada", rolledBack: [] },
			},
			[
				{
					type: "canary.stopped",
					subject: canaryId,
					data: { certificationId, canaryId, reason: "r", rollbackOwner: "ada", rolledBack: [] },
				},
			],
		],
		[
			"a certification that falls back without a canary: nothing",
			{ type: "certification.changed", certificationId, data: { certificationId, action: "setback" } },
			[],
		],
		[
			"a canary that passed wants an approval",
			{ type: "certification.changed", certificationId, data: { certificationId, canaryId, action: "canaryPassed" } },
			[{ type: "approval.wanted", subject: certificationId, data: { certificationId, canaryId } }],
		],
		[
			"a change that is submitted wants an approval",
			{ type: "change.changed", data: { changeId: canaryId, state: "pendingApproval" } },
			[{ type: "approval.wanted", subject: canaryId, data: { changeId: canaryId } }],
		],
		[
			"a change that is applied: nothing",
			{ type: "change.changed", data: { changeId: canaryId, state: "applied" } },
			[],
		],
	])("%s", async (_title, event, expected) => {
		const receiver = await listen();
		await addWebhook(receiver.url, [
			...["device.seen", "device.presenceChanged", "operation.ended"],
			...["matrix.rowChanged", "canary.stopped", "approval.wanted"],
		]);
		await happen([event]);
		await tell();
		expect(receiver.received.map(({ body }) => JSON.parse(body))).toMatchObject(expected);
	});
});

describe("an endpoint that fails", () => {
	test("is tried again after 5, 10, 20 seconds and so on, with the same id and body and a new time", async () => {
		const receiver = await listen(500);
		const { secret, id } = await addWebhook(receiver.url);
		await happen([seen()]);
		await tell();
		for (const seconds of [5, 10, 20]) {
			const before = receiver.received.length;
			later(seconds * 1000 - 1);
			await tell();
			expect([seconds, receiver.received.length]).toEqual([seconds, before]);
			later(1);
			await tell();
			expect([seconds, receiver.received.length]).toEqual([seconds, before + 1]);
		}
		expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
		expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
		expect(new Set(receiver.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(4);
		expect(receiver.received.every((one) => isSigned(secret, one))).toBe(true);
		receiver.answer = (response) => response.end("taken");
		later(40_000);
		await tell();
		expect(await deliveries(id)).toMatchObject([{ status: "delivered", answer: "taken" }]);
	});

	test("for a day leaves a dead letter, which is listed and sent again by hand", async () => {
		const receiver = await listen();
		receiver.answer = (response) => response.writeHead(503).end("x".repeat(5_000));
		const { id } = await addWebhook(receiver.url);
		await happen([seen()]);
		const begun = api.now.getTime();
		await tell();
		for (let attempts = 0; ; attempts++) {
			const [delivery] = await deliveries(id);
			if (!delivery?.nextAttemptAt) break;
			expect(attempts).toBeLessThan(60);
			api.now = new Date(delivery.nextAttemptAt);
			await tell();
		}
		const [dead] = await deliveries(id, "?status=dead");
		expect([dead?.status, api.now.getTime() - begun]).toEqual(["dead", 24 * HOUR]);
		expect(dead?.attempts).toHaveLength(receiver.received.length);
		expect(dead?.answer).toBe("x".repeat(1_024));
		later(HOUR);
		await tell();
		expect(receiver.received).toHaveLength(dead?.attempts.length ?? 0);

		receiver.answer = (response) => response.writeHead(204).end();
		const resent = await api.ask("POST", `/webhooks/${id}/deliveries/${dead?.id}/resend`);
		expect([resent.statusCode, resent.json().status]).toEqual([202, "pending"]);
		await tell();
		expect(await deliveries(id)).toMatchObject([{ id: dead?.id, status: "delivered" }]);
		expect(await deliveries(id, "?status=dead")).toEqual([]);
	});

	test("with twenty dead letters in a row is not tried any more, and the trail says why", async () => {
		const receiver = await listen(404);
		const { id } = await addWebhook(receiver.url);
		await happen(Array.from({ length: 20 }, () => seen()));
		await tell();
		later(24 * HOUR);
		await tell();
		expect(await deliveries(id, "?status=dead")).toHaveLength(20);
		const disabledReason = "20 deliveries in a row were not taken within a day each";
		expect((await api.ask("GET", `/webhooks/${id}`)).json()).toMatchObject({ enabled: false, disabledReason });
		const trail = await readAudit(api.scope("default"), { after: 0, limit: 500 });
		expect(trail.map(({ entry }) => entry)).toContainEqual(
			expect.objectContaining({
				action: "webhook.disable",
				actor: "certus",
				detail: { webhookId: id, reason: disabledReason },
			}),
		);
		const [dead] = await deliveries(id);
		const refused = await api.ask("POST", `/webhooks/${id}/deliveries/${dead?.id}/resend`);
		expect(refused.json()).toMatchObject({ status: 409, code: "webhookDisabled" });
		await happen([seen()]);
		await tell();
		const enabled = await api.ask("PATCH", `/webhooks/${id}`, { body: { enabled: true } });
		expect(enabled.json()).toMatchObject({ enabled: true, disabledReason: null });
		await happen([seen()]);
		await tell();
		// What happened while it was disabled is not told afterwards.
		expect(await deliveries(id)).toHaveLength(21);
	});

	test("with 410 Gone is disabled at once", async () => {
		const receiver = await listen(410);
		const { id } = await addWebhook(receiver.url);
		await happen([seen()]);
		await tell();
		expect(await deliveries(id)).toMatchObject([{ status: "dead", attempts: [{ status: 410 }] }]);
		expect((await api.ask("GET", `/webhooks/${id}`)).json()).toMatchObject({
			enabled: false,
			disabledReason: "the endpoint answered 410 Gone",
		});
	});

	test("by a redirect is not followed elsewhere", async () => {
		const elsewhere = await listen();
		const receiver = await listen();
		receiver.answer = (response) => response.writeHead(302, { location: elsewhere.url }).end();
		const { id } = await addWebhook(receiver.url);
		await happen([seen()]);
		await tell();
		expect(elsewhere.received).toEqual([]);
		expect(await deliveries(id)).toMatchObject([{ status: "pending", attempts: [{ status: 302 }] }]);
	});

	test("whose secret is sealed with another key is told so, and nothing is sent", async () => {
		const receiver = await listen();
		const { id } = await addWebhook(receiver.url);
		await happen([seen()]);
		await tell(createWebhookSender({ ...deps, vault: vaultOf({ secrets: [newSecret(systemRandom)] }, systemRandom) }));
		expect(receiver.received).toEqual([]);
		expect(await deliveries(id)).toMatchObject([{ status: "pending", attempts: [{ status: null }] }]);
		expect(errors.splice(0)).toHaveLength(1);
		const rotated = await api.ask("POST", `/webhooks/${id}/secret`);
		expect(rotated.statusCode).toBe(200);
	});

	test("by taking no connection is told with the reason", async () => {
		const receiver = await listen();
		const { id } = await addWebhook(receiver.url);
		receiver.close();
		await happen([seen()]);
		await tell();
		expect(await deliveries(id)).toMatchObject([
			{ status: "pending", attempts: [{ status: null, error: expect.stringContaining("ECONNREFUSED") }] },
		]);
	});
});

test("an endpoint that never answers delays nobody else's, and takes four at once", async () => {
	const [slow, quick] = [await listen(), await listen()];
	slow.answer = null;
	await addWebhook(slow.url);
	const { id } = await addWebhook(quick.url);
	await happen(Array.from({ length: 10 }, () => seen()));
	await createWebhookFeed(deps).feed();
	const sender = createWebhookSender(deps);
	await sender.send();
	await expect.poll(() => quick.received.length).toBe(10);
	await expect.poll(async () => (await deliveries(id, "?status=delivered")).length).toBe(10);
	expect(slow.received).toHaveLength(4);
	await sender.stop();
});

test("what a process took and left is sent by the next one", async () => {
	const receiver = await listen();
	receiver.answer = null;
	const { id } = await addWebhook(receiver.url);
	await happen([seen()]);
	await createWebhookFeed(deps).feed();
	const crashed = createWebhookSender(deps);
	await crashed.send();
	await expect.poll(() => receiver.received.length).toBe(1);
	await crashed.stop();
	receiver.answer = (response) => response.writeHead(204).end();
	await tell();
	expect(receiver.received).toHaveLength(1);
	later(MINUTE);
	await tell();
	expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual(
		Array.from({ length: 2 }, () => receiver.received[0]?.headers["webhook-id"]),
	);
	expect(await deliveries(id)).toMatchObject([{ status: "delivered" }]);
});

test("an event is kept until it was told, and was told once also where it is read twice", async () => {
	const receiver = await listen();
	const { id } = await addWebhook(receiver.url);
	await happen([seen()]);
	const future = new Date(Date.now() + HOUR);
	expect(await purgeOutbox(api.database, future, new Date(0))).toBe(0);
	// Neither knows of the other: as after a crash before the cursor was kept.
	const [one, two] = [createWebhookFeed(deps), createWebhookFeed(deps)];
	await one.feed();
	await two.feed();
	await api.database.query({ name: "test.rewind", text: "delete from outbox_cursor" });
	await tell();
	expect(await deliveries(id)).toHaveLength(1);
	await happen([seen()]);
	await tell();
	await purgeOutbox(api.database, future, new Date(0));
	const [left] = await api.database.query<{ n: number }>({
		name: "test.outbox",
		text: `select count(*) as n from outbox where (xact, seq) <= (select xact, seq from outbox_cursor)`,
	});
	expect(left?.n).toBe(0);
	await happen([seen()]);
	// What nobody reads doesn't stay for ever, and it is told that it went.
	expect(await purgeOutbox(api.database, future, future)).toBe(1);
	await tell();
	expect(await deliveries(id)).toHaveLength(2);
});

test("after a rotation both secrets sign for a day, then only the new one", async () => {
	const receiver = await listen();
	const { id, secret } = await addWebhook(receiver.url);
	const rotated = await api.ask("POST", `/webhooks/${id}/secret`);
	const { secret: next } = rotated.json();
	expect(next).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
	const signed = async (): Promise<boolean[]> => {
		await happen([seen()]);
		await tell();
		const last = receiver.received.at(-1) as Received;
		return [secret, next].map((one) => isSigned(one, last));
	};
	expect(await signed()).toEqual([true, true]);
	later(24 * HOUR);
	expect(await signed()).toEqual([false, true]);
	expect((await api.ask("GET", `/webhooks/${id}`)).body).not.toContain("whsec");
	const [row] = await api.database.query<{ text: string }>({
		name: "test.sealed",
		text: "select w::text from webhook w",
	});
	expect(JSON.stringify(row)).not.toContain(next.slice(6));
});

test("each tenant hears of its own", async () => {
	const [ours, theirs] = [await listen(), await listen()];
	const { id } = await addWebhook(ours.url);
	await addWebhook(theirs.url, ["device.seen"], "other");
	await happen([seen("00000000-0000-4000-8000-000000000001")]);
	await happen([seen("00000000-0000-4000-8000-000000000002")], "other");
	await tell();
	const subjects = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body).subject.at(-1));
	expect([subjects(ours), subjects(theirs)]).toEqual([["1"], ["2"]]);
	expect((await api.ask("GET", `/webhooks/${id}/deliveries?tenant=other`)).statusCode).toBe(404);
	const [delivery] = await deliveries(id);
	const resend = `/webhooks/${id}/deliveries/${delivery?.id}/resend`;
	expect((await api.ask("POST", `${resend}?tenant=other`)).statusCode).toBe(404);
});

test("a webhook hears of nothing that was before it", async () => {
	await happen([seen()]);
	const receiver = await listen();
	await addWebhook(receiver.url);
	await tell();
	expect(receiver.received).toEqual([]);
});

test("a test event is sent as any other", async () => {
	const receiver = await listen();
	const { id, secret } = await addWebhook(receiver.url);
	const asked = await api.ask("POST", `/webhooks/${id}/test`);
	expect([asked.statusCode, asked.json().type]).toEqual([202, "webhook.test"]);
	await tell();
	expect(receiver.received.map((one) => isSigned(secret, one))).toEqual([true]);
});

test("a device that misses two Informs is told of, and once more when it is heard again", async () => {
	const receiver = await listen();
	await addWebhook(receiver.url, ["device.presenceChanged"]);
	const watch = createPresenceWatch({ database: api.database, clock: () => api.now });
	const lastInformAt = api.now;
	const { tenant } = api.tenant.default;
	const device = await addDevice(api.database, tenant, { serialNumber: "SN-QUIET", lastInformAt });
	await addDevice(api.database, tenant, { lastInformAt: null });
	await addDevice(api.database, api.tenant.other.tenant, { lastInformAt });
	const told = async () => {
		await watch.look();
		await tell();
		return receiver.received
			.splice(0)
			.map(({ body }) => JSON.parse(body))
			.filter(({ subject }) => subject === device)
			.map(({ data }) => data);
	};
	later(10 * MINUTE);
	expect(await told()).toEqual([]);
	later(MINUTE);
	const name = { deviceId: device, oui: "00D09E", productClass: "HomeGateway", serialNumber: "SN-QUIET" };
	expect(await told()).toEqual([{ ...name, presence: "silent", lastInformAt: lastInformAt.toISOString() }]);
	later(MINUTE);
	expect(await told()).toEqual([]);
	const heardAgain = api.now;
	await addDevice(api.database, tenant, { id: device, serialNumber: "SN-QUIET", lastInformAt: heardAgain });
	later(5_000);
	expect(await told()).toEqual([{ ...name, presence: "recent", lastInformAt: heardAgain.toISOString() }]);
	later(MINUTE);
	expect(await told()).toEqual([]);
});

test("what could not be heard was not silent: a watch that begins waits for two Informs itself", async () => {
	const receiver = await listen();
	await addWebhook(receiver.url, ["device.presenceChanged"]);
	await addDevice(api.database, api.tenant.default.tenant, { lastInformAt: new Date(api.now.getTime() - HOUR) });
	const watch = createPresenceWatch({ database: api.database, clock: () => api.now });
	later(9 * MINUTE);
	await watch.look();
	await tell();
	expect(receiver.received).toEqual([]);
});

describe("a webhook", () => {
	test("is added, read, changed and removed, and each is in the trail without what is secret of its address", async () => {
		const url = "https://hooks.example/services/T0P-SECRET?token=T0P-SECRET";
		const body = { url, events: ["operation.ended"], description: "tickets" };
		const made = await api.ask("POST", "/webhooks", { body });
		const { secret, ...webhook } = made.json();
		expect(secret).toMatch(/^whsec_/);
		expect(webhook).toEqual({
			...body,
			id: webhook.id,
			enabled: true,
			disabledReason: null,
			previousSecretUntil: null,
			createdAt: api.now.toISOString(),
		});
		expect((await api.ask("GET", "/webhooks")).json()).toEqual({ items: [webhook], nextCursor: null });
		const changes = { events: ["device.seen"], description: null, enabled: false };
		const changed = await api.ask("PATCH", `/webhooks/${webhook.id}`, { body: changes });
		expect(changed.json()).toEqual({ ...webhook, ...changes });
		await api.ask("POST", `/webhooks/${webhook.id}/secret`);
		expect((await api.ask("POST", `/webhooks/${webhook.id}/test`)).statusCode).toBe(409);
		expect((await api.ask("DELETE", `/webhooks/${webhook.id}`)).statusCode).toBe(204);
		expect((await api.ask("GET", `/webhooks/${webhook.id}`)).statusCode).toBe(404);
		const trail = (await readAudit(api.scope("default"), { after: 0, limit: 500 })).filter(
			({ entry }) => (entry.detail as { webhookId?: string }).webhookId === webhook.id,
		);
		const actions = ["create", "patch", "secret", "delete"].map((verb) => `webhook.${verb}`);
		expect(trail.map(({ entry }) => entry.action)).toEqual(actions);
		expect(JSON.stringify(trail)).not.toMatch(/T0P-SECRET|whsec_/);
	});

	test.each<[string, object, string]>([
		["no address", { events: ["device.seen"] }, "/url"],
		["an address of another kind", { url: "ftp://example.org/", events: ["device.seen"] }, "/url"],
		["no absolute address", { url: "/hook", events: ["device.seen"] }, "/url"],
		["a password in its address", { url: "https://a:b@example.org/", events: ["device.seen"] }, "/url"],
		["no events", { url: "https://example.org/", events: [] }, "/events"],
		["an event twice", { url: "https://example.org/", events: ["device.seen", "device.seen"] }, "/events"],
		["an event that there is none of", { url: "https://example.org/", events: ["device.gone"] }, "/events/0"],
		["a secret of one's own", { url: "https://example.org/", events: ["device.seen"], secret: "s" }, "/secret"],
	])("is refused with %s", async (_title, body, pointer) => {
		const answer = await api.ask("POST", "/webhooks", { body });
		expect([answer.statusCode, answer.json().errors?.[0]?.pointer]).toEqual([422, pointer]);
	});

	test("that is asked for twice with one key is one, and its secret is told to the same caller again", async () => {
		const request = {
			body: { url: "https://example.org/", events: ["device.seen"] },
			headers: { "idempotency-key": "hook-1" },
		};
		const first = await api.ask("POST", "/webhooks", request);
		expect((await api.ask("POST", "/webhooks", request)).json()).toEqual(first.json());
		expect((await api.ask("GET", "/webhooks")).json().items).toHaveLength(1);
	});

	test("is one of at most fifty", async () => {
		const body = { url: "https://example.org/", events: ["device.seen"] };
		const made = await Promise.all(Array.from({ length: 51 }, () => api.ask("POST", "/webhooks", { body })));
		expect(made.filter(({ statusCode }) => statusCode === 201)).toHaveLength(50);
		expect(made.find(({ statusCode }) => statusCode !== 201)?.json().code).toBe("tooManyWebhooks");
	});
});
