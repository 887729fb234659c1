/** Resident memory with 20,000 known devices and 500 open sessions, and what one more session takes. */
import { residentMemory } from "./cpu.ts";
import { figure, note } from "./report.ts";
import { seedDevices } from "./seed.ts";
import { startCertus, startLoad } from "./system.ts";

const KNOWN = 20_000;
const OPEN = 500;
/** Enough for the difference to stand out from what comes and goes. */
const MANY_OPEN = 4_000;
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
	await load.run({ do: "release" });

	const before = { retained: (await certus.ask("memory")).retainedBytes, resident: residentMemory(pid).now };
	await load.run({ do: "hold", port, devices: { ...devices, from: OPEN, count: MANY_OPEN } });
	const after = { retained: (await certus.ask("memory")).retainedBytes, resident: residentMemory(pid).now };
	await load.run({ do: "release" });

	const part = "memory";
	note(`  ${(started / MIB).toFixed(0)} MiB resident at the start, ${SESSIONS_BEFORE} sessions before the figures`);
	const mib = { unit: "MiB", digits: 0 };
	figure({ part, name: "resident now, 20,000 devices known, 500 sessions open", value: open.now / MIB, ...mib });
	figure({ part, name: "resident at its highest until then", value: open.highest / MIB, ...mib, atMost: 300 });
	const each = (bytes: number) => bytes / MANY_OPEN / 1000;
	const kb = { unit: "KB", digits: 1 };
	figure({
		part,
		name: "an open session: heap and buffers after a collection",
		value: each(after.retained - before.retained),
		...kb,
	});
	figure({ part, name: "an open session: resident", value: each(after.resident - before.resident), ...kb, atMost: 25 });
	await certus.stop();
	load.stop();
}
