/** The matrix over every lab model against what each model declares of itself. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel, Truth } from "../../lab/model.ts";
import { MODELS } from "../../lab/models/index.ts";
import { rowsOf } from "../../src/proof/matrix.ts";
import type { MatrixRow, ProofRun, RunEvidence, Verdict } from "../../src/shared/proof.ts";
import { ADMIN_TOKEN, type Device, openSystem, type TestSystem, until } from "./support.ts";

const TENANT = "lab";
/** Short, so that a device which can't be woken comes by itself. */
const INFORM_INTERVAL_SECONDS = 10;
const STEP_SECONDS = 25;
const ALL_RUNS_MS = 90_000;

type ModelDevice = Device & { readonly matrixRowId: string | null };

const tested = MODELS.flatMap((model) => (model.truth ? [{ model, truth: model.truth, name: model.name }] : []));

let certus: TestSystem;
let lab: Lab;
const devices = new Map<LabModel, ModelDevice>();
const runs = new Map<LabModel, ProofRun>();

beforeAll(async () => {
	certus = await openSystem();
	const { api } = certus;
	await api.must("PATCH", `/tenants/${TENANT}`, { informIntervalSeconds: INFORM_INTERVAL_SECONDS });
	lab = await createLab({ acsUrl: certus.cwmpUrl(TENANT) });
	for (const { model } of tested) void lab.add(model).powerOn();
	await until(
		"every model's first contact",
		async () => {
			const known = (await api.devices(TENANT)) as ModelDevice[];
			for (const { model, serialNumber } of lab.cpes) {
				const device = known.find((one) => one.serialNumber === serialNumber);
				if (device) devices.set(model, device);
			}
			return devices.size === tested.length;
		},
		30_000,
	);
	for (const { model } of tested) {
		const run = await api.must<ProofRun>("POST", "/proof-runs", {
			tenant: TENANT,
			deviceId: devices.get(model)?.id,
			workflows: ["inventory", "reboot"],
			inputs: { timeoutSeconds: STEP_SECONDS },
		});
		runs.set(model, run);
	}
	await until(
		"every run to finish",
		async () => {
			for (const [model, { id, status }] of runs) {
				if (status === "finished") continue;
				runs.set(model, await api.get<ProofRun>(`/proof-runs/${id}?tenant=${TENANT}`));
			}
			return [...runs.values()].every(({ status }) => status === "finished");
		},
		ALL_RUNS_MS,
	).catch((error: Error) => {
		const open = [...runs].filter(([, { status }]) => status !== "finished").map(([model]) => model.name);
		throw new Error(`${error.message}: ${open.join(", ")}`);
	});
	// The row follows the end of the run.
	await until("every row", async () => {
		for (const { model } of tested) {
			const { id } = devices.get(model) as ModelDevice;
			devices.set(model, await api.get<ModelDevice>(`/devices/${id}?tenant=${TENANT}`));
		}
		const rows = await rowsServed();
		return tested.every(({ model }) => {
			const row = rows.find(({ id }) => id === devices.get(model)?.matrixRowId);
			const proofRunId = runs.get(model)?.id;
			return (
				row && Object.values(row.workflows).some(({ evidence }) => evidence.some((e) => e.proofRunId === proofRunId))
			);
		});
	});
}, 150_000);

afterAll(async () => {
	await lab?.close();
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

/** What a truth says of a row, in the row's own terms. */
function expectedRow({ parameterRoot, workflows, traits, limitations }: Truth) {
	const cell = (verdict: Verdict) => ({ status: colourOf(verdict), verdict });
	return {
		parameterRoot,
		inventory: cell(workflows.inventory),
		reboot: cell(workflows.reboot),
		faultBehaviour: {
			verdict: traits.faultBehaviour,
			unknownParameterFault: traits.unknownParameterFault,
			sessionSurvives: traits.sessionSurvives,
		},
		limitations: [...new Set(limitations)].sort(),
		simulated: true,
	};
}

function seenRow({ parameterRoot, workflows, traits, limitations, simulated }: MatrixRow) {
	const cell = (name: "inventory" | "reboot") => ({ status: workflows[name].status, verdict: workflows[name].verdict });
	return {
		parameterRoot,
		inventory: cell("inventory"),
		reboot: cell("reboot"),
		faultBehaviour: traits.faultBehaviour,
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
		const evidence = Object.values(row.workflows).flatMap((cell) => cell.evidence);
		const documents = new Map<string, RunEvidence>();
		for (const { digest, url } of evidence) {
			const bytes = await bytesOf(url);
			expect(digestOf(bytes), url).toBe(digest);
			const document = JSON.parse(bytes.toString("utf8")) as RunEvidence;
			expect(document.format).toBe("certus.evidence.run/1");
			for (const check of document.checks) {
				expect(check.evidence.length, check.id).toBeGreaterThan(0);
				for (const one of check.evidence) {
					const address = `${certus.api.url}/api/v1/evidence/${one}?tenant=${TENANT}`;
					expect(digestOf(await bytesOf(address)), check.id).toBe(one);
				}
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

test("no cell is green: no canary has cleared one", async () => {
	const rows = await rowsServed();
	expect(rows.length).toBe(tested.length);
	for (const row of rows) {
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
