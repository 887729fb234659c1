import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { CertusError } from "../../lib/errors.ts";
import type { Problem } from "../../shared/common.ts";

const TITLES: Readonly<Record<number, string>> = {
	400: "Bad request",
	401: "Not signed in",
	403: "Forbidden",
	404: "Not found",
	405: "Method not allowed",
	409: "Conflict",
	413: "Too large",
	414: "URL too long",
	415: "Unsupported media type",
	422: "Not valid",
	429: "Too many requests",
	431: "Headers too large",
	500: "Internal error",
	503: "Not available",
};

/** What the framework refuses by itself, in our words; anything else below 500 keeps its own. */
const FRAMEWORK: Readonly<Record<string, { readonly status: number; readonly code: string; readonly detail: string }>> =
	{
		FST_ERR_CTP_INVALID_MEDIA_TYPE: {
			status: 415,
			code: "unsupportedMediaType",
			detail: "a body is application/json; a file is multipart/form-data",
		},
		FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: "bodyTooLarge", detail: "the body is too large" },
		FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
			status: 400,
			code: "invalidContentLength",
			detail: "the body is not as long as Content-Length says",
		},
		FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: "malformedJson", detail: "the body is not JSON" },
		FST_ERR_BAD_URL: { status: 400, code: "malformedUrl", detail: "the URL can't be decoded" },
		FST_INVALID_MULTIPART_CONTENT_TYPE: {
			status: 415,
			code: "unsupportedMediaType",
			detail: "a file is sent as multipart/form-data",
		},
		FST_REQ_FILE_TOO_LARGE: { status: 413, code: "fileTooLarge", detail: "the file is too large" },
		FST_PARTS_LIMIT: { status: 413, code: "tooManyParts", detail: "the form has too many parts" },
		FST_FIELDS_LIMIT: { status: 413, code: "tooManyParts", detail: "the form has too many fields" },
		FST_FILES_LIMIT: { status: 413, code: "tooManyParts", detail: "the form has more than one file" },
	};

/** PostgreSQL: character_not_in_repertoire, untranslatable_character. */
const UNSTORABLE: readonly string[] = ["22021", "22P05"];

export function problemOf(error: Error & Partial<FastifyError>): Problem {
	if (error instanceof CertusError) return problem(error.status, error.code, error.message, error.details.errors);
	const known = FRAMEWORK[error.code ?? ""];
	if (known) return problem(known.status, known.code, known.detail);
	if (UNSTORABLE.includes(error.code ?? ""))
		return problem(422, "invalidCharacter", "a NUL character or half of a surrogate pair can't be kept or looked for");
	const status = error.statusCode;
	if (status !== undefined && status >= 400 && status < 500) return problem(status, "badRequest", error.message);
	return problem(500, "internal", "something went wrong here; the log says what");
}

function problem(status: number, code: string, detail: string, errors?: unknown): Problem {
	const base = { type: `urn:certus:problem:${code}`, title: TITLES[status] ?? "Error", status, detail, code };
	return Array.isArray(errors) ? { ...base, errors } : base;
}

export async function sendError(
	error: Error & Partial<FastifyError>,
	request: FastifyRequest,
	reply: FastifyReply,
	log: Logger,
): Promise<FastifyReply> {
	const answer = problemOf(error);
	if (answer.status >= 500) {
		log.error({ err: error, method: request.method, route: request.routeOptions.url }, "a request failed");
	}
	if (answer.status === 401) reply.header("www-authenticate", 'Bearer realm="certus"');
	const wait = error instanceof CertusError ? error.details.retryAfterSeconds : undefined;
	if (typeof wait === "number") reply.header("retry-after", wait);
	return reply
		.code(answer.status)
		.type("application/problem+json")
		.serializer((body: unknown) => JSON.stringify(body))
		.send(answer);
}
