/** How a diagnostic's object stands when others are set, and what the personalities do to its end and results. */
import { expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import type { Deviations, LabModel } from "../../lab/model.ts";
import { staleDiagnostics } from "../../lab/models/stale-diagnostics.ts";
import { ask, converse, modelWith, openBench, sessionWith } from "./harness.ts";
import type { ScriptedAcs } from "./scripted-acs.ts";

const PING = "Device.IP.Diagnostics.IPPing.";
const TRACE = "Device.IP.Diagnostics.TraceRoute.";
const DOWNLOAD = "Device.IP.Diagnostics.DownloadDiagnostics.";

function set(...values: readonly (readonly [path: string, value: string, type?: string])[]) {
	const parameters = values.map(([path, value, type = "xsd:string"]) => ({ path, value, type }));
	return ask("SetParameterValues", { parameters, parameterKey: "" });
}

async function opened(deviations: Deviations, model?: LabModel): Promise<{ acs: ScriptedAcs; cpe: Cpe }> {
	const { acs, lab } = await openBench();
	const cpe = lab.add(model ?? modelWith(deviations));
	await cpe.powerOn();
	return { acs, cpe };
}

/** Run to its end, which is told by the event. */
async function run({ acs, cpe }: { acs: ScriptedAcs; cpe: Cpe }, object: string, address: readonly [string, string]) {
	acs.requests.push(set([object + address[0], address[1]], [`${object}DiagnosticsState`, "Requested"]));
	const told = sessionWith(cpe, "8 DIAGNOSTICS COMPLETE");
	await cpe.inform();
	await told;
	return cpe.tree.value(`${object}DiagnosticsState`);
}

const HERE = ["Host", "127.0.0.1"] as const;

test("another parameter that is set forgets the result, and ends a test that runs (TR-181, DiagnosticsState)", async () => {
	const bench = await opened({ diagnostics: { seconds: 60_000 } });
	await converse(bench.acs, bench.cpe, set([`${PING}DiagnosticsState`, "Requested"]));
	await converse(bench.acs, bench.cpe, set([`${PING}Host`, "192.0.2.1"]));
	expect(bench.cpe.tree.value(`${PING}DiagnosticsState`)).toBe("None");
	await converse(bench.acs, bench.cpe, set([`${TRACE}Host`, "192.0.2.1"]));
	expect(bench.cpe.tree.value(`${TRACE}DiagnosticsState`)).toBe("None");
});

test("a device that keeps its state does not", async () => {
	const bench = await opened({ diagnostics: { keepsState: true } });
	expect(await run(bench, PING, HERE)).toBe("Complete");
	await converse(bench.acs, bench.cpe, set([`${PING}Host`, "192.0.2.1"]));
	expect(bench.cpe.tree.value(`${PING}DiagnosticsState`)).toBe("Complete");
});

test.each<[string, Deviations["diagnostics"] & object, string, string, string]>([
	["zeroes", { zeroes: ["ipPing"] }, "Complete", "SuccessCount", "0"],
	[
		"an average that is never updated (82)",
		{ pingTimes: "averageNeverUpdated" },
		"Complete",
		"AverageResponseTime",
		"0",
	],
	["an end of its own (83)", { endStates: { ipPing: "Error_Other" } }, "Error_Other", "SuccessCount", "3"],
])("a ping with %s", async (_title, diagnostics, state, name, value) => {
	const bench = await opened({ diagnostics });
	expect(await run(bench, PING, HERE)).toBe(state);
	expect(bench.cpe.tree.value(PING + name)).toBe(value);
});

test("a ping in microseconds (82)", async () => {
	const bench = await opened({ diagnostics: { pingTimes: "microseconds" } });
	await run(bench, PING, HERE);
	expect(Number(bench.cpe.tree.value(`${PING}MinimumResponseTime`))).toBeGreaterThanOrEqual(2_000);
});

test("a download that is reported, and not made", async () => {
	const bench = await opened({ diagnostics: { pretends: ["download"] } });
	// Nobody serves this.
	expect(await run(bench, DOWNLOAD, ["DownloadURL", `${bench.acs.origin}/nothing`])).toBe("Complete");
	expect(Number(bench.cpe.tree.value(`${DOWNLOAD}TestBytesReceived`))).toBeGreaterThan(0);
});

test("a device that takes no ping shows the one before", async () => {
	const bench = await opened({}, staleDiagnostics);
	await converse(bench.acs, bench.cpe, set([`${PING}Host`, "127.0.0.1"], [`${PING}DiagnosticsState`, "Requested"]));
	expect(bench.cpe.tree.values(PING)).toEqual(
		expect.arrayContaining([
			{ path: `${PING}DiagnosticsState`, value: "Complete", type: "xsd:string" },
			{ path: `${PING}Host`, value: "192.0.2.1", type: "xsd:string" },
		]),
	);
});

test("what is stuck changes once, and is answered like any other", async () => {
	const path = "Device.DeviceInfo.ProvisioningCode";
	const bench = await opened({ set: { stuck: [path] } });
	const answers = await converse(bench.acs, bench.cpe, set([path, "one"]), set([path, "two"]), set([path, ""]));
	expect(answers).toEqual(Array(3).fill(expect.objectContaining({ kind: "response", body: { status: 0 } })));
	expect(bench.cpe.tree.value(path)).toBe("one");
});
