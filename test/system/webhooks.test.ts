import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSystem, type TestSystem, until } from "./support.ts";

let certus: TestSystem;
const received: { readonly headers: Record<string, string>; readonly body: string }[] = [];
const receiver = createServer((request, response) => {
	let body = "";
	request.setEncoding("utf8").on("data", (chunk: string) => {
		body += chunk;
	});
	request.on("end", () => {
		received.push({ headers: request.headers as Record<string, string>, body });
		response.writeHead(204).end();
	});
});

beforeAll(async () => {
	certus = await openSystem({ CERTUS_WEBHOOK_ALLOW_PRIVATE: "true" });
	await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
});
afterAll(async () => {
	receiver.close();
	await certus[Symbol.asyncDispose]();
});

test("a device's first contact and the end of an operation are told, and a receiver's library verifies them", async () => {
	const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
	const { secret } = await certus.api.must<{ secret: string }>("POST", "/webhooks", {
		tenant: "lab",
		url,
		events: ["device.seen", "operation.ended", "matrix.rowChanged"],
	});
	const cpe = await certus.knownCpe({ serialNumber: "TOLD-1" });
	const operation = await certus.api.queue("lab", cpe.deviceId, "read", { paths: ["Device.DeviceInfo."] });
	await cpe.session(["2 PERIODIC"]);
	const events = () =>
		received.map(({ headers, body }) => new Webhook(secret).verify(body, headers) as Record<string, unknown>);
	const told = (type: string, subject?: string) =>
		until(type, () => events().find((event) => event.type === type && (subject ?? event.subject) === event.subject));
	expect(await told("device.seen")).toMatchObject({
		subject: cpe.deviceId,
		source: expect.stringMatching(/\/api\/v1\/tenants\/lab$/),
		data: { deviceId: cpe.deviceId, serialNumber: "TOLD-1", oui: "02AAAA", productClass: "Raw" },
	});
	expect(await told("operation.ended", operation)).toMatchObject({
		data: { operationId: operation, kind: "read", status: "succeeded", deviceId: cpe.deviceId },
	});
	// A version that was never seen is a row of its own.
	expect(await told("matrix.rowChanged")).toMatchObject({ data: { model: "Raw", status: "unproven" } });
});
