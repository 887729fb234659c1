/** What was proven on virtual CPEs stays in its simulated tenant, however it is presented elsewhere. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createLab, type Lab } from "../../lab/lab.ts";
import type { LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { modelFromBundle } from "../../lab/replay/model.ts";
import { tree181 } from "../../lab/trees/tr181.ts";
import { newSigningKey } from "../../src/app/signingKey.ts";
import { canonicalJson } from "../../src/lib/canonicalJson.ts";
import { digestOf } from "../../src/lib/hash.ts";
import { bundleOf, verifyBundle } from "../../src/proof/bundle.ts";
import { rowsOf } from "../../src/proof/matrix.ts";
import { signerOf } from "../../src/proof/signature.ts";
import type { CheckEvidence, MatrixRow, ProofRun, RunEvidence } from "../../src/shared/proof.ts";
import { ADMIN_TOKEN, openSystem, type TestSystem, until } from "./support.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const SIMULATED = "lab";
/** Of real devices. */
const REAL = "field";
const EX_USAGE = 64;

/** As a raw CPE of these tests introduces itself: to the ACS they are one model. */
const identity = {
	...{ manufacturer: "Raw Makers", oui: "02AAAA", productClass: "Raw", modelName: "Raw" },
	...{ hardwareVersion: "1.0", softwareVersion: "1.0.0", serialPattern: "SIM#####" },
};
const model: LabModel = { ...cleanTr181Gateway, name: "simulated", identity, tree: () => tree181({ identity }) };

let certus: TestSystem;
let lab: Lab;
let run: ProofRun;
let bundle: Uint8Array;
let deviceId: string;
/** A device of the same model and versions, where devices are real. */
let realId: string;

beforeAll(async () => {
	certus = await openSystem();
	const { api } = certus;
	await api.must("POST", "/tenants", { slug: REAL, name: "Field", lab: true });
	lab = await createLab({ acsUrl: certus.cwmpUrl(SIMULATED) });
	const cpe = lab.add(model);
	await cpe.powerOn();
	deviceId = (await api.device(SIMULATED, cpe.serialNumber)).id;
	const { id } = await api.must<ProofRun>("POST", "/proof-runs", {
		...{ tenant: SIMULATED, deviceId, workflows: ["inventory"], inputs: { timeoutSeconds: 10 } },
	});
	run = await until(
		"the run's end",
		async () => {
			const seen = await api.get<ProofRun>(`/proof-runs/${id}?tenant=${SIMULATED}`);
			return seen.status === "finished" ? seen : null;
		},
		45_000,
	);
	bundle = Buffer.from(await textOf(`/proof-runs/${id}/bundle?tenant=${SIMULATED}`));
	realId = (await certus.knownCpe({ tenant: REAL, serialNumber: cpe.serialNumber })).deviceId;
}, 90_000);

afterAll(async () => {
	await lab?.close();
	await certus?.[Symbol.asyncDispose]();
});

async function textOf(path: string): Promise<string> {
	const response = await fetch(`${certus.api.url}/api/v1${path}`, {
		headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
	});
	expect(response.status, path).toBe(200);
	return response.text();
}

async function rowIn(tenant: string): Promise<MatrixRow> {
	return until(`the row in ${tenant}`, async () => {
		const { items } = await certus.api.get<{ items: MatrixRow[] }>(`/matrix?tenant=${tenant}`);
		const row = items.find((one) => one.model === identity.modelName);
		// It follows the end of the run.
		return tenant === SIMULATED && row?.workflows.inventory.evidence.length === 0 ? null : row;
	});
}

/** Everything in a row that a run could have coloured. */
function coloursOf({ status, workflows, traits, limitations, simulated }: MatrixRow) {
	const cells = Object.values(workflows);
	return {
		...{ status, simulated, traits, limitations },
		cells: [...new Set(cells.map((cell) => cell.status))],
		evidence: cells.flatMap(({ evidence }) => evidence),
	};
}

/** A row's or cell's status in the page, the document and the table. */
const COLOURED = /data-status="(green|yellow|red)"|"status":"(green|yellow|red)"|,"?(green|yellow|red)"?,/;

const UNTOUCHED = {
	...{ status: "unproven", simulated: false, cells: ["unproven"], evidence: [], limitations: [] },
	traits: { faultBehaviour: null, sessionReliability: null },
};

test("where it belongs it colours the row, which says that it is simulated", async () => {
	const row = await rowIn(SIMULATED);
	expect(row).toMatchObject({ simulated: true, workflows: { inventory: { status: "yellow", verdict: "proven" } } });
	expect(run.simulated).toBe(true);
});

describe("a virtual CPE at a tenant that is not simulated", () => {
	test.each(["default", REAL])("is refused by %s, and leaves no device there", async (tenant) => {
		const before = (await certus.api.devices(tenant)).length;
		const refusals = await certus.api.refusals("device.virtual");
		const other = await createLab({ acsUrl: certus.cwmpUrl(tenant) });
		onTestFinished(() => other.close());
		for (const virtual of [model, modelFromBundle(bundle)]) {
			const record = await other.add(virtual).powerOn();
			expect(record.error).toBe("the ACS answered HTTP 403");
		}
		expect(await certus.api.devices(tenant)).toHaveLength(before);
		expect(await certus.api.refusals("device.virtual")).toBeGreaterThanOrEqual(refusals + 2);
	});

	test("is not even started by certus lab", async () => {
		const file = join(certus.dataDir, "run.bundle");
		writeFileSync(file, bundle);
		const argv = ["lab", "--data-dir", certus.dataDir, "--token", ADMIN_TOKEN, "--tenant", REAL, "--from-bundle", file];
		const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
		let told = "";
		child.stderr.on("data", (chunk) => (told += chunk));
		expect(await once(child, "close")).toEqual([EX_USAGE, null]);
		expect(told).toContain(`the tenant ${REAL} is not simulated`);
	});
});

describe("another tenant's row of the same model and versions", () => {
	test("has no colour of it", async () => {
		expect(coloursOf(await rowIn(REAL))).toEqual(UNTOUCHED);
	});

	test.each(["matrix.html", "matrix.csv", "matrix.json", "matrix"])("shows nothing of it in /%s", async (page) => {
		const text = await textOf(`/${page}?tenant=${REAL}`);
		expect(text).toContain("Raw Makers");
		const digests = run.workflows.flatMap(({ checks }) => checks.flatMap(({ evidence }) => evidence));
		for (const trace of [run.id, deviceId, ...digests]) expect(text).not.toContain(trace);
		expect(text).not.toMatch(COLOURED);
	});

	test.each(["matrix.html", "matrix.csv", "matrix.json"])("nor does a tenant without devices in /%s", async (page) => {
		expect(await textOf(`/${page}?tenant=default`)).not.toContain("Raw Makers");
	});

	test("can't borrow its run, its evidence, its bundle or its device", async () => {
		const { api } = certus;
		const [evidence] = run.workflows[0]?.checks[0]?.evidence ?? [];
		for (const path of [`/proof-runs/${run.id}`, `/proof-runs/${run.id}/bundle`, `/evidence/${evidence}`]) {
			expect((await api.ask("GET", `${path}?tenant=${REAL}`)).status, path).toBe(404);
		}
		const asked = { tenant: REAL, deviceId, workflows: ["inventory"], inputs: {} };
		expect((await api.ask("POST", "/proof-runs", asked)).status).toBe(404);
		expect((await api.ask("GET", `/devices/${realId}?tenant=${SIMULATED}`)).status).toBe(404);
	});
});

describe("a tenant that is simulated", () => {
	test.each([{ simulated: false }, { slug: "real" }])("stays so: %o is not to be changed", async (change) => {
		const { api } = certus;
		expect((await api.ask("PATCH", `/tenants/${SIMULATED}`, change)).status).toBe(422);
		expect(await api.get(`/tenants/${SIMULATED}`)).toMatchObject({ slug: SIMULATED, simulated: true });
	});

	test("is not made again as another", async () => {
		const { api } = certus;
		const asked = { slug: SIMULATED, name: "Real", simulated: false };
		expect((await api.ask("POST", "/tenants", asked)).status).toBe(409);
		expect(await api.get(`/tenants/${SIMULATED}`)).toMatchObject({ simulated: true });
	});

	test("goes on saying so in its rows under another name", async () => {
		await certus.api.must("PATCH", `/tenants/${SIMULATED}`, { name: "Production" });
		expect((await rowIn(SIMULATED)).simulated).toBe(true);
		expect(await textOf(`/matrix.html?tenant=${SIMULATED}`)).toContain("simulated");
	});

	test("and were its mark taken away in the database, its evidence would colour nothing", async () => {
		const digest = (await rowIn(SIMULATED)).workflows.inventory.evidence[0]?.digest ?? "";
		const summary = JSON.parse(await textOf(`/evidence/${digest}?tenant=${SIMULATED}`)) as RunEvidence;
		const known = {
			...{ vendor: summary.subject.vendor, model: summary.subject.model, productClass: summary.subject.productClass },
			...{ ouis: [summary.oui], seen: [summary.subject], runs: [{ summary, digest }] },
			...{ progress: [], clearances: [], lowerings: [], evidenceMaxAgeDays: 365 },
		};
		const derive = (simulated: boolean) => rowsOf({ ...known, simulated }, (seed) => seed, run.finishedAt ?? "");
		expect(derive(true).map(({ workflows }) => workflows.inventory.status)).toEqual(["yellow"]);
		expect(derive(false).map(coloursOf)).toEqual([UNTOUCHED]);
	});
});

describe("a bundle of it that was made to say that the device was real", () => {
	interface Statement {
		readonly predicate: { readonly summary: string; readonly documents: readonly { readonly content: string }[] };
	}
	const statement = () =>
		JSON.parse(
			Buffer.from(JSON.parse(Buffer.from(bundle).toString()).payload as string, "base64").toString(),
		) as Statement;

	/** Every document with the mark turned, and the summary citing them as they are now. */
	function disguised(): { documents: Uint8Array[]; summary: string } {
		const { documents, summary } = statement().predicate;
		const renamed = new Map<string, string>();
		const checks: Uint8Array[] = [];
		const runs: RunEvidence[] = [];
		for (const { content } of documents) {
			const bytes = Buffer.from(content, "base64");
			const document = JSON.parse(bytes.toString()) as CheckEvidence | RunEvidence;
			if (document.format === "certus.evidence.run/1") {
				if (digestOf(bytes) === summary) runs.push({ ...document, simulated: false });
				continue;
			}
			const real = { ...document, conditions: { ...document.conditions, simulated: false } };
			const changed = Buffer.from(canonicalJson(real));
			renamed.set(digestOf(bytes), digestOf(changed));
			checks.push(changed);
		}
		const [whole] = runs;
		if (whole === undefined) throw new Error("no summary");
		const cited = whole.checks.map((check) => ({
			...check,
			evidence: check.evidence.map((digest) => renamed.get(digest) ?? digest),
		}));
		const bytes = Buffer.from(canonicalJson({ ...whole, checks: cited }));
		return { documents: [bytes, ...checks], summary: digestOf(bytes) };
	}

	const installationKey = async (): Promise<string> => {
		const { items } = await certus.api.get<{ items: { publicKey: string }[] }>("/keys");
		return items[0]?.publicKey ?? "";
	};

	test("does not verify with the installation's key, whoever signs it", async () => {
		const key = await installationKey();
		expect(verifyBundle(bundle, key).run.simulated).toBe(true);
		const { documents, summary } = disguised();
		const forged = bundleOf(documents, summary, signerOf(newSigningKey()));
		expect(() => verifyBundle(forged, key)).toThrow(/it is signed with the key/);
		expect(verifyBundle(forged, null)).toMatchObject({ signerKnown: false });
	});

	test("does not verify under the old signature", async () => {
		const key = await installationKey();
		const { documents, summary } = disguised();
		const forged = JSON.parse(Buffer.from(bundleOf(documents, summary, signerOf(newSigningKey()))).toString());
		const { signatures } = JSON.parse(Buffer.from(bundle).toString());
		const patched = Buffer.from(canonicalJson({ ...forged, signatures }));
		for (const trusted of [key, null]) {
			expect(() => verifyBundle(patched, trusted)).toThrow(expect.objectContaining({ status: 422 }));
		}
	});

	test("does not verify where one document alone says it", () => {
		const { documents, summary } = statement().predicate;
		const bytes = documents.map(({ content }) => Buffer.from(content, "base64"));
		const index = bytes.findIndex((one) => digestOf(one) === summary);
		const real = Buffer.from(canonicalJson({ ...JSON.parse(String(bytes[index])), simulated: false }));
		const mixed = bytes.map((one, at) => (at === index ? real : one));
		const forged = bundleOf(mixed, digestOf(real), signerOf(newSigningKey()));
		expect(() => verifyBundle(forged, null)).toThrow(/differ in whether the device was simulated/);
	});
});
