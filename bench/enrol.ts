/** A fleet that enrols on a database without statistics: what a device costs must not grow with those that are there. */
import { figure, median, note } from "./report.ts";
import { startCertus, startLoad } from "./system.ts";

const STEPS = 8;
const DEVICES = 2_000;
const IN_FLIGHT = 50;

export async function benchEnrol(): Promise<void> {
	const [certus, load] = [await startCertus(), startLoad()];
	const perThousand: number[] = [];
	for (let step = 0; step < STEPS; step++) {
		const before = certus.cpu();
		const devices = { from: step * DEVICES, count: DEVICES, step: 1 };
		await load.run({ do: "introduce", port: certus.port, devices, inFlight: IN_FLIGHT });
		const after = certus.cpu();
		const spent = after.server + after.database - before.server - before.database;
		perThousand.push(spent / (DEVICES / 1_000));
	}
	note(`    CPU-s per 1,000, by ${DEVICES}: ${perThousand.map((seconds) => seconds.toFixed(2)).join(", ")}`);
	const part = "enrol";
	figure({
		part,
		name: "a first Inform, database included: CPU-s per 1,000",
		value: median(perThousand),
		unit: "s",
		digits: 2,
	});
	figure({
		part,
		name: "  the dearest two thousand beside the median",
		value: Math.max(...perThousand) / median(perThousand),
		unit: "×",
	});
	await certus.stop();
	await load.stop();
}
