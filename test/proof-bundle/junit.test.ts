import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { junitOf } from "../../src/cli/junit.ts";
import type { Check, ProofRun } from "../../src/shared/proof.ts";

const check = (changes: Partial<Check>): Check => ({
	id: "accepted",
	title: "The device accepts Reboot",
	outcome: "pass",
	detail: "",
	evidence: [`sha256:${"a".repeat(64)}`],
	startedAt: "2026-03-01T12:00:00.000Z",
	finishedAt: "2026-03-01T12:00:01.500Z",
	...changes,
});

const run = {
	subject: {
		vendor: "A&B",
		model: '"><x>\u0000\u001b',
		productClass: "HG",
		hardwareVersion: "1",
		softwareVersion: "2",
	},
	workflows: [
		{
			workflow: "reboot",
			verdict: "partial",
			checks: [
				check({}),
				check({ id: "commandKeyReturned", outcome: "fail", detail: 'no <"key">' }),
				check({ id: "reRegisters", outcome: "inconclusive", detail: "it did not come" }),
				check({ id: "bootReported", outcome: "skipped", detail: "not sent" }),
			],
		},
	],
	traitChecks: [{ trait: "faultBehaviour", checks: [check({ id: "unknownParameterFault" })] }],
	traits: { faultBehaviour: { verdict: "proven", unknownParameterFault: 9005, sessionSurvives: true } },
	simulated: true,
	createdAt: "2026-03-01T12:00:00.000Z",
	startedAt: "2026-03-01T12:00:00.000Z",
	url: "http://certus.test/proof-runs/1?tenant=lab",
} as unknown as ProofRun;

test("a run's checks are test cases, whatever a device calls itself", () => {
	const seen: [string, Record<string, string>][] = [];
	const parser = new SaxesParser();
	parser.on("error", (error) => {
		throw error;
	});
	parser.on("opentag", ({ name, attributes }) => seen.push([name, { ...attributes } as Record<string, string>]));
	parser.write(junitOf(run)).close();
	const of = (name: string) => seen.filter(([tag]) => tag === name).map(([, attributes]) => attributes);
	expect(of("testsuites")).toEqual([
		{ name: "certus", tests: "5", failures: "1", errors: "1", skipped: "1", time: "7.5" },
	]);
	expect(of("testsuite").map(({ name, tests, timestamp }) => [name, tests, timestamp])).toEqual([
		["reboot", "4", "2026-03-01T12:00:00.000Z"],
		["faultBehaviour", "1", "2026-03-01T12:00:00.000Z"],
	]);
	expect(of("testcase")[0]).toEqual({
		classname: "certus.reboot",
		name: "accepted: The device accepts Reboot",
		time: "1.5",
	});
	expect(of("failure")).toEqual([{ message: 'no <"key">', type: "commandKeyReturned" }]);
	expect(of("error")).toEqual([{ message: "it did not come", type: "reRegisters" }]);
	expect(of("skipped")).toEqual([{ message: "not sent" }]);
	const properties = Object.fromEntries(of("property").map(({ name, value }) => [name, value]));
	expect(properties).toMatchObject({ vendor: "A&B", model: '"><x>\uFFFD\uFFFD', simulated: "true", verdict: "proven" });
});
