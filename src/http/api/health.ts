import type { FastifyInstance } from "fastify";
import { CertusError } from "../../lib/errors.ts";
import { ping } from "../../store/health.ts";
import type { ApiDependencies } from "./dependencies.ts";

const READY_WITHIN_MS = 5_000;

/** For those who watch the process: nobody need be signed in. */
export function addHealthRoutes(app: FastifyInstance, { database, metrics }: ApiDependencies): void {
	const schema = { hide: true } as object;
	app.get("/health", { schema }, () => ({ status: "ok" }));
	app.get("/ready", { schema }, async () => {
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new Error("the database does not answer")), READY_WITHIN_MS);
		});
		try {
			await Promise.race([ping(database), late]);
			return { status: "ready" };
		} catch (cause) {
			throw new CertusError(503, "notReady", "the database can't be reached", {}, cause);
		} finally {
			clearTimeout(timer);
		}
	});
	app.get("/metrics", { schema }, async (_request, reply) =>
		reply.type(metrics.contentType).send(await metrics.metrics()),
	);
}
