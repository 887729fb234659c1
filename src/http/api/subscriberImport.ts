import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { runCommand } from "../../app/command.ts";
import { importSubscribers, readImport, tryImport } from "../../app/importSubscribers.ts";
import { MAX_IMPORT_BYTES } from "../../app/subscriberCsv.ts";
import { CertusError } from "../../lib/errors.ts";
import { digestOf } from "../../lib/hash.ts";
import { Problem, Slug } from "../../shared/common.ts";
import { SubscriberImport } from "../../shared/subscribers.ts";
import { requirePermissionIn } from "./authentication.ts";
import { admission, idempotencyOf, type Kit, principalOf, sendAnswer } from "./route.ts";
import { tenantOf } from "./tenancy.ts";

const Query = z.strictObject({ tenant: Slug.optional(), dryRun: z.enum(["true", "false"]).default("false") });
/** What a form adds to its file. */
const FORM_BYTES = 16 * 1024;

/** Subscribers, sites and whose devices are, from a table. */
export async function addSubscriberImport({ app, deps }: Kit): Promise<void> {
	// By itself, so that no other route takes CSV.
	await app.register((own, _options, done) => {
		own.addContentTypeParser("text/csv", { parseAs: "buffer" }, (_request, body, parsed) => parsed(null, body));
		own.route({
			method: "POST",
			url: "/api/v1/subscribers/import",
			bodyLimit: MAX_IMPORT_BYTES + FORM_BYTES,
			schema: {
				summary: "Add and change subscribers and sites, and link devices, from CSV: all of it, or nothing",
				description:
					"`text/csv`, or the part `file` of a form. UTF-8, at most 100,000 rows and 32 MiB. The first line names the " +
					"columns: `externalId`, and any of `name`, `plan`, `siteName`, `address`, `serialNumber`, `oui`, `mac`, " +
					"`variables.<name>`. An empty cell empties plan, address or variable; what has no column stays. A device " +
					"is known already, and nobody else's. With `dryRun=true` the answer is that of the import, and nothing is " +
					"changed. While many devices are linked, their Informs wait for some seconds. Errors point at `/<line>/<column>`.",
				tags: ["subscribers"],
				consumes: ["text/csv", "multipart/form-data"],
				"x-permission": "config",
				querystring: Query,
				response: {
					200: SubscriberImport,
					default: { content: { "application/problem+json": { schema: Problem } } },
				},
			} as object,
			onRequest: admission(deps, "config", true),
			async handler(request: FastifyRequest, reply: FastifyReply) {
				const { tenant: slug, dryRun } = request.query as z.output<typeof Query>;
				const principal = principalOf(request);
				const tenant = tenantOf(deps.tenants, principal, [slug]);
				requirePermissionIn(principal, tenant, "config");
				const bytes = await receive(request);
				const digest = digestOf(bytes);
				const read = await readImport(bytes, digest);
				if (dryRun === "true") {
					const planning = {
						scope: deps.database.scope(tenant.tenant),
						tenant,
						random: deps.random,
						now: deps.clock(),
						vault: deps.vault,
					};
					return reply.send(await tryImport(planning, read));
				}
				const idempotency = idempotencyOf(request, tenant, { digest });
				const asked = { tenant, actor: principal, idempotency };
				return sendAnswer(reply, await runCommand(deps, asked, 200, (command) => importSubscribers(command, read)));
			},
		});
		done();
	});
}

async function receive(request: FastifyRequest): Promise<Buffer> {
	if (Buffer.isBuffer(request.body)) return bounded(request.body);
	if (!request.isMultipart()) {
		throw new CertusError(415, "unsupportedMediaType", "an import is text/csv, or a form with the part `file`");
	}
	const part = await request.file({ limits: { fileSize: MAX_IMPORT_BYTES, files: 1, fields: 0 } });
	if (part?.fieldname !== "file") {
		throw new CertusError(422, "invalidBody", "the form has one file, in the part `file`", {
			errors: [{ pointer: "/file", detail: "is missing" }],
		});
	}
	return part.toBuffer();
}

function bounded(bytes: Buffer): Buffer {
	if (bytes.length <= MAX_IMPORT_BYTES) return bytes;
	throw new CertusError(413, "bodyTooLarge", `an import has at most ${MAX_IMPORT_BYTES} bytes`);
}
