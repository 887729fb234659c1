/** Figures beside their targets, as they come and once more at the end. */
import { readFileSync } from "node:fs";
import { arch, cpus, totalmem } from "node:os";

export interface Figure {
	readonly part: string;
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** Decimals. */
	readonly digits?: number;
	readonly atMost?: number;
	readonly atLeast?: number;
}

const figures: Figure[] = [];

export function note(text: string): void {
	process.stdout.write(`${text}\n`);
}

export function figure(one: Figure): void {
	figures.push(one);
	note(`  ${line(one)}`);
}

export function printMachine(): void {
	const all = cpus();
	const memory = (totalmem() / 2 ** 30).toFixed(0);
	const [load = ""] = readFileSync("/proc/loadavg", "utf8").split(" ");
	note(
		`${all[0]?.model ?? arch()}, ${all.length} cores, ${memory} GiB, Node ${process.versions.node}, load ${load} before`,
	);
}

export function printTable(): void {
	note("");
	let part = "";
	for (const one of figures) {
		if (one.part !== part) note(one.part);
		part = one.part;
		note(`  ${line(one)}`);
	}
	const missed = figures.filter((one) => verdict(one) === "MISSED").length;
	const judged = figures.filter((one) => verdict(one) !== "").length;
	note(`\n${judged - missed} of ${judged} targets met${missed > 0 ? `, ${missed} MISSED` : ""}`);
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function line(one: Figure): string {
	const { name, value, unit, digits = 2, atMost, atLeast } = one;
	const target =
		atMost !== undefined ? `at most ${atMost} ${unit}` : atLeast !== undefined ? `at least ${atLeast} ${unit}` : "";
	return `${name.padEnd(58)}${value.toFixed(digits).padStart(10)} ${unit.padEnd(10)}${target.padEnd(22)}${verdict(one)}`.trimEnd();
}

function verdict({ value, atMost, atLeast }: Figure): "" | "met" | "MISSED" {
	if (atMost === undefined && atLeast === undefined) return "";
	return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY)
		? "met"
		: "MISSED";
}
