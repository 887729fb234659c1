/** CPU time as the kernel counts it: of one process, and of a PostgreSQL server with all its backends, past and present. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

interface Stat {
	readonly parent: number;
	/** User and system ticks of its own. */
	readonly own: number;
	/** The same of the children that have ended and were waited for. */
	readonly reaped: number;
}

/** CPU-seconds of one process, all its threads. */
export function processCpu(pid: number): number {
	const stat = statOf(pid);
	if (!stat) throw new Error(`process ${pid} is gone`);
	return stat.own / TICKS_PER_SECOND;
}

/** CPU-seconds of a postmaster and of every backend and worker that it has, or had. */
export function postgresCpu(postmaster: number): number {
	let ticks = 0;
	for (const name of readdirSync("/proc")) {
		if (!/^\d+$/.test(name)) continue;
		const stat = statOf(Number(name));
		if (stat && (Number(name) === postmaster || stat.parent === postmaster)) ticks += stat.own + stat.reaped;
	}
	return ticks / TICKS_PER_SECOND;
}

/** CPU-seconds of the whole machine, idle time left out. */
export function machineCpu(): number {
	const [, ...ticks] = (readFileSync("/proc/stat", "utf8").split("\n", 1)[0] ?? "").split(/\s+/).map(Number);
	const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks;
	return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

/** CPU-seconds of this process and of all that it started and that has ended. */
export function ownCpu(): number {
	const stat = statOf(process.pid);
	return stat ? (stat.own + stat.reaped) / TICKS_PER_SECOND : 0;
}

export function parentOf(pid: number): number {
	return statOf(pid)?.parent ?? 0;
}

/** Resident memory in bytes, now and at its highest. */
export function residentMemory(pid: number): { readonly now: number; readonly highest: number } {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
	return { now: kilobytes("VmRSS") * 1024, highest: kilobytes("VmHWM") * 1024 };
}

function statOf(pid: number): Stat | null {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/stat`, "utf8");
	} catch {
		return null;
	}
	// The name in parentheses may hold anything; what follows begins with the third field.
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const field = (number: number) => Number(fields[number - 3]);
	return { parent: field(4), own: field(14) + field(15), reaped: field(16) + field(17) };
}
