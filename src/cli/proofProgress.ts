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

/** Follows runs to their end, and tells how each ended; `tellCheck`: each check as it comes, too. */
export async function followRuns(
	client: Client,
	runs: readonly { readonly id: string; readonly name: string }[],
	tenant: string,
	tell: (line: string) => void,
	tellCheck: (line: string) => void = () => {},
): Promise<ProofRun[]> {
	const open = new Map(runs.map(({ id, name }) => [id, { name, told: new Set<string>() }]));
	const finished: ProofRun[] = [];
	while (open.size > 0) {
		for (const [id, { name, told }] of [...open]) {
			const run = await client.get<ProofRun>(`/proof-runs/${id}?tenant=${tenant}`);
			for (const { key, title, outcome } of checksOf(run)) {
				if (told.has(key)) continue;
				told.add(key);
				tellCheck(`${name}: ${title}: ${outcome}`);
			}
			if (run.status === "queued" || run.status === "running") continue;
			open.delete(id);
			finished.push(run);
			tell(`${styleText("bold", `[${finished.length}/${runs.length}]`)} ${name}: ${summaryOf(run)}`);
		}
		if (open.size > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	}
	return finished;
}

/** In the order in which they ended. */
function checksOf(run: ProofRun) {
	const workflows = run.workflows.map(({ workflow, checks }) => ({ owner: workflow as string, checks }));
	const traits = run.traitChecks.map(({ trait, checks }) => ({ owner: trait, checks }));
	return [...workflows, ...traits]
		.flatMap(({ owner, checks }) => checks.map((check) => ({ key: `${owner}.${check.id}`, ...check })))
		.sort((left, right) => left.finishedAt.localeCompare(right.finishedAt));
}

function summaryOf(run: ProofRun): string {
	if (run.status === "cancelled") return "cancelled";
	const { faultBehaviour, sessionReliability } = run.traits;
	const parts = [
		...run.workflows.map(({ workflow, verdict }) => ({ name: workflow as string, verdict })),
		...(faultBehaviour ? [{ name: "faultBehaviour", verdict: faultBehaviour.verdict }] : []),
		...(sessionReliability ? [{ name: "sessionReliability", verdict: sessionReliability.verdict }] : []),
	];
	return parts
		.map(({ name, verdict }) => `${name} ${verdict === null ? "–" : styleText(COLOURS[verdict], verdict)}`)
		.join(", ");
}
