/** Resident memory with 20,000 known devices and 500 open sessions, and what one more session takes. */
import { residentMemory } from "./cpu.ts";
import { figure, note } from "./report.ts";
import { seedDevices } from "./seed.ts";
import { type Load, startCertus, startLoad } from "./system.ts";

const KNOWN = 20_000;
const OPEN = 500;
/** What a session takes is the slope between these two. */
const FEW_OPEN = 2_000;
const MANY_OPEN = 12_000;
const SESSIONS_BEFORE = 10_000;
const MIB = 2 ** 20;

export async function benchMemory(): Promise<void> {
	const load = startLoad();
	const certus = await startCertus();
	const { port, pid } = certus;
	const started = residentMemory(pid).now;
	await seedDevices(certus, KNOWN);
	const devices = { from: 0, count: KNOWN, step: 1 };
	await load.run({ do: "informs", port, devices, sessions: SESSIONS_BEFORE, inFlight: 50 });
	await load.run({ do: "hold", port, devices: { ...devices, count: OPEN } });
	const open = residentMemory(pid);
	const heap = await certus.ask("heap");
	await load.run({ do: "release" });
	await certus.stop();
	const { retained, resident } = await slope(load);

	const part = "memory";
	note(`  ${(started / MIB).toFixed(0)} MiB resident at the start, ${SESSIONS_BEFORE} sessions before the figures`);
	const mib = { unit: "MiB", digits: 0 };
	figure({ part, name: "resident now, 20,000 devices known, 500 sessions open", value: open.now / MIB, ...mib });
	figure({ part, name: "resident at its highest until then", value: open.highest / MIB, ...mib, atMost: 300 });
	const { heapUsed, heapTotal, external } = heap.memory;
	const rest = open.now - heapTotal - external;
	note(
		`    heap ${mibOf(heapUsed)} of ${mibOf(heapTotal)} MiB, buffers ${mibOf(external)} MiB, native memory and code ${mibOf(rest)} MiB`,
	);
	const kb = { unit: "KB", digits: 1 };
	figure({ part, name: "an open session: heap and buffers after a collection", value: retained / 1000, ...kb });
	figure({ part, name: "an open session: resident", value: resident / 1000, ...kb, atMost: 25 });
	await load.stop();
}

/** Bytes an open session: between few and many of them, in a fresh process, each time after a collection. */
async function slope(load: Load): Promise<{ readonly retained: number; readonly resident: number }> {
	const certus = await startCertus();
	await seedDevices(certus, KNOWN);
	const holdUntil = async (from: number, until: number) => {
		await load.run({ do: "hold", port: certus.port, devices: { from, count: until - from, step: 1 } });
		const { memory } = await certus.ask("collect");
		return { retained: memory.heapUsed + memory.external, resident: residentMemory(certus.pid).now };
	};
	const few = await holdUntil(0, FEW_OPEN);
	const many = await holdUntil(FEW_OPEN, MANY_OPEN);
	await load.run({ do: "release" });
	await certus.stop();
	const each = (pick: (at: typeof few) => number) => (pick(many) - pick(few)) / (MANY_OPEN - FEW_OPEN);
	return { retained: each((at) => at.retained), resident: each((at) => at.resident) };
}

function mibOf(bytes: number): string {
	return (bytes / MIB).toFixed(0);
}
