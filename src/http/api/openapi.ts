import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { nameSchemas } from "./schemaNames.ts";
import { describeKinds, type OpenApiDocument, withoutUnused } from "./schemaParts.ts";

/** Describes every route that is added after it, from the schemas that they validate with. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
	nameSchemas();
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
		transform: described as never,
		transformObject: ((document: Parameters<typeof jsonSchemaTransformObject>[0]) =>
			withoutUnused(describeKinds(jsonSchemaTransformObject(document) as OpenApiDocument))) as never,
	});
	app.get("/api/v1/openapi.json", { schema: { hide: true } as object }, () => app.swagger());
}

interface Described {
	readonly schema: Readonly<Record<string, unknown>>;
	readonly url: string;
	readonly route: { readonly method: string | readonly string[] };
}

/** A route's schema with its operation's id, and the headers that stand in no schema of its own. */
function described(document: Described): object {
	const { schema, url } = jsonSchemaTransform(document as never) as Pick<Described, "schema" | "url">;
	if (schema.hide) return { schema, url };
	const method = String([document.route.method].flat()[0]).toLowerCase();
	const headers = headersOf(method, url, schema);
	return { schema: { ...schema, operationId: operationId(method, url), ...(headers && { headers }) }, url };
}

/** `getDevicesById` for `GET /devices/{id}`: it is what it is for as long as method and path are. */
function operationId(method: string, url: string): string {
	const words = url
		.replace(/^\/api\/v1\//, "")
		.split("/")
		.map((segment) =>
			segment.startsWith(":") ? `By${capital(segment.slice(1))}` : segment.split(/[-.]/).map(capital).join(""),
		);
	return method + words.join("");
}

function capital(word: string): string {
	return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const IDEMPOTENCY_KEY =
	"Any text of one's own, 1 to 255 printable characters, for one thing that is asked for: sent again with the same key it is done once, and answered as the first time.";
const LAST_EVENT_ID = "The id of the last event that was seen: those after it come first.";

/** `null` where it takes none. */
function headersOf(method: string, url: string, { security }: Described["schema"]): object | null {
	if (url === "/api/v1/events") return header("Last-Event-ID", { type: "string", description: LAST_EVENT_ID });
	// Who signs in or out writes nothing that could be done twice.
	if (method === "get" || security !== undefined || url === "/api/v1/session") return null;
	const key = { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$", description: IDEMPOTENCY_KEY };
	return header("Idempotency-Key", key);
}

function header(name: string, schema: object): object {
	return { type: "object", properties: { [name]: schema } };
}
