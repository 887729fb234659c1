/** `npm run bench`, or `npm run bench -- inform|contact|decode|memory|blocking|proofs|matrix|audit|gate|enrol|provisioning`: figures beside their targets. */
import { availableParallelism } from "node:os";
import { benchAudit } from "./audit.ts";
import { benchBlocking } from "./blocking.ts";
import { benchContact } from "./contact.ts";
import { machineCpu, ownCpu } from "./cpu.ts";
import { benchDecode } from "./decode.ts";
import { benchEnrol } from "./enrol.ts";
import { benchGate } from "./gate.ts";
import { benchInform } from "./inform.ts";
import { benchMatrix } from "./matrix.ts";
import { benchMemory } from "./memory.ts";
import { benchProofs } from "./proofs.ts";
import { benchProvisioning } from "./provisioning.ts";
import { figure, note, printMachine, printTable } from "./report.ts";
import { stopEverything } from "./system.ts";

const MAX_PART_MS = 150_000;
/** From here on the figures say as much about the machine's other work. */
const SHARED_CORES = 0.3;

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
	inform: benchInform,
	contact: benchContact,
	decode: async () => {
		figure({ part: "decode", name: "decode() beside saxes", value: benchDecode().ratio, unit: "×", atLeast: 3.6 });
	},
	memory: benchMemory,
	blocking: benchBlocking,
	proofs: benchProofs,
	matrix: benchMatrix,
	audit: benchAudit,
	gate: benchGate,
	enrol: benchEnrol,
	provisioning: benchProvisioning,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
	note(`bench: there is no part ${unknown}: ${Object.keys(PARTS).join(", ")}`);
	process.exit(64);
}
for (const signal of ["SIGINT", "SIGTERM"] as const)
	process.once(signal, () => void stopEverything().then(() => process.exit(1)));

printMachine();
let broken = 0;
for (const [name, run] of Object.entries(PARTS)) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	note(`\n${name}`);
	const started = performance.now();
	const cpuBefore = machineCpu() - ownCpu();
	let timer: NodeJS.Timeout | undefined;
	const bound = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`took longer than ${MAX_PART_MS / 1000} s`)), MAX_PART_MS);
	});
	try {
		await Promise.race([run(), bound]);
	} catch (error) {
		broken++;
		note(`  BROKEN: ${(error as Error).message}`);
		await stopEverything();
	}
	clearTimeout(timer);
	const seconds = (performance.now() - started) / 1000;
	const others = (machineCpu() - ownCpu() - cpuBefore) / seconds;
	note(`  (${seconds.toFixed(0)} s; others kept ${others.toFixed(1)} of ${availableParallelism()} cores busy)`);
	if (others > SHARED_CORES)
		note("  The machine was not its own: times count for little here, CPU and ratios for less.");
}
printTable();
// A target that is missed is a figure; a part that did not run is a failure.
process.exit(broken > 0 ? 1 : 0);
