/** The periodic Inform session beside the bare server, with few devices, with many, and with large trees. */
import type { Devices } from "./load.ts";
import { type Measured, measure } from "./measure.ts";
import { figure, median, note } from "./report.ts";
import { seedDevices, seedTrees, settle } from "./seed.ts";
import { type Certus, type Load, type Server, startBare, startCertus, startLoad } from "./system.ts";

const IN_FLIGHT = 50;
const ROUNDS = 5;
const SESSIONS = 2_500;
/** Its CPU is counted in hundredths of a second. */
const BARE_SESSIONS = 7_500;
const WARM_UP = 40_000;
/** On a busy machine there are fewer rounds. */
const ROUNDS_UNTIL_MS = 75_000;
const FEWEST_ROUNDS = 2;
const FEW: Devices = { from: 0, count: 1_000, step: 1 };
const MANY: Devices = { from: 0, count: 100_000, step: 7_919 };
const TREE_VALUES = 2_000;

interface Variant {
	readonly name: string;
	readonly server: Server;
	readonly devices: Devices;
	readonly changing: boolean;
	readonly rounds: Measured[];
}

export async function benchInform(): Promise<void> {
	const load = startLoad();
	const [bare, few, trees, many] = await Promise.all([startBare(), startCertus(), startCertus(), startCertus()]);
	await load.run({ do: "introduce", port: few.port, devices: FEW, inFlight: IN_FLIGHT });
	await settle(few);
	await seedDevices(trees, FEW.count);
	await seedTrees(trees, TREE_VALUES);
	await seedDevices(many, MANY.count);
	await printDurability(few);

	const variant = (name: string, server: Server, devices: Devices, changing = false): Variant => {
		return { name, server, devices, changing, rounds: [] };
	};
	const base = variant("bare node:http", bare, FEW);
	const main = variant("1,000 devices", few, FEW);
	const large = variant("1,000 devices with trees of 2,000 values", trees, FEW);
	const fleet = variant("100,000 devices", many, MANY);
	const variants = [base, main, large, fleet, variant("1,000 devices, one value new each time", few, FEW, true)];
	const order = ({ server, devices }: Variant, sessions: number, upTime?: number) =>
		({ do: "informs", port: server.port, devices, sessions, inFlight: IN_FLIGHT, ...(upTime && { upTime }) }) as const;

	// Long enough that the compiler has done its work: its threads are counted too.
	for (const one of variants) if (!one.changing) await load.run(order(one, WARM_UP));
	// Each device of the fleet has been here since the start, as after one period.
	await load.run(order(fleet, MANY.count - WARM_UP));
	const started = performance.now();
	for (let round = 0; round < ROUNDS; round++) {
		if (round >= FEWEST_ROUNDS && performance.now() - started > ROUNDS_UNTIL_MS) break;
		for (const one of variants) {
			const upTime = one.changing ? 90_000 + round * SESSIONS : undefined;
			one.rounds.push(await measure(load, one.server, order(one, one === base ? BARE_SESSIONS : SESSIONS, upTime)));
		}
	}
	await checkDurable(few, load);

	note(
		`  ${(base.rounds[0]?.bytesPerSession ?? 0).toFixed(0)} bytes sent a session, ${IN_FLIGHT} in flight, a new connection each`,
	);
	for (const one of variants) print(one);
	const ratio = (one: Variant, other: Variant) => median(one.rounds.map((_, i) => cost(one, i) / cost(other, i)));
	const part = "inform";
	figure({ part, name: "Inform session, database included", value: ratio(main, base), unit: "× bare", atMost: 2.5 });
	figure({ part, name: "the same with trees of 2,000 values", value: ratio(large, main), unit: "×", atMost: 1.2 });
	figure({ part, name: "the same with 100,000 devices", value: ratio(fleet, main), unit: "×", atMost: 1.2 });
	await Promise.all([bare, few, trees, many].map((server) => server.stop()));
	await load.stop();
}

function cost(one: Variant, round: number): number {
	return one.rounds[round]?.perThousand.total ?? Number.NaN;
}

function print({ name, rounds, server }: Variant): void {
	const of = (pick: (round: Measured) => number) => median(rounds.map(pick));
	const part = "inform";
	figure({
		part,
		name: `${name}: CPU-s per 1,000`,
		value: of(({ perThousand }) => perThousand.total),
		unit: "s",
		digits: 3,
	});
	if (server.cpu().database > 0) {
		figure({
			part,
			name: "  of which the ACS",
			value: of(({ perThousand }) => perThousand.server),
			unit: "s",
			digits: 3,
		});
		figure({
			part,
			name: "  of which PostgreSQL",
			value: of(({ perThousand }) => perThousand.database),
			unit: "s",
			digits: 3,
		});
	}
	note(`    by round: ${rounds.map(({ perThousand }) => perThousand.total.toFixed(3)).join(", ")}`);
	const speed = of(({ sessions, seconds }) => sessions / seconds).toFixed(0);
	note(
		`    ${speed} sessions/s, median ${of((r) => r.medianMs).toFixed(1)} ms, p99 ${of((r) => r.p99Ms).toFixed(1)} ms a session`,
	);
}

async function printDurability({ database }: Certus): Promise<void> {
	const settings = ["fsync", "synchronous_commit", "full_page_writes"];
	const rows: string[] = [];
	for (const name of settings) rows.push(`${name} ${(await database.query(`show ${name}`)).rows[0][name] as string}`);
	note(`  ${rows.join(", ")}`);
}

/** Every session that was answered stands in the store. */
async function checkDurable(certus: Certus, load: Load): Promise<void> {
	const count = async () =>
		Number(
			(await certus.database.query("select sum(session_count) as n from device where tenant = $1", [certus.tenant]))
				.rows[0].n,
		);
	const before = await count();
	const order = { do: "informs", port: certus.port, devices: FEW, sessions: 1_000, inFlight: IN_FLIGHT } as const;
	const { sessions } = await load.run(order);
	const found = (await count()) - before;
	if (found !== sessions) throw new Error(`${sessions} sessions were answered and ${found} stand in the store`);
}
