import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { runCommand } from "../../app/command.ts";
import { addFile, deleteFile } from "../../app/files.ts";
import { isImage } from "../../gate/image.ts";
import { CertusError } from "../../lib/errors.ts";
import { invalid } from "../../lib/invalid.ts";
import { Problem, page, pageQuery, Slug, Time } from "../../shared/common.ts";
import { DeviceText } from "../../shared/deviceText.ts";
import { FileKind, StoredFile } from "../../shared/files.ts";
import { listFiles, type StoredFile as StoredFileRow } from "../../store/files.ts";
import { requirePermissionIn } from "./authentication.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, admission, idempotencyOf, type Kit, principalOf, sendAnswer } from "./route.ts";
import { tenantOf } from "./tenancy.ts";

const tag = "files";
const Place = z.tuple([Time, z.uuid()]);
const MAX_FIELDS = 200;
const MAX_FIELD_BYTES = 8192;

const one = z.array(z.string().trim().min(1).max(256)).length(1, "is given once");
/** Repeated, comma-separated, or both. */
const many = z
	.array(z.string().max(MAX_FIELD_BYTES))
	.transform((values) => values.flatMap((value) => value.split(",")).map((value) => value.trim()))
	.pipe(z.array(z.string().min(1).max(64)).min(1).max(500));

const Fields = z
	.strictObject({
		tenant: z.array(Slug).length(1).optional(),
		kind: z.array(FileKind).length(1),
		vendor: one,
		model: one,
		hardwareVersions: many.optional(),
		version: one,
		fromVersions: many.optional(),
		fileType: z.array(DeviceText.trim().min(1).max(256)).length(1, "is given once").optional(),
	})
	.refine(({ kind, hardwareVersions }) => kind[0] !== "firmware" || hardwareVersions, {
		path: ["hardwareVersions"],
		message: "firmware names its hardware versions; `*` for any",
	})
	// Else a device would flash what neither the firmware's cell nor its models were asked about.
	.refine(
		({ kind, fileType }) =>
			kind[0] === "firmware" || !fileType || !isImage({ kind: "config", fileType: fileType[0] ?? "" }),
		{
			path: ["fileType"],
			message: "a device may flash a file of this type: upload it with the kind firmware",
		},
	);

export function addFileRoutes(kit: Kit): void {
	addUpload(kit);

	addRead(kit, {
		url: "/files",
		summary: "Firmware and configuration files, newest first",
		tag,
		permission: "read",
		query: z.strictObject(pageQuery),
		answer: page(StoredFile),
		async handle({ query, scope }) {
			const place = readCursor(Place, query.cursor);
			const before = place && { at: new Date(place[0]), id: place[1] };
			const found = await listFiles(scope, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ createdAt, id }) => [createdAt, id]);
			return { items: rows.map(presentFile), nextCursor };
		},
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/files/:id",
		summary: "Remove a file",
		tag,
		permission: "firmware",
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteFile(command, kit.deps.blobs, params.id) as Promise<undefined>,
	});
}

function addUpload({ app, deps }: Kit): void {
	app.route({
		method: "POST",
		url: "/api/v1/files",
		bodyLimit: deps.settings.maxUploadBytes + MAX_FIELDS * MAX_FIELD_BYTES,
		schema: {
			summary: "Add a file (multipart/form-data)",
			description:
				"Part `file`; fields `kind` (`firmware`, `config`), `vendor`, `model`, `hardwareVersions` (required for firmware; " +
				"repeated or comma-separated, `*` for any), `version`, `fromVersions?`, `fileType?`, `tenant?`.",
			tags: [tag],
			consumes: ["multipart/form-data"],
			"x-permission": "firmware",
			querystring: z.strictObject({ tenant: Slug.optional() }),
			response: {
				201: StoredFile,
				default: { content: { "application/problem+json": { schema: Problem } } },
			},
		} as object,
		onRequest: admission(deps, "firmware", true),
		async handler(request: FastifyRequest, reply: FastifyReply) {
			const query = request.query as { tenant?: string };
			const { upload, fields } = await receive({ app, deps }, request);
			const parsed = Fields.safeParse(fields);
			if (!parsed.success) throw invalid(422, "invalidBody", "the form's fields are not right", parsed.error);
			if (!upload) throw missingFile();
			const { tenant: slug, kind, vendor, model, version, hardwareVersions, fromVersions, fileType } = parsed.data;
			const principal = principalOf(request);
			const tenant = tenantOf(deps.tenants, principal, [query.tenant, slug?.[0]]);
			requirePermissionIn(principal, tenant, "firmware");
			const idempotency = idempotencyOf(request, tenant, { fields, digest: upload.digest });
			const facts = {
				...upload,
				kind: kind[0] as StoredFileRow["kind"],
				vendor: vendor[0] as string,
				model: model[0] as string,
				version: version[0] as string,
				hardwareVersions: hardwareVersions ?? ["*"],
				fromVersions: fromVersions ?? null,
				// A configuration that is sent as firmware might be flashed.
				fileType: fileType?.[0] ?? (kind[0] === "config" ? "3 Vendor Configuration File" : "1 Firmware Upgrade Image"),
			};
			const answer = await runCommand(deps, { tenant, actor: principal, idempotency }, 201, async (command) =>
				presentFile(await addFile(command, facts)),
			);
			return sendAnswer(reply, answer);
		},
	});
}

interface Upload {
	readonly name: string;
	readonly digest: string;
	readonly sizeBytes: number;
}

/** Streams the file to disk as it comes; fields may stand before or after it. */
async function receive(
	{ deps }: Kit,
	request: FastifyRequest,
): Promise<{ upload: Upload | null; fields: Record<string, string[]> }> {
	const { maxUploadBytes } = deps.settings;
	const fields: Record<string, string[]> = Object.create(null);
	let upload: Upload | null = null;
	// One byte more than allowed lets the store say that it is too much, rather than take a file that was cut.
	const limits = { fileSize: maxUploadBytes + 1, files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES };
	for await (const part of request.parts({ limits })) {
		if (part.type === "file") {
			if (part.fieldname !== "file") throw missingFile();
			const { digest, sizeBytes } = await deps.blobs.putStream(part.file, maxUploadBytes);
			upload = { name: fileName(part.filename), digest, sizeBytes };
		} else {
			fields[part.fieldname] = [...(fields[part.fieldname] ?? []), String(part.value)];
		}
	}
	return { upload, fields };
}

function missingFile(): CertusError {
	return new CertusError(422, "invalidBody", "the form has one file, in the part `file`", {
		errors: [{ pointer: "/file", detail: "is missing" }],
	});
}

/** It becomes part of a URL that a CPE has to bear: letters, digits and little else. */
function fileName(given: string | undefined): string {
	const base = (given ?? "").split(/[\\/]/).at(-1) ?? "";
	return (
		base
			.replace(/[^A-Za-z0-9._-]+/g, "_")
			.replace(/^\.+/, "")
			.slice(-100) || "file"
	);
}

function presentFile({
	createdAt,
	hardwareVersions,
	fromVersions,
	device: _noOnes,
	...file
}: StoredFileRow): StoredFile {
	return {
		...file,
		hardwareVersions: [...hardwareVersions],
		fromVersions: fromVersions && [...fromVersions],
		createdAt: createdAt.toISOString(),
	};
}
