import { element, escapeAttribute } from "../cwmp/xml/write.ts";
import type { Check, ProofRun } from "../shared/proof.ts";

/** A run's checks as JUnit XML, a suite for each workflow and trait: what build servers read. */
export function junitOf(run: ProofRun): string {
	const suites = [
		...run.workflows.map(({ workflow, verdict, checks }) => suiteOf(run, workflow, verdict, checks)),
		...run.traitChecks.map(({ trait, checks }) =>
			suiteOf(run, trait, run.traits[trait as keyof ProofRun["traits"]]?.verdict ?? null, checks),
		),
	];
	const checks = [...run.workflows, ...run.traitChecks].flatMap((part) => part.checks);
	return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: "certus", ...countsOf(checks) })}>\n${suites.join("")}</testsuites>\n`;
}

function suiteOf(run: ProofRun, name: string, verdict: string | null, checks: readonly Check[]): string {
	const { vendor = "", model = "", hardwareVersion = "", softwareVersion = "" } = run.subject ?? {};
	const facts = {
		verdict: verdict ?? "none",
		vendor,
		model,
		hardwareVersion,
		softwareVersion,
		simulated: String(run.simulated),
		proofRun: run.url,
	};
	const properties = Object.entries(facts).map(([key, value]) => `<property${attributes({ name: key, value })}/>`);
	const head = attributes({ name, timestamp: run.startedAt ?? run.createdAt, ...countsOf(checks) });
	const cases = checks.map((check) => caseOf(name, check));
	return `<testsuite${head}>\n<properties>${properties.join("")}</properties>\n${cases.join("")}</testsuite>\n`;
}

function caseOf(suite: string, check: Check): string {
	const head = attributes({
		classname: `certus.${suite}`,
		name: `${check.id}: ${check.title}`,
		time: secondsOf(check),
	});
	const seen = element("system-out", [check.detail, ...check.evidence].join("\n"));
	return `<testcase${head}>${outcomeOf(check)}${seen}</testcase>\n`;
}

/** What could not be carried out is an error, not a failure of the device. */
function outcomeOf({ id, outcome, detail }: Check): string {
	const said = attributes({ message: detail });
	if (outcome === "fail") return `<failure${said}${attributes({ type: id })}/>`;
	if (outcome === "inconclusive") return `<error${said}${attributes({ type: id })}/>`;
	return outcome === "skipped" ? `<skipped${said}/>` : "";
}

function countsOf(checks: readonly Check[]) {
	const count = (wanted: Check["outcome"]): number => checks.filter(({ outcome }) => outcome === wanted).length;
	return {
		tests: checks.length,
		failures: count("fail"),
		errors: count("inconclusive"),
		skipped: count("skipped"),
		time: checks.reduce((sum, check) => sum + secondsOf(check), 0),
	};
}

function secondsOf({ startedAt, finishedAt }: Check): number {
	return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
	return Object.entries(values)
		.map(([name, value]) => ` ${name}="${escapeAttribute(typeof value === "number" ? round(value) : value)}"`)
		.join("");
}

function round(value: number): string {
	return String(Math.round(value * 1000) / 1000);
}
