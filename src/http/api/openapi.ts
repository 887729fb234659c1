import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";

/** Describes every route that is added after it, from the schemas that they validate with. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
	await app.register(swagger, {
		openapi: {
			openapi: "3.1.0",
			info: {
				title: "Certus",
				description: "A TR-069 auto-configuration server that proves what each router model can do.",
				version: "1",
			},
			components: {
				securitySchemes: {
					bearer: { type: "http", scheme: "bearer" },
					session: { type: "apiKey", in: "cookie", name: "certus_session" },
				},
			},
			security: [{ bearer: [] }, { session: [] }],
		},
		transform: jsonSchemaTransform as never,
	});
	app.get("/api/v1/openapi.json", { schema: { hide: true } as object }, () => app.swagger());
}
