/** The matrix over every lab model against what each model declares of itself. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LabModel, Truth } from "../../lab/model.ts";
import { MODELS } from "../../lab/models/index.ts";
import { modelFromBundle } from "../../lab/replay/model.ts";
import { rowsOf } from "../../src/proof/matrix.ts";
import type { MatrixRow, ProofRun, RunEvidence, Verdict } from "../../src/shared/proof.ts";
import { NEW_VERSION, openProver, PROVEN, type Prover, SILENCE_SECONDS, TRAITS } from "./provenWorkflows.ts";
import { ADMIN_TOKEN, type Device, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";

/** The workflow or trait that a limitation's code belongs to, where its first word is not the name itself. */
const OWNER: Readonly<Record<string, string>> = {
	hosts: "hostsWifi",
	wifi: "hostsWifi",
	fault: "faultBehaviour",
	session: "sessionReliability",
};

type ModelDevice = Device & { readonly matrixRowId: string | null };

const tested = MODELS.flatMap((model) => (model.truth ? [{ model, truth: model.truth, name: model.name }] : []));

const REPLAYS = "replays";
/** Two cores carry as many runs without any device waiting for the ACS. */
const AT_ONCE = 45;
const ALL_MS = 420_000;

let certus: TestSystem;
const provers: Prover[] = [];
const devices = new Map<LabModel, ModelDevice>();
const runs = new Map<LabModel, ProofRun>();
/** Runs on what the evidence of the first makes a virtual CPE of. */
const replays = new Map<LabModel, ProofRun>();

beforeAll(async () => {
	certus = await openSystem({ CERTUS_SESSION_IDLE_SECONDS: String(SILENCE_SECONDS) });
	const { api } = certus;
	await api.must("POST", "/tenants", { slug: REPLAYS, name: "Replays", lab: true, simulated: true });
	const originals = await openProver(certus, TENANT);
	provers.push(originals);
	const again = await openProver(certus, REPLAYS);
	provers.push(again);

	async function proveAndReplay({ model, name }: (typeof tested)[number]): Promise<void> {
		const { device, run } = await originals.prove(model, model);
		runs.set(model, run);
		// The row follows the end of the run.
		await until(`the row of ${name}`, async () => {
			const known = await api.get<ModelDevice>(`/devices/${device.id}?tenant=${TENANT}`);
			devices.set(model, known);
			const cells = known.matrixRowId === null ? [] : Object.values((await rowOf(model)).workflows);
			return cells.some(({ evidence }) => evidence.some(({ proofRunId }) => proofRunId === run.id));
		});
		const bundle = await bytesOf(`${api.url}/api/v1/proof-runs/${run.id}/bundle?tenant=${TENANT}`);
		replays.set(model, (await again.prove(modelFromBundle(bundle), model)).run);
	}

	// Those that are waited for in vain take longest, and the clean ones, which stand first, least.
	const isStalled = ({ model }: (typeof tested)[number]) => Number(model.inputs?.timeoutSeconds !== undefined);
	const left = tested.toReversed().sort((one, other) => isStalled(other) - isStalled(one));
	const inTurn = async () => {
		for (let next = left.shift(); next; next = left.shift()) await proveAndReplay(next);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
}, ALL_MS);

afterAll(async () => {
	for (const { lab } of provers) await lab.close();
	await certus?.[Symbol.asyncDispose]();
});

async function rowsServed(): Promise<MatrixRow[]> {
	return (await certus.api.get<{ items: MatrixRow[] }>(`/matrix?tenant=${TENANT}&limit=500`)).items;
}

function rowOf(model: LabModel): Promise<MatrixRow> {
	return certus.api.get<MatrixRow>(`/matrix/${devices.get(model)?.matrixRowId}?tenant=${TENANT}`);
}

function colourOf(verdict: Verdict): string {
	if (verdict === "inconclusive") return "unproven";
	return verdict === "proven" || verdict === "partial" ? "yellow" : "red";
}

/** Of what was proven. */
function isProven(code: string): boolean {
	const [word = ""] = code.split(".");
	const owner = OWNER[word] ?? word;
	return (PROVEN as readonly string[]).includes(owner) || TRAITS.includes(owner);
}

/** What a truth says of a row, in the row's own terms. */
function expectedRow({ parameterRoot, workflows, diagnostics, traits, limitations }: Truth) {
	const { sessionReliability, connectionRequestReachable, recovers, ...faults } = traits;
	return {
		parameterRoot,
		cells: Object.fromEntries(
			PROVEN.map((workflow) => {
				const verdict = workflows[workflow];
				// What could not be carried out leaves the cell as it was.
				return [workflow, { status: colourOf(verdict), verdict: verdict === "inconclusive" ? null : verdict }];
			}),
		),
		...(PROVEN.includes("diagnostics") && { diagnostics }),
		faultBehaviour: {
			verdict: faults.faultBehaviour,
			unknownParameterFault: faults.unknownParameterFault,
			sessionSurvives: faults.sessionSurvives,
		},
		...(TRAITS.includes("sessionReliability") && {
			sessionReliability: { verdict: sessionReliability, connectionRequestReachable, recovers },
		}),
		limitations: [...new Set(limitations)].filter(isProven).sort(),
		simulated: true,
	};
}

function seenRow({ parameterRoot, workflows, diagnostics, traits, limitations, simulated }: MatrixRow) {
	const { cadenceSeconds: _, ...reliability } = traits.sessionReliability ?? { cadenceSeconds: null };
	return {
		parameterRoot,
		cells: Object.fromEntries(
			PROVEN.map((workflow) => [
				workflow,
				{ status: workflows[workflow].status, verdict: workflows[workflow].verdict },
			]),
		),
		...(PROVEN.includes("diagnostics") && { diagnostics }),
		faultBehaviour: traits.faultBehaviour,
		...(TRAITS.includes("sessionReliability") && { sessionReliability: reliability }),
		limitations: [...new Set(limitations.map(({ code }) => code))].sort(),
		simulated,
	};
}

/** Exactly the bytes served. */
async function bytesOf(url: string): Promise<Buffer> {
	const response = await fetch(url, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
	expect(response.status, url).toBe(200);
	return Buffer.from(await response.arrayBuffer());
}

function digestOf(bytes: Buffer): string {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

describe("the row is what the model declares of itself", () => {
	test.each(tested)("$name", async ({ model, truth }) => {
		expect(seenRow(await rowOf(model))).toEqual(expectedRow(truth));
	});
});

describe("the row is as its evidence makes it", () => {
	test.each(tested)("$name", async ({ model }) => {
		const row = await rowOf(model);
		// One run's evidence stands behind many cells.
		const evidence = new Map(
			Object.values(row.workflows).flatMap((cell) => cell.evidence.map(({ digest, url }) => [url, digest] as const)),
		);
		const documents = new Map<string, RunEvidence>();
		for (const [url, digest] of evidence) {
			const bytes = await bytesOf(url);
			expect(digestOf(bytes), url).toBe(digest);
			const document = JSON.parse(bytes.toString("utf8")) as RunEvidence;
			expect(document.format).toBe("certus.evidence.run/1");
			for (const check of document.checks) {
				expect(check.evidence.length, check.id).toBeGreaterThan(0);
			}
			for (const one of new Set(document.checks.flatMap((check) => check.evidence))) {
				const address = `${certus.api.url}/api/v1/evidence/${one}?tenant=${TENANT}`;
				expect(digestOf(await bytesOf(address)), address).toBe(one);
			}
			documents.set(digest, document);
		}
		const first = [...documents.values()][0];
		expect(first, "a run's evidence stands behind the row").toBeDefined();
		if (!first) return;
		const [again] = rowsOf(
			{
				vendor: first.subject.vendor,
				model: first.subject.model,
				productClass: first.subject.productClass,
				ouis: [first.oui],
				seen: [],
				runs: [...documents].map(([digest, summary]) => ({ summary, digest })),
				simulated: first.simulated,
				progress: [],
				clearances: [],
				lowerings: [],
				evidenceMaxAgeDays: 365,
			},
			() => row.id,
			row.updatedAt,
		);
		const address = (path: string) => `${certus.api.url}${path}?tenant=${TENANT}`;
		const served = JSON.parse(JSON.stringify(again), (key, value) =>
			(key === "url" || key === "evidenceUrl") && typeof value === "string" ? address(value) : value,
		) as MatrixRow;
		expect(served).toEqual(row);
	});
});

describe("the version that the image made", () => {
	const took = tested.filter(({ truth }) => ["proven", "partial"].includes(truth.workflows.firmware));

	test.each(took)("of $name has a row of its own, from the way back alone", async ({ model, truth }) => {
		const rows = (await rowsServed()).filter((row) => row.model === model.identity.modelName);
		const made = rows.find(({ firmwareRange }) => firmwareRange.versions.includes(NEW_VERSION));
		expect(rows.length).toBe(2);
		expect(made?.firmwareRange.versions).toEqual([NEW_VERSION]);
		const { firmware, ...others } = made?.workflows ?? ({} as MatrixRow["workflows"]);
		expect(firmware).toMatchObject({ verdict: truth.workflows.firmware, provenOn: [NEW_VERSION] });
		expect(Object.values(others).map(({ status }) => status)).toEqual(Array(7).fill("unproven"));
		const codes = truth.limitations.filter((code) => code.startsWith("firmware.")).sort();
		expect(made?.limitations.map(({ code }) => code).sort()).toEqual(codes);
	});

	test("has no row where it never ran", async () => {
		const names = tested.filter((one) => !took.includes(one)).map(({ model }) => model.identity.modelName);
		const rows = (await rowsServed()).filter((row) => names.includes(row.model));
		expect(rows.map(({ model }) => model).sort()).toEqual([...names].sort());
	});
});

test("no cell is green: no canary has cleared one", async () => {
	for (const row of await rowsServed()) {
		expect([row.status, ...Object.values(row.workflows).map(({ status }) => status)], row.model).not.toContain("green");
	}
});

test("every coloured cell has evidence of its own, and no other cell has any", async () => {
	for (const row of await rowsServed()) {
		for (const [workflow, { status, verdict, evidence, provenOn }] of Object.entries(row.workflows)) {
			const name = `${row.model} ${workflow}`;
			if (status === "unproven") expect([verdict, evidence, provenOn], name).toEqual([null, [], []]);
			else expect(evidence.length, name).toBeGreaterThan(0);
		}
	}
});

/** What a run came to; details speak of times, and of the device's own serial. */
function conclusionOf({ subject, workflows, traits, traitChecks, limitations }: ProofRun) {
	const outcomes = (checks: ProofRun["workflows"][number]["checks"]) =>
		Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
	return {
		subject,
		workflows: workflows.map(({ workflow, verdict, checks }) => ({ workflow, verdict, checks: outcomes(checks) })),
		traits: {
			faultBehaviour: traits.faultBehaviour,
			sessionReliability: traits.sessionReliability && { ...traits.sessionReliability, cadenceSeconds: undefined },
		},
		traitChecks: traitChecks.map(({ trait, checks }) => ({ trait, checks: outcomes(checks) })),
		limitations: [...new Set(limitations.map(({ code }) => code))].sort(),
	};
}

describe("what a run's evidence makes a virtual CPE of is found to be what the device was", () => {
	test.each(tested)("$name", ({ model }) => {
		const [original, replay] = [runs.get(model), replays.get(model)];
		if (original === undefined || replay === undefined) throw new Error("it was not proven");
		expect(conclusionOf(replay)).toEqual(conclusionOf(original));
	});
});
