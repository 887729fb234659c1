import { z } from "zod";
import { canonicalJson } from "../lib/canonicalJson.ts";
import { CertusError } from "../lib/errors.ts";
import { digestOf } from "../lib/hash.ts";
import { Digest } from "../shared/common.ts";
import { CheckEvidence, RunEvidence, type Subject, type Verdict, WORKFLOWS, type Workflow } from "../shared/proof.ts";
import { isSignedBy, type PublicKey, preAuthentication, publicKeyOf, type Signer } from "./signature.ts";
import { FRAMES, summarise } from "./summary.ts";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
/** Raised when a statement is built otherwise from its documents, or judged otherwise. */
const PREDICATE_TYPE = "https://certus.dev/evidence/proof-run/v1";
const MEDIA_TYPE = "application/json";

/** What a bundle says of one cell of the matrix. */
export interface ProvenCell extends Subject {
	readonly workflow: Workflow;
	readonly verdict: Verdict;
	readonly simulated: boolean;
}

/** A bundle that holds together. */
export interface VerifiedBundle {
	readonly run: RunEvidence;
	readonly cells: readonly ProvenCell[];
	readonly documents: number;
	readonly signer: PublicKey;
	/** Whether the key was one that the reader brought; otherwise it is the bundle's own word. */
	readonly signerKnown: boolean;
}

interface Document {
	readonly bytes: Uint8Array;
	readonly digest: string;
	readonly json: unknown;
	readonly evidence: CheckEvidence | RunEvidence;
}

const Envelope = z.strictObject({
	payload: z.string(),
	payloadType: z.literal(PAYLOAD_TYPE),
	signatures: z.tuple([z.strictObject({ keyid: z.string(), sig: z.string() })]),
});

const Statement = z.object({
	_type: z.literal(STATEMENT_TYPE),
	subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
	predicateType: z.literal(PREDICATE_TYPE),
	predicate: z.object({
		summary: Digest,
		documents: z.array(z.object({ name: z.string(), content: z.string() })).min(1),
		signer: z.object({ publicKey: z.string() }),
	}),
});

/**
 * A run's evidence as one signed file: a DSSE envelope around an in-toto statement that holds every document itself.
 * The same documents and the same key always give the same bytes.
 */
export function bundleOf(documents: readonly Uint8Array[], summary: string, signer: Signer): Uint8Array {
	const payload = Buffer.from(canonicalJson(statementOf(documents.map(readDocument), summary, signer)));
	const sig = signer.sign(preAuthentication(PAYLOAD_TYPE, payload));
	return Buffer.from(
		canonicalJson({
			payload: base64(payload),
			payloadType: PAYLOAD_TYPE,
			signatures: [{ keyid: signer.keyId, sig: base64(sig) }],
		}),
	);
}

/** Checks a bundle from its bytes alone; throws one line that says what is wrong. `key`: whom the reader trusts, PEM. */
export function verifyBundle(file: Uint8Array, key: string | null): VerifiedBundle {
	const trusted = key === null ? null : publicKeyOf(key);
	try {
		return verified(file, trusted);
	} catch (error) {
		if (error instanceof CertusError) throw error;
		throw wrong("it can't be read as one", error);
	}
}

function verified(file: Uint8Array, trusted: PublicKey | null): VerifiedBundle {
	const envelope = parse(Envelope, readJson(file, "the file"), "the file is not a DSSE envelope of ours");
	// One form only: so no byte can be other than it was, not even between the words.
	if (!Buffer.from(canonicalJson(envelope)).equals(file)) throw wrong("the file is not in its canonical form");
	const payload = fromBase64(envelope.payload, "the payload");
	const statement = parse(Statement, readJson(payload, "the payload"), "the payload is not a statement of ours");
	const { summary, documents: embedded, signer: named } = statement.predicate;
	const documents = embedded.map(({ name, content }, index) => {
		const bytes = fromBase64(content, `the document ${name}`);
		const subject = statement.subject[index];
		if (subject?.name !== name) throw wrong(`the document ${name} is not the statement's subject ${index + 1}`);
		if (digestOf(bytes) !== `sha256:${subject.digest.sha256}`) {
			throw wrong(`the document ${name} is not what its digest says`);
		}
		return readDocument(bytes);
	});

	const signer = publicKeyOf(named.publicKey);
	const [{ keyid, sig }] = envelope.signatures;
	if (trusted !== null && signer.keyId !== trusted.keyId) {
		throw wrong(`it is signed with the key ${signer.keyId}, the key given is ${trusted.keyId}`);
	}
	if (keyid !== signer.keyId) throw wrong("its signature names another key than its statement");
	if (!isSignedBy(trusted ?? signer, preAuthentication(PAYLOAD_TYPE, payload), fromBase64(sig, "the signature"))) {
		throw wrong("the signature is not over this payload");
	}

	const run = summaryOf(documents, summary);
	judge(run, documents);
	// Whatever else the statement says follows from its documents.
	if (!Buffer.from(canonicalJson(statementOf(documents, summary, signer))).equals(payload)) {
		throw wrong("the statement says other than its documents");
	}
	return { run, cells: cellsOf(run), documents: documents.length, signer, signerKnown: trusted !== null };
}

function statementOf(documents: readonly Document[], summary: string, signer: PublicKey): object {
	const names = namesOf(documents, summary);
	const run = summaryOf(documents, summary);
	return {
		_type: STATEMENT_TYPE,
		subject: documents.map(({ digest }, index) => ({
			name: names[index],
			digest: { sha256: digest.slice("sha256:".length) },
		})),
		predicateType: PREDICATE_TYPE,
		predicate: {
			summary,
			run: documents.find(({ digest }) => digest === summary)?.json,
			cells: cellsOf(run),
			documents: documents.map(({ bytes, digest }, index) => ({
				name: names[index],
				digest,
				mediaType: MEDIA_TYPE,
				content: base64(bytes),
			})),
			signer: { keyId: signer.keyId, algorithm: signer.algorithm, publicKey: signer.publicKey },
		},
	};
}

function namesOf(documents: readonly Document[], summary: string): string[] {
	let superseded = 0;
	return documents.map(({ digest, evidence }) => {
		if (isCheck(evidence)) return `${evidence.check.workflow}/${evidence.check.id}.json`;
		return digest === summary ? "run.json" : `run-superseded-${++superseded}.json`;
	});
}

function cellsOf({ verdicts, subject, simulated, firmwareReturn }: RunEvidence): ProvenCell[] {
	const cells = WORKFLOWS.flatMap((workflow) => {
		const verdict = verdicts[workflow];
		return verdict === undefined ? [] : [{ workflow, verdict, ...subject, simulated }];
	});
	if (!firmwareReturn) return cells;
	return [...cells, { workflow: "firmware", verdict: firmwareReturn.verdict, ...firmwareReturn.subject, simulated }];
}

function summaryOf(documents: readonly Document[], digest: string): RunEvidence {
	const found = documents.find((document) => document.digest === digest)?.evidence;
	if (found === undefined || isCheck(found)) throw wrong("the run's summary is not among the documents");
	return found;
}

/** Whether the summary says what its checks' own evidence comes to. */
function judge(run: RunEvidence, documents: readonly Document[]): void {
	const byDigest = new Map(documents.map(({ digest, evidence }) => [digest, evidence]));
	if (byDigest.size < documents.length) throw wrong("it holds a document twice");
	const checks = run.checks.map(({ workflow, id, outcome, evidence }) => {
		const name = `${workflow}/${id}`;
		for (const digest of evidence) if (!byDigest.has(digest)) throw wrong(`evidence of the check ${name} is missing`);
		const own = byDigest.get(evidence[0] ?? "");
		if (!own || !isCheck(own)) throw wrong(`the check ${name} has no evidence of its own`);
		if (own.check.workflow !== workflow || own.check.id !== id)
			throw wrong(`the check ${name} cites another's evidence`);
		if (own.outcome !== outcome) throw wrong(`the check ${name} is ${own.outcome} by its evidence, not ${outcome}`);
		return own;
	});
	const counted = new Set<unknown>(checks);
	if (counted.size < checks.length) throw wrong("a check is counted twice");
	for (const { digest, evidence } of documents) {
		if (evidence.proofRunId !== run.proofRunId) throw wrong("it holds the evidence of another run");
		if (isCheck(evidence) && !counted.has(evidence)) throw wrong(`no check cites the document ${digest}`);
		if ((isCheck(evidence) ? evidence.conditions : evidence).simulated !== run.simulated) {
			throw wrong("its documents differ in whether the device was simulated");
		}
	}
	const comesTo = summarise(
		checks.map(
			({ check: { workflow, id, essential }, outcome, blame, limitations, values, finishedAt, conditions }) => ({
				...{ workflow, id, essential, outcome, limitations, values, finishedAt },
				blame: blame ?? undefined,
				lastBootAt: conditions.lastBootAt,
			}),
		),
		run.subject,
		Object.keys(run.verdicts) as Workflow[],
	);
	for (const [workflow, verdict] of verdictsOf(comesTo)) {
		const claimed = verdictsOf(run).get(workflow);
		if (verdict !== claimed) throw wrong(`${workflow} is ${verdict} by its checks, the summary says ${claimed}`);
	}
	const claimed = new Set([...verdictsOf(run).keys(), ...FRAMES]);
	const silent = checks.find(({ check }) => !claimed.has(check.workflow));
	if (silent) throw wrong(`the summary has no verdict on ${silent.check.workflow}`);
	for (const [part, value] of Object.entries({ ...NO_PARTS, ...comesTo })) {
		if (canonicalJson(value ?? null) !== canonicalJson(run[part as keyof RunEvidence] ?? null)) {
			throw wrong(`the summary's ${part} are not what its checks come to`);
		}
	}
}

/** Parts that a summary has only where its checks give rise to them. */
const NO_PARTS = { diagnostics: null, provenPaths: null, configurationFile: null, firmwareReturn: null, boots: null };

function verdictsOf({ verdicts, traits }: Pick<RunEvidence, "verdicts" | "traits">): Map<string, Verdict> {
	const measured = Object.entries(traits).flatMap(([trait, value]) => (value ? [[trait, value.verdict] as const] : []));
	return new Map([...Object.entries(verdicts), ...measured]);
}

function readDocument(bytes: Uint8Array): Document {
	const json = readJson(bytes, "a document");
	const evidence = parse(z.union([CheckEvidence, RunEvidence]), json, "a document is not evidence of a proof run");
	return { bytes, digest: digestOf(bytes), json, evidence };
}

function isCheck(evidence: CheckEvidence | RunEvidence): evidence is CheckEvidence {
	return evidence.format === "certus.evidence.check/1";
}

function readJson(bytes: Uint8Array, what: string): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
	} catch (cause) {
		throw wrong(`${what} is not JSON`, cause);
	}
}

function parse<Schema extends z.ZodType>(schema: Schema, json: unknown, otherwise: string): z.output<Schema> {
	const parsed = schema.safeParse(json);
	if (!parsed.success) throw wrong(otherwise, parsed.error);
	return parsed.data;
}

function base64(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64");
}

/** Base64 in its one form. */
function fromBase64(text: string, what: string): Uint8Array {
	const bytes = Buffer.from(text, "base64");
	if (base64(bytes) !== text) throw wrong(`${what} is not in base64`);
	return bytes;
}

function wrong(what: string, cause?: unknown): CertusError {
	return new CertusError(422, "bundleInvalid", what, {}, cause);
}
