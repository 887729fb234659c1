import staticFiles from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { CertusError } from "../../lib/errors.ts";
import { watchMethods } from "./methods.ts";
import { wantsPage } from "./route.ts";

const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

/** The console's files; paths that are none of them are its pages, as the browser's history knows them. */
export async function addConsole(app: FastifyInstance, webRoot: string | null): Promise<void> {
	app.addHook("onSend", async (request, reply) => {
		reply.header("x-content-type-options", "nosniff");
		reply.header("referrer-policy", "same-origin");
		if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", POLICY);
		if (isApi(request.url) && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
	});
	if (webRoot !== null) {
		await app.register(staticFiles, {
			root: webRoot,
			cacheControl: false,
			setHeaders(reply, path) {
				// The names of built assets hold the digest of what is in them.
				const hashed = /[/\\]assets[/\\]/.test(path);
				reply.header("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
			},
			schemaHide: true,
		});
	}
	const methodsAt = watchMethods(app);
	app.setNotFoundHandler((request, reply) => {
		if (webRoot !== null && !isApi(request.url) && wantsPage(request)) {
			void reply.sendFile("index.html");
			return;
		}
		const allowed = isApi(request.url) ? methodsAt(request) : [];
		if (allowed.length > 0) {
			reply.header("allow", allowed.join(", "));
			throw new CertusError(405, "methodNotAllowed", `this takes ${allowed.join(", ")}, and no ${request.method}`);
		}
		throw new CertusError(404, "notFound", `there is nothing at ${request.method} ${request.url.split("?")[0]}`);
	});
}

function isApi(url: string): boolean {
	return url === "/api" || url.startsWith("/api/");
}
