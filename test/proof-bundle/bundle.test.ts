import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newSigningKey } from "../../src/app/signingKey.ts";
import { report } from "../../src/cli/evidence.ts";
import { bytesOf } from "../../src/engine/proofEvidence.ts";
import { canonicalJson } from "../../src/lib/canonicalJson.ts";
import { digestOf } from "../../src/lib/hash.ts";
import { bundleOf, verifyBundle } from "../../src/proof/bundle.ts";
import { isSignedBy, preAuthentication, publicKeyOf, signerOf } from "../../src/proof/signature.ts";
import { LATE_RETURN } from "../../src/proof/verdict.ts";
import type { CheckEvidence, RunEvidence } from "../../src/shared/proof.ts";
import type { KnownDevice } from "../../src/store/devices.ts";
import type { ProofRunRow } from "../../src/store/proofRuns.ts";
import type { Tenant } from "../../src/store/tenants.ts";
import { evidenceOf, type Results } from "./finishedRun.ts";

const AT = new Date("2026-03-01T12:00:00.000Z");
const signer = signerOf(newSigningKey());
const other = signerOf(newSigningKey());

const run = { id: "11111111-1111-4111-8111-111111111111", device: "22222222-2222-4222-8222-222222222222" };
const device = {
	oui: "00D09E",
	productClass: "HG",
	serialNumber: "S1",
	vendor: "Ac\u00e4me",
	model: "AC-1\u001b[31m",
	hardwareVersion: "HW1",
	softwareVersion: "1.0.0",
	parameterRoot: "Device.",
	namespace: "urn:dslforum-org:cwmp-1-2",
	supportedVersions: null,
	lab: null,
	connectionRequestUrl: "http://192.0.2.1:7547/",
} as unknown as KnownDevice;

const NO_M_REBOOT = { code: "reboot.noMReboot", text: "The restart was reported without M Reboot." };
const partial: Results = {
	"reboot/commandKeyReturned": { outcome: "fail", detail: NO_M_REBOOT.text, limitations: [NO_M_REBOOT] },
};

function evidence(results: Results = partial, simulated = true) {
	return evidenceOf(
		{ ...run, workflows: ["inventory", "reboot"] } as unknown as ProofRunRow,
		{ simulated, lab: true } as unknown as Tenant,
		device,
		results,
		AT,
		AT,
	);
}

function pack(documents: readonly Uint8Array[], summary: RunEvidence, by = signer): Uint8Array {
	const bytes = bytesOf(summary);
	return bundleOf([bytes, ...documents], digestOf(bytes), by);
}

const { documents, summary } = evidence();
const bundle = pack(documents, summary);

interface Opened {
	readonly payload: string;
	readonly payloadType: string;
	readonly signatures: { keyid: string; sig: string }[];
}

const open = (file: Uint8Array): Opened => JSON.parse(Buffer.from(file).toString("utf8"));
const payloadOf = (file: Uint8Array) => JSON.parse(Buffer.from(open(file).payload, "base64").toString("utf8"));

/** The statement changed, and signed again by whoever may. */
function resigned(change: (statement: ReturnType<typeof payloadOf>) => void, by = signer): Uint8Array {
	const statement = payloadOf(bundle);
	change(statement);
	const payload = Buffer.from(canonicalJson(statement));
	const { payloadType } = open(bundle);
	const sig = Buffer.from(by.sign(preAuthentication(payloadType, payload))).toString("base64");
	return Buffer.from(
		canonicalJson({ payload: payload.toString("base64"), payloadType, signatures: [{ keyid: by.keyId, sig }] }),
	);
}

describe("a bundle", () => {
	test("is a DSSE envelope around an in-toto statement with every document in it", () => {
		const { payload, payloadType, signatures } = open(bundle);
		expect(payloadType).toBe("application/vnd.in-toto+json");
		const bytes = Buffer.from(payload, "base64");
		// The pre-authentication encoding, spelt out.
		const signed = Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${bytes.length} `), bytes]);
		expect(signatures).toEqual([{ keyid: signer.keyId, sig: expect.any(String) }]);
		expect(isSignedBy(signer, signed, Buffer.from(signatures[0]?.sig ?? "", "base64"))).toBe(true);
		const statement = payloadOf(bundle);
		expect(statement).toMatchObject({
			_type: "https://in-toto.io/Statement/v1",
			predicateType: "https://certus.dev/evidence/proof-run/v1",
			predicate: { run: summary, signer: { keyId: signer.keyId, algorithm: "ed25519" } },
		});
		expect(statement.subject.map(({ name }: { name: string }) => name)).toEqual([
			"run.json",
			"inventory/rootResolved.json",
			"inventory/subtreesReadable.json",
			"inventory/identityComplete.json",
			"inventory/typesValid.json",
			"sessionReliability/cadence.json",
			"sessionReliability/connectionRequest.json",
			"sessionReliability/recoversDroppedSession.json",
			"faultBehaviour/unknownParameterFault.json",
			"faultBehaviour/sessionSurvivesFault.json",
			"faultBehaviour/unknownMethodFault.json",
			"faultBehaviour/wrongTypeFault.json",
			"faultBehaviour/readOnlyFault.json",
			"reboot/accepted.json",
			"reboot/bootReported.json",
			"reboot/commandKeyReturned.json",
			"reboot/reRegisters.json",
		]);
		const embedded = statement.predicate.documents.map(({ content }: { content: string }) =>
			Buffer.from(content, "base64"),
		);
		expect(embedded.slice(1)).toEqual(documents.map((document) => Buffer.from(document)));
		expect(statement.subject.map(({ digest }: { digest: { sha256: string } }) => `sha256:${digest.sha256}`)).toEqual(
			embedded.map(digestOf),
		);
		expect(statement.predicate.cells).toEqual([
			{ workflow: "inventory", verdict: "proven", ...summary.subject, simulated: true },
			{ workflow: "reboot", verdict: "partial", ...summary.subject, simulated: true },
		]);
	});

	test("is the same bytes every time", () => {
		expect(Buffer.from(pack(documents, summary)).equals(bundle)).toBe(true);
	});

	test("verifies with the key of its signer, and says what it proves", () => {
		const verified = verifyBundle(bundle, signer.publicKey);
		expect(verified).toMatchObject({ documents: 17, signerKnown: true, signer: { keyId: signer.keyId } });
		expect(report(verified)).toEqual([
			`intact, signed with the key given: 17 documents of the proof run ${run.id}`,
			`signed with ${signer.keyId}`,
			"Acäme AC-1\uFFFD[31m (HG), hardware HW1, firmware 1.0.0, ended 2026-03-01T12:00:00.000Z",
			"simulated: proven on a virtual CPE, which says nothing of a real device",
			"  inventory: proven (simulated)",
			"  reboot: partial (simulated)",
		]);
	});

	test("verifies without a key, as signed by nobody knows whom", () => {
		const field = evidence({}, false);
		const verified = verifyBundle(pack(field.documents, field.summary), null);
		expect(verified.signerKnown).toBe(false);
		expect(report(verified)[0]).toContain("intact, signer unknown");
		expect(report(verified).slice(3)).toEqual(["  inventory: proven", "  reboot: proven"]);
	});

	test("of a late return holds the summary that was superseded", () => {
		const unsafe = evidence({ "reboot/reRegisters": { outcome: "fail", blame: "unsafe" } });
		expect(unsafe.summary.verdicts.reboot).toBe("unsafe");
		const last = JSON.parse(Buffer.from(unsafe.documents.at(-1) as Uint8Array).toString()) as CheckEvidence;
		const late = bytesOf({
			...last,
			check: { ...last.check, id: LATE_RETURN, essential: false },
			outcome: "pass",
			blame: null,
		});
		const revised: RunEvidence = {
			...unsafe.summary,
			verdicts: { ...unsafe.summary.verdicts, reboot: "partial" },
			checks: [
				...unsafe.summary.checks,
				{ workflow: "reboot", id: LATE_RETURN, version: 1, outcome: "pass", evidence: [digestOf(late)] },
			],
		};
		const file = pack([...unsafe.documents, late, bytesOf(unsafe.summary)], revised);
		expect(verifyBundle(file, signer.publicKey).cells.at(-1)).toMatchObject({ workflow: "reboot", verdict: "partial" });
		expect(payloadOf(file).subject.at(-1).name).toBe("run-superseded-1.json");
	});
});

describe("what was altered is found", () => {
	test.each([signer.publicKey, null])("any one byte, with the key or without", (key) => {
		fc.assert(
			fc.property(fc.nat(bundle.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
				const altered = Uint8Array.from(bundle);
				altered[position] = (altered[position] as number) ^ flip;
				expect(() => verifyBundle(altered, key)).toThrow(expect.objectContaining({ status: 422 }));
			}),
			{ numRuns: 400 },
		);
	});

	test("any byte left out, put in or added, white space too", () => {
		fc.assert(
			fc.property(
				fc.nat(bundle.length),
				fc.constantFrom(" ", "\n", "\t", "A", "="),
				fc.boolean(),
				(at, byte, removes) => {
					const altered = Buffer.concat([
						bundle.subarray(0, at),
						removes && at < bundle.length ? Buffer.alloc(0) : Buffer.from(byte),
						bundle.subarray(removes ? at + 1 : at),
					]);
					expect(() => verifyBundle(altered, signer.publicKey)).toThrow(expect.objectContaining({ status: 422 }));
				},
			),
			{ numRuns: 200 },
		);
	});

	test("any one byte of a document, even where the statement was put right and signed again", () => {
		const count = payloadOf(bundle).predicate.documents.length;
		fc.assert(
			fc.property(fc.nat(count - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (index, place, flip) => {
				const altered = resigned(({ predicate, subject }) => {
					const bytes = Buffer.from(predicate.documents[index].content, "base64");
					bytes[place % bytes.length] = (bytes[place % bytes.length] as number) ^ flip;
					predicate.documents[index].content = bytes.toString("base64");
					predicate.documents[index].digest = digestOf(bytes);
					subject[index].digest.sha256 = digestOf(bytes).slice(7);
				});
				expect(() => verifyBundle(altered, signer.publicKey)).toThrow(expect.objectContaining({ status: 422 }));
			}),
			{ numRuns: 200 },
		);
	});

	const check = (id: string) => documents.findIndex((bytes) => Buffer.from(bytes).includes(`"id":"${id}"`)) + 1;
	const reworked = (changes: Partial<RunEvidence>, kept: readonly Uint8Array[] = documents) =>
		pack(kept, { ...summary, ...changes });
	test.each<[string, () => Uint8Array, string]>([
		["a file that is no bundle", () => Buffer.from("{}"), "the file is not a DSSE envelope of ours"],
		["a file that is not JSON", () => Buffer.from([0xff, 0x00]), "the file is not JSON"],
		["nonsense of great depth", () => Buffer.from("[".repeat(100_000)), "the file is not JSON"],
		[
			"a document",
			() =>
				resigned(({ predicate }) => {
					predicate.documents[check("accepted")].content = Buffer.from("{}").toString("base64");
				}),
			"the document reboot/accepted.json is not what its digest says",
		],
		[
			"a cell's verdict",
			() =>
				resigned(({ predicate }) => {
					predicate.cells[1].verdict = "proven";
				}),
			"the statement says other than its documents",
		],
		[
			"something added to the statement",
			() =>
				resigned(({ predicate }) => {
					predicate.note = "trust me";
				}),
			"the statement says other than its documents",
		],
		[
			"a verdict that the checks don't bear out",
			() => reworked({ verdicts: { ...summary.verdicts, reboot: "proven" } }),
			"reboot is partial by its checks, the summary says proven",
		],
		[
			"a trait's verdict",
			() =>
				reworked({
					traits: {
						faultBehaviour: { verdict: "failed", unknownParameterFault: null, sessionSurvives: null },
						sessionReliability: null,
					},
				}),
			"faultBehaviour is proven by its checks, the summary says failed",
		],
		[
			"a workflow without a verdict",
			() => reworked({ verdicts: { inventory: "proven" } }),
			"the summary has no verdict on reboot",
		],
		[
			"an outcome",
			() =>
				reworked({
					checks: summary.checks.map((one) => (one.id === "commandKeyReturned" ? { ...one, outcome: "pass" } : one)),
				}),
			"the check reboot/commandKeyReturned is fail by its evidence, not pass",
		],
		[
			"a check that was left out",
			() => reworked({ checks: summary.checks.filter(({ id }) => id !== "commandKeyReturned") }),
			`no check cites the document ${digestOf(documents[summary.checks.findIndex(({ id }) => id === "commandKeyReturned")] as Uint8Array)}`,
		],
		[
			"evidence that was left out",
			() => reworked({}, documents.slice(1)),
			"evidence of the check inventory/rootResolved is missing",
		],
		[
			"a limitation that was left out",
			() => reworked({ limitations: [] }),
			"limitations are not what its checks come to",
		],
		["what makes it simulated", () => reworked({ simulated: false }), "in whether the device was simulated"],
		["evidence of another run", () => reworked({ proofRunId: run.device }), "it holds the evidence of another run"],
	])("%s", (_what, file, message) => {
		expect(() => verifyBundle(file(), signer.publicKey)).toThrow(message);
	});

	test("its signer", () => {
		const forged = pack(documents, summary, other);
		expect(() => verifyBundle(forged, signer.publicKey)).toThrow(
			`it is signed with the key ${other.keyId}, the key given is ${signer.keyId}`,
		);
		// The trusted key named, the forger's hand.
		const { payload, payloadType } = open(bundle);
		const sig = Buffer.from(other.sign(preAuthentication(payloadType, Buffer.from(payload, "base64"))));
		const envelope = { payload, payloadType, signatures: [{ keyid: signer.keyId, sig: sig.toString("base64") }] };
		for (const key of [signer.publicKey, null]) {
			expect(() => verifyBundle(Buffer.from(canonicalJson(envelope)), key)).toThrow(
				"the signature is not over this payload",
			);
		}
		expect(() =>
			verifyBundle(
				resigned(() => undefined, other),
				null,
			),
		).toThrow("its signature names another key than its statement");
	});

	test("a key that is none, or no Ed25519 key", () => {
		expect(() => verifyBundle(bundle, "rubbish")).toThrow("it is no public key in PEM");
		const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ type: "spki", format: "pem" });
		expect(() => publicKeyOf(rsa as string)).toThrow("it is no Ed25519 key");
	});
});
