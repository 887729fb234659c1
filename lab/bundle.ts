/**
 * The evidence of a proof run as its bundle holds it: a DSSE envelope around an in-toto statement with every document in
 * it. Read with bounds and without verifying the signature: a replay proves nothing, and `certus evidence verify` does that.
 */
import { z } from "zod";

const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const MAX_DOCUMENTS = 1_000;
const MAX_MESSAGES = 200_000;

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const CHECK_FORMAT = "certus.evidence.check/1";

const Envelope = z.object({ payload: z.string(), payloadType: z.literal(PAYLOAD_TYPE) });

const Statement = z.object({
	_type: z.literal(STATEMENT_TYPE),
	predicate: z.object({
		documents: z
			.array(z.object({ name: z.string(), content: z.string() }))
			.min(1)
			.max(MAX_DOCUMENTS),
	}),
});

const Format = z.object({ format: z.string() });

const Text = z.string().max(1024);

const Device = z.object({
	oui: Text,
	productClass: Text,
	serialNumber: Text,
	vendor: Text,
	model: Text,
	hardwareVersion: Text,
	softwareVersion: Text,
});
export type RecordedDevice = z.infer<typeof Device>;

const CheckDocument = z.object({
	check: z.object({ workflow: z.string(), id: z.string() }),
	outcome: z.string(),
	device: Device,
	messages: z
		.array(
			z.object({
				at: z.iso.datetime(),
				direction: z.enum(["fromDevice", "toDevice"]),
				sessionId: z.string(),
				body: z.string(),
			}),
		)
		.max(MAX_MESSAGES),
	values: z.record(z.string(), z.unknown()),
	startedAt: z.iso.datetime(),
	finishedAt: z.iso.datetime(),
});
/** One check of the run: what it asked for, every message, and what it found. */
export type RecordedCheck = z.infer<typeof CheckDocument>;

export interface Evidence {
	/** As it was when the run began. */
	readonly device: RecordedDevice;
	/** In the order in which they began. */
	readonly checks: readonly RecordedCheck[];
}

/** Throws one line that says what is wrong. */
export function readBundle(bytes: Uint8Array): Evidence {
	if (bytes.length > MAX_BUNDLE_BYTES) {
		throw new Error(`${bytes.length} bytes are more than the ${MAX_BUNDLE_BYTES} that a bundle may have`);
	}
	const { payload } = parse(
		Envelope,
		json(bytes, "the file"),
		"not a bundle: no DSSE envelope of an in-toto statement",
	);
	const statement = json(Buffer.from(payload, "base64"), "the bundle's payload");
	const { predicate } = parse(Statement, statement, "the bundle's payload is not a statement of a proof run");
	const documents = predicate.documents.map(({ name, content }) => ({
		name,
		document: json(Buffer.from(content, "base64"), `the bundle's document ${name}`),
	}));
	const checks = documents.flatMap(({ name, document }) => {
		const { format } = parse(Format, document, `the bundle's document ${name} has no format`);
		return format === CHECK_FORMAT
			? [parse(CheckDocument, document, `the bundle's document ${name} is not the evidence of a check`)]
			: [];
	});
	checks.sort((left, right) => Date.parse(left.startedAt) - Date.parse(right.startedAt));
	const [first] = checks;
	if (first === undefined) throw new Error("the bundle holds no check's evidence");
	if (!checks.some(({ messages }) => messages.length > 0)) throw new Error("the bundle holds no message of the device");
	return { device: first.device, checks };
}

function json(bytes: Uint8Array, what: string): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new Error(`${what} is not JSON`);
	}
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, otherwise: string): z.output<Schema> {
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	const at = parsed.error.issues[0]?.path.join(".");
	throw new Error(at ? `${otherwise}: ${at}` : otherwise);
}
