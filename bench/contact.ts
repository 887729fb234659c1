/** First contact, full discovery and read of a device with 2,000 parameters, by the lab's model of one. */
import { type Measured, measure } from "./measure.ts";
import { figure, median, note } from "./report.ts";
import { startBare, startCertus, startLoad } from "./system.ts";

const ROUNDS = 5;
const DEVICES = 40;
const WARM_UP = 600;
/** No more devices are walked by themselves at the same time. */
const IN_FLIGHT = 4;
const BARE_SESSIONS = 10_000;
const VALUES = 2_000;

export async function benchContact(): Promise<void> {
	const load = startLoad();
	const [bare, certus] = await Promise.all([startBare(), startCertus()]);
	const contact = { do: "contact", port: certus.port, count: DEVICES, inFlight: IN_FLIGHT } as const;
	const devices = { from: 0, count: 1_000, step: 1 };
	const inform = { do: "informs", port: bare.port, devices, sessions: BARE_SESSIONS, inFlight: 50 } as const;
	await load.run({ ...contact, count: WARM_UP });
	await load.run(inform);
	const bareRounds: Measured[] = [];
	const rounds: Measured[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		bareRounds.push(await measure(load, bare, inform));
		rounds.push(await measure(load, certus, contact));
	}
	const known = ROUNDS * DEVICES + WARM_UP;
	const { rows } = await certus.database.query("select count(*)::int as n, min(parameters) as least from device_tree");
	if (rows[0].n !== known || rows[0].least < VALUES) {
		throw new Error(`${known} devices called, ${rows[0].n} trees are stored, the smallest of ${rows[0].least} values`);
	}
	const part = "contact";
	const of = (pick: (round: Measured) => number) => median(rounds.map(pick));
	// CPU-seconds per 1,000 devices are milliseconds a device.
	const ms = { unit: "ms", digits: 1 };
	note(
		`  ${rows[0].least} values a device, ${(of((r) => r.bytesPerSession) / 1024).toFixed(0)} KiB sent by it, ${of((r) => r.medianMs).toFixed(0)} ms a device`,
	);
	figure({ part, name: "of which the ACS", value: of(({ perThousand }) => perThousand.server), ...ms });
	figure({ part, name: "of which PostgreSQL", value: of(({ perThousand }) => perThousand.database), ...ms });
	figure({
		part,
		name: "CPU a device, database included",
		value: of(({ perThousand }) => perThousand.total),
		...ms,
		atMost: 20,
	});
	const ratio = median(
		rounds.map(({ perThousand }, i) => perThousand.total / (bareRounds[i]?.perThousand.total ?? Number.NaN)),
	);
	figure({ part, name: "beside a bare Inform session", value: ratio, unit: "× bare", digits: 1, atMost: 85 });
	figure({
		part,
		name: "RPCs a device",
		value: of(({ rpcs, sessions }) => rpcs / sessions),
		unit: "RPCs",
		digits: 1,
		atMost: 40,
	});
	await Promise.all([bare.stop(), certus.stop()]);
	await load.stop();
}
