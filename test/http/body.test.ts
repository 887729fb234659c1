import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBody } from "../../src/http/cwmp/body.ts";
import { type Served, serve } from "./serve.ts";

const BOUND = 64 * 1024;
let at: Served;
beforeAll(async () => {
	at = await serve(async (request, response) => {
		const body = await readBody(request, BOUND);
		response.writeHead(body.ok ? 200 : body.status, { Connection: "close" });
		response.end(body.ok ? body.bytes : body.code);
	});
});
afterAll(() => at[Symbol.asyncDispose]());

const TEXT = Buffer.from("<Envelope/>");

test.each<[string, Record<string, string>, Uint8Array]>([
	["as it is", {}, TEXT],
	["named as itself", { "Content-Encoding": "identity" }, TEXT],
	["gzip", { "Content-Encoding": "gzip" }, gzipSync(TEXT)],
	["gzip by its old name, in capitals", { "Content-Encoding": " X-GZIP " }, gzipSync(TEXT)],
	["deflate", { "Content-Encoding": "deflate" }, deflateSync(TEXT)],
])("quirk 9: a body is read, %s", async (_title, headers, body) => {
	const reply = await at.ask("POST", "/", headers, body);
	expect([reply.status, reply.body.toString()]).toEqual([200, TEXT.toString()]);
});

test.each(["", "\n", "\r\n", " \r\n"])("%j is nothing, as a line end where others send nothing", async (text) => {
	expect((await at.ask("POST", "/", {}, Buffer.from(text))).body).toHaveLength(0);
});

test("a short body that says something is kept", async () => {
	expect((await at.ask("POST", "/", {}, Buffer.from(" x\n"))).body.toString()).toBe(" x\n");
});

describe("the bound", () => {
	test.each<[string, Record<string, string>, () => Uint8Array | Uint8Array[], number, string]>([
		["just met", {}, () => Buffer.alloc(BOUND, "a"), 200, ""],
		[
			"exceeded by the length that was announced",
			{ "Content-Length": String(BOUND + 1) },
			() => Buffer.alloc(BOUND + 1, "a"),
			413,
			"limit.message",
		],
		[
			"exceeded by chunks that announce nothing",
			{ "Transfer-Encoding": "chunked" },
			() => Array.from({ length: 9 }, () => Buffer.alloc(BOUND / 8, "a")),
			413,
			"limit.message",
		],
		[
			"exceeded by what a few bytes inflate to",
			{ "Content-Encoding": "gzip" },
			() => gzipSync(Buffer.alloc(200 * 1024 * 1024)),
			413,
			"limit.message",
		],
		[
			"exceeded by what deflate inflates to",
			{ "Content-Encoding": "deflate" },
			() => deflateSync(Buffer.alloc(20 * 1024 * 1024)),
			413,
			"limit.message",
		],
		["gzip that is none", { "Content-Encoding": "gzip" }, () => TEXT, 400, "http.inflate"],
		[
			"gzip that is cut off",
			{ "Content-Encoding": "gzip" },
			() => gzipSync(Buffer.from("a".repeat(900))).subarray(0, 20),
			400,
			"http.inflate",
		],
		["an encoding that nobody knows", { "Content-Encoding": "br" }, () => TEXT, 415, "http.encoding"],
	])("%s", async (_title, headers, body, status, code) => {
		const reply = await at.ask("POST", "/", headers, body());
		expect(reply.status).toBe(status);
		if (status !== 200) expect(reply.body.toString()).toBe(code);
	});

	test("a gzip bomb is not inflated beyond the bound", async () => {
		// Compressed once by hand: 1 GiB of zeros in 1 MiB would take the bound itself to hold.
		const bomb = gzipSync(Buffer.alloc(48 * 1024 * 1024));
		const before = process.memoryUsage().arrayBuffers;
		const replies = await Promise.all(
			Array.from({ length: 8 }, () => at.ask("POST", "/", { "Content-Encoding": "gzip" }, bomb)),
		);
		expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 413));
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
	});
});
