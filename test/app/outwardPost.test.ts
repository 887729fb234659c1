import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { isPublic, lookupBy, postOutward, refusalOf } from "../../src/app/outwardPost.ts";

const { signal } = new AbortController();

test.each([
	["127.0.0.1", false],
	["127.8.9.10", false],
	["0.0.0.0", false],
	["10.0.0.1", false],
	["172.16.0.1", false],
	["192.168.1.1", false],
	["100.64.0.1", false],
	["169.254.169.254", false],
	["224.0.0.1", false],
	["255.255.255.255", false],
	["::", false],
	["::1", false],
	["::7f00:1", false],
	["::ffff:127.0.0.1", false],
	["64:ff9b::7f00:1", false],
	["2002:7f00:1::", false],
	["fe80::1", false],
	["fec0::1", false],
	["fd00::1", false],
	["ff02::1", false],
	["not an address", false],
	["198.51.100.1", false],
	["8.8.8.8", true],
	["::ffff:8.8.8.8", true],
	["2606:4700::1111", true],
])("%s is public: %s", (address, expected) => {
	expect(isPublic(address)).toBe(expected);
});

test.each([
	["http://example.org/", "only https is posted to"],
	["https://127.0.0.1/", "127.0.0.1 is not a public address"],
	["https://2130706433/", "127.0.0.1 is not a public address"],
	["https://0x7f.1/", "127.0.0.1 is not a public address"],
	["https://[::1]/", "::1 is not a public address"],
	["https://[::ffff:10.0.0.1]/", "::ffff:a00:1 is not a public address"],
	["https://example.org/", null],
	["https://8.8.8.8/", null],
])("%s is refused for itself: %s", (url, expected) => {
	expect(refusalOf(new URL(url), false)).toBe(expected);
});

test("a private address may be allowed, but never another scheme", () => {
	expect(refusalOf(new URL("http://10.0.0.1/"), true)).toBeNull();
	expect(refusalOf(new URL("ftp://10.0.0.1/"), true)).toBe("only https is posted to");
});

function lookUp(resolver: Parameters<typeof lookupBy>[0], all: boolean): Promise<unknown> {
	return new Promise((resolve, reject) =>
		lookupBy(resolver)("hooks.example", { all }, (error, found) => (error ? reject(error) : resolve(found))),
	);
}

const answering = (four: string[], six: string[]) => ({
	resolve4: async () => (four.length > 0 ? four : Promise.reject(new Error("queryA ENOTFOUND hooks.example"))),
	resolve6: async () => (six.length > 0 ? six : Promise.reject(new Error("queryAaaa ENODATA hooks.example"))),
});

test("a name is looked up for each connection, and any private address among its own refuses it", async () => {
	const both = answering(["8.8.8.8"], ["2606:4700::1111"]);
	expect(await lookUp(both as never, true)).toEqual([
		{ address: "8.8.8.8", family: 4 },
		{ address: "2606:4700::1111", family: 6 },
	]);
	expect(await lookUp(both as never, false)).toBe("8.8.8.8");
	expect(await lookUp(answering([], ["2606:4700::1111"]) as never, false)).toBe("2606:4700::1111");
	await expect(lookUp(answering([], []) as never, true)).rejects.toThrow("ENOTFOUND");
	for (const [four, six] of [
		[["10.0.0.1"], []],
		[["8.8.8.8", "127.0.0.1"], []],
		[["8.8.8.8"], ["::1"]],
		[[], ["fd00::1"]],
	] as const) {
		const refused = lookUp(answering([...four], [...six]) as never, true);
		await expect(refused).rejects.toThrow(/^hooks\.example is not at a public address$/);
	}
});

test("a name of this very machine is not connected to", async () => {
	const server = createServer();
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	let connections = 0;
	server.on("connection", () => connections++);
	const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
	const posted = await postOutward(url, {}, "x", { allowPrivate: false, timeoutMs: 5_000, signal });
	expect(posted).toMatchObject({ status: null, error: expect.stringContaining("localhost") });
	expect(connections).toBe(0);
	// It would have been: the same name, where that is allowed.
	await postOutward(url, {}, "x", { allowPrivate: true, timeoutMs: 5_000, signal });
	expect(connections).toBeGreaterThan(0);
	server.close();
});

test("an answer that does not come in time is no answer; one that has begun stands", async () => {
	const server = createServer((request, response) => {
		if (request.url === "/begun") response.writeHead(202).write("so far");
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const options = { allowPrivate: true, timeoutMs: 200, signal };
	expect(await postOutward(`${url}/never`, {}, "x", options)).toMatchObject({
		status: null,
		error: "no answer within 0.2 s",
	});
	expect(await postOutward(`${url}/begun`, {}, "x", options)).toEqual({ status: 202, error: null, text: "so far" });
	server.closeAllConnections();
	server.close();
});
