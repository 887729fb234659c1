/** `GET /matrix` over 2,000 rows with 100,000 devices: pages, filters, and rows by themselves. */
import { randomUUID } from "node:crypto";
import { Agent, get } from "node:http";
import { digestOf } from "../src/lib/hash.ts";
import type { Run } from "../src/proof/cells.ts";
import { rowsOf } from "../src/proof/matrix.ts";
import { SUBTREES } from "../src/proof/subtrees.ts";
import { type RunEvidence, type Verdict, WORKFLOWS } from "../src/shared/proof.ts";
import { figure, note } from "./report.ts";
import { settle } from "./seed.ts";
import { type Certus, startCertus } from "./system.ts";

const ROWS = 2_000;
const DEVICES = 100_000;
const WARM_UP = 20;
const REQUESTS = 200;
const P95_MS = 50;
const VERDICTS: readonly Verdict[] = ["proven", "partial", "unsupported", "failed"];

interface Answer {
	readonly items?: readonly { readonly id: string }[];
	readonly nextCursor?: string | null;
}

export async function benchMatrix(): Promise<void> {
	const certus = await startCertus();
	const { ids, bytes } = await seedMatrix(certus);
	note(`  ${ROWS} rows of ${(bytes / ROWS / 1024).toFixed(1)} KiB, ${DEVICES} devices`);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const ask = (path: string): Promise<Answer> => askJson(certus, agent, path);
	const first = await ask("/matrix");
	if (first.items?.length !== 50 || !first.nextCursor) throw new Error("the matrix is not there");
	let cursor: string | null | undefined = null;
	const parts: readonly (readonly [name: string, path: (i: number) => string])[] = [
		["the first page", () => "/matrix"],
		["page after page", () => (cursor ? `/matrix?cursor=${cursor}` : "/matrix")],
		["of one model", (i) => `/matrix?model=M-${(i * 37) % ROWS}`],
		["of one status", (i) => `/matrix?status=${["red", "yellow"][i % 2]}`],
		["of one cell's status", (i) => `/matrix?workflow=${WORKFLOWS[i % WORKFLOWS.length]}&status=yellow`],
		["of one that nothing is", () => "/matrix?workflow=reboot&status=green"],
		["one row", (i) => `/matrix/${ids[(i * 37) % ROWS]}`],
	];
	for (const [name, path] of parts) {
		const cpuBefore = certus.cpu();
		const times: number[] = [];
		for (let i = 0; i < WARM_UP + REQUESTS; i++) {
			const url = path(i);
			const started = performance.now();
			const answer = await ask(url);
			if (i >= WARM_UP) times.push(performance.now() - started);
			cursor = name === "page after page" ? answer.nextCursor : null;
		}
		const cpu = certus.cpu();
		const cpuMs = (cpu.server + cpu.database - cpuBefore.server - cpuBefore.database) * 1000;
		const one = { part: "matrix", unit: "ms", digits: 1 };
		figure({ ...one, name: `GET /matrix, ${name}: p95`, value: p95(times), atMost: P95_MS });
		figure({ ...one, name: "  its CPU, database included", value: cpuMs / (WARM_UP + REQUESTS) });
	}
	const whole: number[] = [];
	for (let i = 0; i < 20; i++) {
		const started = performance.now();
		await ask("/matrix?limit=500");
		whole.push(performance.now() - started);
	}
	figure({ part: "matrix", name: "GET /matrix, 500 rows at once: p95", value: p95(whole), unit: "ms", digits: 1 });
	agent.destroy();
	await certus.stop();
}

function p95(times: readonly number[]): number {
	return times.toSorted((left, right) => left - right)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

function askJson({ apiPort, adminToken }: Certus, agent: Agent, path: string): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const options = {
			agent,
			port: apiPort,
			path: `/api/v1${path}`,
			headers: { authorization: `Bearer ${adminToken}` },
		};
		get(options, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("end", () => {
				const body = Buffer.concat(chunks).toString("utf8");
				if (response.statusCode === 200) resolve(JSON.parse(body));
				else reject(new Error(`${path}: ${response.statusCode} ${body}`));
			});
		}).on("error", reject);
	});
}

/** Rows as they are derived from runs of every workflow, stored as the engine stores them. */
export async function seedMatrix(
	{ database, tenant }: Certus,
	devices = DEVICES,
): Promise<{ ids: string[]; bytes: number }> {
	const ids: string[] = [];
	let bytes = 0;
	const now = new Date().toISOString();
	for (let n = 0; n < ROWS; n++) {
		const model = `M-${n}`;
		const key = { vendor: `Vendor ${n % 20}`, model, productClass: model };
		const [row] = rowsOf(
			{
				...key,
				ouis: ["02AC3E"],
				seen: [],
				runs: ["1.0.0", "1.0.1"].map((version) =>
					runOf(n, { ...key, hardwareVersion: "1.0", softwareVersion: version }, now),
				),
				simulated: false,
				...{ progress: [], clearances: [], lowerings: [], evidenceMaxAgeDays: 365 },
			},
			() => randomUUID(),
			now,
		);
		if (row?.covers.length !== 2) throw new Error("the versions do not share a row");
		const body = JSON.stringify(row);
		bytes += body.length;
		ids.push(row.id);
		const cells = Object.fromEntries(Object.entries(row.workflows).map(([name, { status }]) => [name, status]));
		await database.query(
			`insert into matrix_row (tenant, id, vendor, model, product_class, status, body, updated_at, cells)
			values ($1, $2, $3, $4, $4, $5, $6, now(), $7)`,
			[tenant, row.id, key.vendor, model, row.status, body, JSON.stringify(cells)],
		);
		await database.query(
			`insert into matrix_cover (tenant, vendor, model, product_class, hardware_version, software_version, row_id)
			select $1, $2, $3, $3, '1.0', v, $4 from unnest('{1.0.0,1.0.1}'::text[]) as v`,
			[tenant, key.vendor, model, row.id],
		);
	}
	await database.query(
		`insert into device (tenant, id, oui, product_class, serial_number, vendor, model, hardware_version, software_version,
			cwmp_namespace, created_at)
		select $1, gen_random_uuid(), '02AC3E', 'M-' || n % $2, 'S' || n, 'Vendor ' || n % $2 % 20, 'M-' || n % $2, '1.0',
			'1.0.' || n % 2, 'urn:dslforum-org:cwmp-1-2', now()
		from generate_series(0, $3::integer - 1) as n`,
		[tenant, ROWS, devices],
	);
	await settle({ database });
	return { ids, bytes };
}

function runOf(n: number, subject: RunEvidence["subject"], at: string): Run {
	const verdicts = Object.fromEntries(
		WORKFLOWS.map((workflow, i) => [workflow, VERDICTS[(n >> i) % VERDICTS.length] as Verdict]),
	);
	const summary: RunEvidence = {
		format: "certus.evidence.run/1",
		proofRunId: randomUUID(),
		deviceId: randomUUID(),
		oui: "02AC3E",
		subject,
		parameterRoot: "Device.",
		cwmpVersion: "1.2",
		simulated: false,
		lab: true,
		verdicts,
		traits: {
			faultBehaviour: { verdict: "proven", unknownParameterFault: 9005, sessionSurvives: true },
			sessionReliability: { verdict: "proven", cadenceSeconds: 300, connectionRequestReachable: true, recovers: true },
		},
		limitations: WORKFLOWS.map((workflow) => ({
			code: `${workflow}.limited`,
			workflow,
			text: "What people read of it is a sentence, as long as this one.",
		})),
		coverage: Object.fromEntries(Object.keys(SUBTREES).map((name, i) => [name, 100 - i])),
		diagnostics: { ipPing: "supported", traceRoute: "supported", download: "failing", upload: "unsupported" },
		provenPaths: Array.from({ length: 20 }, (_, i) => `Device.WiFi.SSID.{i}.Parameter${i}`),
		checks: WORKFLOWS.map((workflow) => ({
			workflow,
			id: "check",
			version: 1,
			outcome: "pass" as const,
			evidence: [],
		})),
		startedAt: at,
		finishedAt: at,
	};
	return { summary, digest: digestOf(JSON.stringify(summary)) };
}
