/** What one answer of 1.3 MB does to the sessions beside it. */

import { ROOT, serialOf } from "./messages.ts";
import { figure, median, note } from "./report.ts";
import { seedDevices } from "./seed.ts";
import { type Certus, startCertus, startLoad } from "./system.ts";

const PARAMETERS = 4_400;
const ROUNDS = 6;
const KNOWN = 1_000;
/** A session is begun this often, so that one is always on its way. */
const EVERY_MS = 5;
const BEFORE_MS = 700;
/** What follows the answer: the tree is packed and stored, the operation ends. */
const AFTER_MS = 300;

interface Round {
	readonly longestMs: number;
	readonly usualMs: number;
	readonly longestBesideMs: number;
	readonly blockedMs: number;
}

export async function benchBlocking(): Promise<void> {
	const load = startLoad();
	const other = startLoad();
	const certus = await startCertus();
	const { port } = certus;
	await seedDevices(certus, KNOWN + ROUNDS + 1);
	const devices = { from: 0, count: KNOWN, step: 1 };
	await load.run({ do: "informs", port, devices, sessions: 3_000, inFlight: 20 });
	let bytes = 0;
	const round = async (device: number): Promise<Round> => {
		await askToRead(certus, device);
		const pulse = load.run({ do: "pulse", port, devices, everyMs: EVERY_MS });
		await pause(BEFORE_MS);
		await certus.ask("watch");
		const sent = await other.run({ do: "large", port, device, parameters: PARAMETERS });
		await pause(AFTER_MS);
		const { longestBlockMs } = await certus.ask("blocked");
		await load.run({ do: "endPulse" });
		const { exchanges } = await pulse;
		const [from, to] = sent.exchanges[0] ?? [0, 0];
		bytes = sent.bytesPerSession;
		const within = ([start, end]: readonly [number, number]) => end >= from && start <= to + AFTER_MS;
		const lasted = ([start, end]: readonly [number, number]) => end - start;
		const longest = (list: readonly (readonly [number, number])[]) => Math.max(...list.map(lasted));
		return {
			longestMs: longest(exchanges.filter(within)),
			usualMs: median(exchanges.map(lasted)),
			longestBesideMs: longest(exchanges.filter((one) => !within(one))),
			blockedMs: longestBlockMs,
		};
	};
	// The first one is the code's first such message as well: it is told apart.
	const first = await round(KNOWN);
	const rounds: Round[] = [];
	for (let i = 1; i <= ROUNDS; i++) rounds.push(await round(KNOWN + i));
	const stored = await certus.database.query("select count(*)::int as n from device_tree where parameters >= $1", [
		PARAMETERS,
	]);
	if (stored.rows[0].n !== ROUNDS + 1)
		throw new Error(`${ROUNDS + 1} large answers, ${stored.rows[0].n} trees of that size`);

	const part = "blocking";
	const ms = { unit: "ms", digits: 0 };
	note(`  ${PARAMETERS} values in ${(bytes / 1e6).toFixed(2)} MB; another session begins every ${EVERY_MS} ms`);
	figure({ part, name: "a POST of another session, usually", value: median(rounds.map((r) => r.usualMs)), ...ms });
	figure({
		part,
		name: "the longest without a large answer beside it",
		value: median(rounds.map((r) => r.longestBesideMs)),
		...ms,
	});
	figure({ part, name: "the longest with one, the process's first large answer", value: first.longestMs, ...ms });
	figure({
		part,
		name: "the longest that the event loop stood still, median",
		value: median(rounds.map((r) => r.blockedMs)),
		...ms,
	});
	const delays = rounds.map(({ longestMs, usualMs }) => longestMs - usualMs);
	figure({ part, name: "another session's delay, worst of the rounds", value: Math.max(...delays), ...ms, atMost: 50 });
	figure({ part, name: "another session's delay, median of the rounds", value: median(delays), ...ms });
	await certus.stop();
	await load.stop();
	await other.stop();
}

/** Asks over the API, as a person would. */
async function askToRead({ apiPort, adminToken }: Certus, device: number): Promise<void> {
	const call = async (path: string, body?: object): Promise<unknown> => {
		const response = await fetch(`http://127.0.0.1:${apiPort}/api/v1${path}`, {
			method: body ? "POST" : "GET",
			headers: { Authorization: `Bearer ${adminToken}`, ...(body && { "Content-Type": "application/json" }) },
			...(body && { body: JSON.stringify(body) }),
		});
		if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
		return await response.json();
	};
	const { items } = (await call(`/devices?tenant=default&serialNumber=${serialOf(device)}`)) as {
		items: { id: string }[];
	};
	await call(`/devices/${items[0]?.id}/operations`, { tenant: "default", kind: "read", input: { paths: [ROOT] } });
}

function pause(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
