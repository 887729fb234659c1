import { styleText } from "node:util";
import type { ProofRun, Verdict } from "../shared/proof.ts";
import type { Client } from "./client.ts";

const POLL_MS = 500;
const COLOURS: Readonly<Record<Verdict, "green" | "yellow" | "red" | "dim">> = {
	proven: "green",
	partial: "yellow",
	unsupported: "red",
	failed: "red",
	unsafe: "red",
	inconclusive: "dim",
};

/** Follows runs to their end, telling each check as it comes. */
export async function followRuns(
	client: Client,
	runs: readonly { readonly id: string; readonly name: string }[],
	tenant: string,
	tell: (line: string) => void,
): Promise<ProofRun[]> {
	const open = new Map(runs.map(({ id, name }) => [id, { name, told: 0 }]));
	const finished: ProofRun[] = [];
	while (open.size > 0) {
		for (const [id, state] of [...open]) {
			const run = await client.get<ProofRun>(`/proof-runs/${id}?tenant=${tenant}`);
			const checks = [...run.workflows, ...run.traitChecks].flatMap((part) => part.checks);
			if (run.status === "running" && checks.length > state.told) {
				state.told = checks.length;
				const latest = checks.reduce((a, b) => (a.finishedAt > b.finishedAt ? a : b));
				tell(`${state.name}: ${latest.title}: ${latest.outcome}`);
			}
			if (run.status === "queued" || run.status === "running") continue;
			open.delete(id);
			finished.push(run);
			tell(`${styleText("bold", `[${finished.length}/${runs.length}]`)} ${state.name}: ${summaryOf(run)}`);
		}
		if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
	return finished;
}

function summaryOf(run: ProofRun): string {
	if (run.status === "cancelled") return "cancelled";
	const parts = run.workflows.map(({ workflow, verdict }) => [workflow, verdict] as const);
	const { faultBehaviour } = run.traits;
	if (faultBehaviour) parts.push(["faultBehaviour" as never, faultBehaviour.verdict]);
	return parts
		.map(([name, verdict]) => `${name} ${verdict === null ? "–" : styleText(COLOURS[verdict], verdict)}`)
		.join(", ");
}
