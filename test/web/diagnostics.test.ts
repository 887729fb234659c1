/** What a device's diagnostics found, in words. */
import { describe, expect, test } from "vitest";
import {
	diagnosticOf,
	errorWords,
	hopRows,
	resultRows,
	resultsOf,
} from "../../web/features/devices/diagnosticWords.ts";

describe("a diagnostic's result", () => {
	test("of a ping tells how many answered, and how fast", () => {
		const results = {
			...{ SuccessCount: "3", FailureCount: "1", AverageResponseTime: "12" },
			...{ MinimumResponseTime: "9", MaximumResponseTime: "18" },
		};
		expect(resultRows("ipPing", results)).toEqual([
			{ name: "Answered", value: "3 of 4 (25% lost)" },
			{ name: "Average", value: "12 ms" },
			{ name: "Fastest", value: "9 ms" },
			{ name: "Slowest", value: "18 ms" },
		]);
	});

	test("leaves out what the device did not give, or gave as no number", () => {
		expect(resultRows("ipPing", { AverageResponseTime: "12", MinimumResponseTime: "fast" })).toEqual([
			{ name: "Average", value: "12 ms" },
		]);
		expect(resultRows("download", { TestBytesReceived: "x" })).toEqual([]);
	});

	test("of a download tells the speed by the transfer's own times; without them only the size", () => {
		const sized = { TestBytesReceived: "1000000" };
		const timed = { ...sized, BOMTime: "2026-11-23T10:00:00.000Z", EOMTime: "2026-11-23T10:00:02.000Z" };
		expect(resultRows("download", timed)[0]).toEqual({ name: "Speed", value: "4 Mbit/s" });
		expect(resultRows("download", sized)).toEqual([{ name: "Received", value: "976.6 KiB" }]);
	});

	test.each(["", "Hop"])("of a trace lists its hops in their order, those too that did not answer (%s…)", (prefix) => {
		const results = {
			[`RouteHops.10.${prefix}Host`]: "target.example",
			[`RouteHops.10.${prefix}HostAddress`]: "192.0.2.9",
			[`RouteHops.10.${prefix}RTTimes`]: "9,10",
			[`RouteHops.9.${prefix}Host`]: "",
			[`RouteHops.9.${prefix}RTTimes`]: "",
			ResponseTime: "9",
		};
		expect(hopRows(results)).toEqual([
			{ number: 1, host: "", times: "" },
			{ number: 2, host: "target.example (192.0.2.9)", times: "9 ms, 10 ms" },
		]);
	});

	test("is empty where the device gave none", () => {
		expect(resultsOf({ result: null })).toEqual({});
		expect(resultsOf({ result: { present: false } })).toEqual({});
	});
});

test("a diagnostic is called by what was asked for; one that the console does not know has no name", () => {
	expect(diagnosticOf({ input: { diagnostic: "ipPing", parameters: { Host: "a.example" } } })).toEqual({
		kind: "ipPing",
		target: "a.example",
	});
	expect(diagnosticOf({ input: { diagnostic: "toString" } })).toEqual({ kind: null, target: "" });
	expect(diagnosticOf({ input: { diagnostic: "download" } })).toEqual({ kind: "download", target: "" });
});

test("an error state of TR-181 is told in words, whatever its case; another is left to the reason", () => {
	expect(errorWords({ result: { state: "Error_CannotResolveHostName" } })).toMatch(/could not resolve/);
	expect(errorWords({ result: { state: "error_transferfailed" } })).toMatch(/broke off/);
	expect(errorWords({ result: { state: "Error_toString" } })).toBeNull();
	expect(errorWords({ result: null })).toBeNull();
});
