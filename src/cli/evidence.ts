import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { CertusError } from "../lib/errors.ts";
import { type VerifiedBundle, verifyBundle } from "../proof/bundle.ts";
import { EXIT } from "../settings.ts";
import { inert } from "./inert.ts";

export const help = `certus evidence verify FILE: checks a proof run's bundle, offline

  --key FILE          the public key of the Certus that is trusted, a PEM file (GET /api/v1/keys answers it);
                      without it the bundle is checked against the key that it names itself

Checks the signature, the digest of every document, and that the verdicts follow from the checks' outcomes.
Exits 0 if all of it holds, else 1 with what is wrong.`;

export async function run(argv: readonly string[]): Promise<void> {
	const [action, ...rest] = argv;
	const { values, positionals } = readArguments(rest);
	const [file] = positionals;
	if (action !== "verify" || file === undefined || positionals.length > 1) {
		throw new CertusError(EXIT.usage, "usage", "certus evidence takes: verify FILE [--key PUBLIC_KEY.pem]");
	}
	const key = values.key === undefined ? null : read(values.key).toString("utf8");
	for (const line of report(verify(file, key))) console.log(line);
}

function readArguments(argv: readonly string[]) {
	try {
		return parseArgs({ args: [...argv], options: { key: { type: "string" } }, allowPositionals: true });
	} catch (error) {
		throw new CertusError(EXIT.usage, "usage", `${(error as Error).message} (certus evidence --help tells more)`);
	}
}

function verify(file: string, key: string | null): VerifiedBundle {
	try {
		return verifyBundle(read(file), key);
	} catch (error) {
		if (!(error instanceof CertusError) || error.status < 100) throw error;
		const what = error.code === "keyInvalid" && key !== null ? "the key can't be used" : `${file} does not verify`;
		throw new CertusError(1, error.code, inert(`${what}: ${error.message}`), {}, error);
	}
}

function read(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (cause) {
		throw new CertusError(1, "cli.file", `${path} can't be read: ${(cause as Error).message}`, {}, cause);
	}
}

/** What the bundle proves, a line a cell. */
export function report({ run, cells, documents, signer, signerKnown }: VerifiedBundle): string[] {
	const { vendor, model, productClass, hardwareVersion, softwareVersion } = run.subject;
	return [
		signerKnown
			? `intact, signed with the key given: ${documents} documents of the proof run ${run.proofRunId}`
			: `intact, signer unknown: ${documents} documents of the proof run ${run.proofRunId}; give --key to know who signed`,
		`signed with ${signer.keyId}`,
		`${inert(vendor)} ${inert(model)} (${inert(productClass)}), hardware ${inert(hardwareVersion)}, firmware ${inert(softwareVersion)}, ended ${run.finishedAt}`,
		...(run.simulated ? ["simulated: proven on a virtual CPE, which says nothing of a real device"] : []),
		...cells.map(
			({ workflow, verdict, simulated }) =>
				`  ${workflow}: ${verdict}${verdict === "inconclusive" ? " (changes no cell)" : ""}${simulated ? " (simulated)" : ""}`,
		),
	];
}
