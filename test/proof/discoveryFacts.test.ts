import { describe, expect, test } from "vitest";
import { type DiscoveryOperation, discoveryFacts, type TimedMessage } from "../../src/proof/discoveryFacts.ts";

const T0 = Date.parse("2026-01-01T00:00:00Z");
const operation = (kind: string, changes: Partial<DiscoveryOperation> = {}): DiscoveryOperation => ({
	kind,
	status: "succeeded",
	result: {},
	createdAt: new Date(T0),
	finishedAt: new Date(T0 + 9_000),
	...changes,
});
const message = (seconds: number, direction: TimedMessage["direction"], name: string): TimedMessage => ({
	at: T0 + 1_000 * seconds,
	direction,
	name,
	sessionId: "s1",
	body: new Uint8Array(),
});
const asked = (seconds: number, name: string) => message(seconds, "toDevice", name);
const answered = (seconds: number, name: string) => message(seconds, "fromDevice", `${name}Response`);

const METHODS = operation("getRpcMethods", { result: { methods: ["GetRPCMethods", "Reboot"] } });

describe("what a discovery's operations and messages say", () => {
	test("the methods that the device claims", () => {
		expect(discoveryFacts(new Map(), [METHODS], []).methods).toEqual(["GetRPCMethods", "Reboot"]);
		expect(discoveryFacts(new Map(), [{ ...METHODS, status: "failed", result: null }], []).methods).toBeNull();
		expect(discoveryFacts(new Map(), [], []).methods).toBeNull();
	});

	test("values count as the walk's from when it was asked for", () => {
		expect(discoveryFacts(new Map(), [METHODS, operation("discover")], []).since).toBe(T0);
	});

	test.each([
		["succeeded", "succeeded"],
		["failed", "failed"],
		["expired", "expired"],
		["cancelled", "cancelled"],
		["unknown", "unknown"],
		["running", "unknown"],
	])("a walk that is %s ended as %s", (status, expected) => {
		expect(discoveryFacts(new Map(), [operation("discover", { status })], []).walk?.status).toBe(expected);
	});

	test("its RPCs and its time, from its first request to its end; another's are not counted", () => {
		const messages = [
			asked(-5, "GetParameterValues"),
			answered(-4, "GetParameterValues"),
			asked(1, "GetRPCMethods"),
			answered(2, "GetRPCMethods"),
			asked(3.5, "GetParameterNames"),
			answered(4, "GetParameterNames"),
			asked(5, "GetParameterValues"),
			answered(6, "GetParameterValues"),
			asked(8, "GetParameterValues"),
			asked(10, "GetParameterValues"),
		];
		const { walk, seen } = discoveryFacts(new Map(), [METHODS, operation("discover")], messages);
		expect(walk).toMatchObject({ rpcs: 3, durationSeconds: 5.5 });
		expect(seen.map(({ name, outcome }) => `${name} ${outcome}`)).toContain("GetRPCMethods worked");
	});

	test.each<[string, TimedMessage[] | null]>([
		["no transcript was kept", null],
		["nothing was asked", []],
	])("nothing is counted where %s", (_title, messages) => {
		const { walk, seen } = discoveryFacts(new Map(), [operation("discover")], messages);
		expect(walk).toMatchObject({ rpcs: null, durationSeconds: null });
		expect(seen).toEqual([]);
	});

	test("without a walk there is none", () => {
		expect(discoveryFacts(new Map(), [METHODS], null).walk).toBeNull();
	});
});
