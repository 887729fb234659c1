import type { FastifyInstance, FastifyRequest } from "fastify";

/** Tells which methods the routes that are added after it take at a request's path; none where there is nothing. */
export function watchMethods(app: FastifyInstance): (request: FastifyRequest) => readonly string[] {
	const patterns = new Map<string, { readonly matches: RegExp; readonly methods: Set<string> }>();
	app.addHook("onRoute", ({ url, method }) => {
		const source = url.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:[A-Za-z]+/g, "[^/]+");
		const known = patterns.get(url) ?? { matches: new RegExp(`^${source}$`), methods: new Set() };
		for (const one of [method].flat()) known.methods.add(one);
		patterns.set(url, known);
	});
	return ({ url }) => {
		const path = url.split("?")[0] as string;
		const found = [...patterns.values()].filter(({ matches }) => matches.test(path));
		return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
	};
}
