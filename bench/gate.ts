/** What the gate adds to an operation's acceptance: 100 roles, 10,000 devices of 2,000 matrix rows. */
import { Agent, request } from "node:http";
import { seedMatrix } from "./matrix.ts";
import { figure, median, note } from "./report.ts";
import { type Certus, startCertus } from "./system.ts";

const ROLES = 100;
const DEVICES = 10_000;
const WARM_UP = 50;
/** Each round is judged by itself: where the disk takes its time at a commit, all of one round's tail is that. */
const ROUNDS = 5;
const REQUESTS = 500;
const ADDS_MS = 1;

export async function benchGate(): Promise<void> {
	const certus = await startCertus();
	await seedMatrix(certus, DEVICES);
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const tokens = await makeRoles(certus, agent);
	const rows = await certus.database.query("select id from device where tenant = $1 limit $2", [
		certus.tenant,
		2 * (WARM_UP + ROUNDS * REQUESTS),
	]);
	const devices = (rows as { rows: { id: string }[] }).rows.map(({ id }) => id);
	note(`  ${ROLES} roles, ${DEVICES} devices`);
	/**
	 * One that no cell gates, and one that a cell and a policy do: in turn, each as often right after the other, so that
	 * both meet the same machine, and what the server is still about.
	 */
	const rounds = Array.from({ length: ROUNDS }, () => ({ discover: [] as number[], reboot: [] as number[] }));
	let refused = 0;
	for (let i = 0; i < WARM_UP + ROUNDS * REQUESTS; i++) {
		const times = rounds[Math.floor((i - WARM_UP) / REQUESTS)];
		const turn = i % 2 === 0 ? (["discover", "reboot"] as const) : (["reboot", "discover"] as const);
		for (const [k, kind] of turn.entries()) {
			const token = tokens[i % ROLES] as string;
			const started = performance.now();
			const status = await ask(certus, agent, token, `/devices/${devices[2 * i + k]}/operations`, { kind });
			const took = performance.now() - started;
			if (status !== 202 && status !== 409) throw new Error(`${kind}: ${status}`);
			if (status === 409) refused++;
			else times?.[kind].push(took);
		}
	}
	note(`  ${refused} reboots refused as red; those are left out`);
	const one = { part: "gate", unit: "ms", digits: 2 };
	const adds = rounds.map(({ discover, reboot }) => p95(reboot) - p95(discover));
	const without = median(rounds.map(({ discover }) => p95(discover)));
	figure({ ...one, name: "an operation's acceptance that nothing gates: p95", value: without });
	figure({
		...one,
		name: "one that a cell and a policy gate: p95",
		value: median(rounds.map((one) => p95(one.reboot))),
	});
	note(`    what the gate adds at p95, by round: ${adds.map((ms) => ms.toFixed(2)).join(", ")}`);
	figure({ ...one, name: "what the gate adds at p95, median of the rounds", value: median(adds), atMost: ADDS_MS });
	agent.destroy();
	await certus.stop();
}

function p95(times: readonly number[]): number {
	return times.toSorted((left, right) => left - right)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

/** A token of each of so many custom roles. */
async function makeRoles(certus: Certus, agent: Agent): Promise<string[]> {
	const tokens: string[] = [];
	for (let n = 0; n < ROLES; n++) {
		const role = `desk-${n}`;
		await ask(certus, agent, certus.adminToken, "/roles", { name: role, permissions: ["read", "operate", "reboot"] });
		const made = await answer(certus, agent, certus.adminToken, "/tokens", { name: role, tenant: "default", role });
		tokens.push((JSON.parse(made.body) as { token: string }).token);
	}
	return tokens;
}

async function ask(...given: Parameters<typeof answer>): Promise<number> {
	return (await answer(...given)).status;
}

function answer(
	{ apiPort }: Certus,
	agent: Agent,
	token: string,
	path: string,
	body: object,
): Promise<{ status: number; body: string }> {
	return new Promise((resolve, reject) => {
		const text = JSON.stringify(body);
		const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
		const sent = request({ agent, port: apiPort, method: "POST", path: `/api/v1${path}`, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("end", () =>
				resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
			);
		});
		sent.on("error", reject);
		sent.end(text);
	});
}
