/** What is typed into the console's forms, as the bodies that the API takes. */
import { describe, expect, test } from "vitest";
import { type Certification, NewCanary, NewCertification, NewVerification } from "../../src/shared/certification.ts";
import type { MatrixParameter, MatrixRow } from "../../src/shared/proof.ts";
import { detailText } from "../../web/components/detail.ts";
import { visibleText } from "../../web/components/inert.ts";
import {
	canaryBody,
	EMPTY_INTAKE,
	intakeBody,
	intakeOfModel,
	intakeOfRow,
	usualCanary,
} from "../../web/features/certifications/forms.ts";
import { leadingStep, nextSteps, stepsOf } from "../../web/features/certifications/pipeline.ts";
import { filterParameters } from "../../web/features/matrix/parameterFilter.ts";
import { inputsOf, NO_INPUTS } from "../../web/features/proofRuns/inputs.ts";

const row = {
	vendor: "Acme",
	model: "WG-1",
	productClass: "WG",
	hardwareVersions: ["1.0", "2.0"],
	covers: [
		{ hardwareVersion: "1.0", softwareVersion: "1.0.0" },
		{ hardwareVersion: "2.0", softwareVersion: "1.5.0" },
		{ hardwareVersion: "1.0", softwareVersion: "1.1.0" },
	],
	parameterRoot: "Device.",
	cwmpVersion: null,
} as unknown as MatrixRow;

describe("an intake", () => {
	test("of a row is about one hardware version and what the row covers of it, and everything but the factory reset", () => {
		const body = intakeBody(intakeOfRow(row));
		expect(NewCertification.parse(body)).toEqual({
			vendor: "Acme",
			model: "WG-1",
			productClass: "WG",
			hardwareVersion: "1.0",
			firmwareRange: { versions: ["1.0.0", "1.1.0"] },
			parameterRoot: "Device.",
			transport: "http",
			workflows: ["provisioning", "inventory", "hostsWifi", "diagnostics", "firmware", "reboot", "config"],
		});
	});

	test("of a model seen names its one version", () => {
		const model = {
			...{
				id: "",
				vendor: "Acme",
				model: "WG-1",
				productClass: "WG",
				hardwareVersion: "1.0",
				softwareVersion: "1.0.0",
			},
			...{ devices: 1, firstSeenAt: "", matrixRowId: null },
		};
		expect(intakeBody(intakeOfModel(model)).firmwareRange).toEqual({ versions: ["1.0.0"] });
	});

	test("takes versions one a line, each once, and leaves out what is not known", () => {
		const body = intakeBody({ ...EMPTY_INTAKE, versions: " 1.0 beta \n\n2.0\n2.0\n", cwmpVersion: "  " });
		expect(body.firmwareRange).toEqual({ versions: ["1.0 beta", "2.0"] });
		expect(body).not.toHaveProperty("cwmpVersion");
		expect(body).not.toHaveProperty("parameterRoot");
	});

	test("of a range names its ends", () => {
		const body = intakeBody({ ...EMPTY_INTAKE, firmware: "range", versions: "9", from: "1.0", to: "2.0 " });
		expect(body.firmwareRange).toEqual({ from: "1.0", to: "2.0" });
	});
});

describe("a canary", () => {
	const usual = usualCanary(["1.0.0"], "admin");

	test("as it is offered is one that the API takes", () => {
		expect(NewCanary.parse(canaryBody(usual, "lab", "WG-1"))).toEqual({
			tenant: "lab",
			model: "WG-1",
			firmwareRange: { versions: ["1.0.0"] },
			maxDevices: 10,
			durationMinutes: 10_080,
			successFloor: 0.95,
			rollbackOwner: "admin",
			minOperations: 20,
			minDevices: 5,
		});
	});

	test("over chosen devices has no number of devices beside them", () => {
		const deviceIds = ["7f2beb55-3ae7-4884-9bfd-dbb2ccc9e611"];
		const body = canaryBody({ ...usual, scope: "these", deviceIds, successFloor: "95.7" }, "lab", "WG-1");
		expect(NewCanary.parse(body)).toMatchObject({ deviceIds, successFloor: 0.957 });
		expect(body).not.toHaveProperty("maxDevices");
	});
});

describe("a run's inputs", () => {
	const ID = "7f2beb55-3ae7-4884-9bfd-dbb2ccc9e611";
	const parsed = (draft: object, workflows: Parameters<typeof inputsOf>[1]) =>
		NewVerification.parse({ deviceId: ID, inputs: inputsOf({ ...NO_INPUTS, ...draft }, workflows) }).inputs;

	test("say nothing where nothing was typed", () => {
		expect(parsed({}, ["inventory", "firmware", "config", "hostsWifi", "diagnostics", "factoryReset"])).toEqual({
			allowFactoryReset: false,
		});
	});

	test("are those of the workflows that are proven, and of no other", () => {
		const draft = { firmwareFileId: ID, allowFactoryReset: true, pingHost: "192.0.2.1", timeoutSeconds: "30" };
		expect(parsed(draft, ["inventory"])).toEqual({ allowFactoryReset: false, timeoutSeconds: 30 });
		expect(parsed(draft, ["firmware", "factoryReset", "diagnostics"])).toEqual({
			...{ allowFactoryReset: true, firmwareFileId: ID, pingHost: "192.0.2.1", timeoutSeconds: 30 },
		});
	});

	test.each([
		["0", 0],
		["12", 12],
		["02:C0:FF:EE:00:01, 02:C0:FF:EE:00:02", ["02:C0:FF:EE:00:01", "02:C0:FF:EE:00:02"]],
		["02:C0:FF:EE:00:01", ["02:C0:FF:EE:00:01"]],
	])("take expected hosts as a number or as addresses: %s", (typed, expected) => {
		expect(parsed({ expectedHosts: typed }, ["hostsWifi"]).expectedHosts).toEqual(expected);
	});

	test("keep an equals sign within a value", () => {
		const configValues = "Device.X = a=b \n\nDevice.Y=";
		expect(parsed({ configValues }, ["config"]).configValues).toEqual([
			{ path: "Device.X", value: "a=b" },
			{ path: "Device.Y", value: "" },
		]);
	});
});

describe("the pipeline's stages", () => {
	const entry = (action: Certification["history"][number]["action"], at: string) => ({
		...{ at, by: "somebody", action, detail: {} },
	});
	const history = [entry("intake", "1"), entry("discovery", "2"), entry("verification", "3")];

	test("are done before the one that it is at, and ahead after it", () => {
		const steps = stepsOf({ stage: "verification", history });
		expect(steps.map(({ state, entry: by }) => [state, by?.at ?? null])).toEqual([
			["done", "1"],
			["done", "2"],
			["current", "3"],
			["ahead", null],
			["ahead", null],
		]);
	});

	test("are set back by a setback, whatever was reached before", () => {
		const reached = [...history, entry("canary", "4"), entry("approval", "5"), entry("setback", "6")];
		const steps = stepsOf({ stage: "verification", history: reached });
		expect(steps.map(({ state }) => state)).toEqual(["done", "done", "current", "ahead", "ahead"]);
		expect(steps[2]?.entry?.action).toBe("setback");
	});

	test("are all done once it is certified", () => {
		const steps = stepsOf({ stage: "certified", history: [...history, entry("approval", "5")] });
		expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(["done"]));
	});

	const canary = (status: "running" | "paused" | "passed") =>
		({ status }) as unknown as NonNullable<Certification["canary"]>;
	test.each<[string, Pick<Certification, "stage" | "canary">, string[]]>([
		["an intake to the discovery alone", { stage: "intake", canary: null }, ["discovery"]],
		["a discovery to the verification", { stage: "discovery", canary: null }, ["verification", "discovery"]],
		["a verification to the canary", { stage: "verification", canary: null }, ["canary", "verification"]],
		["a running canary to nothing: it has to end", { stage: "canary", canary: canary("running") }, []],
		[
			"an undecided canary to somebody's decision",
			{ stage: "canary", canary: canary("paused") },
			["approval", "canary", "verification"],
		],
		["a passed canary to the approval", { stage: "canary", canary: canary("passed") }, ["approval", "verification"]],
		["a certified model to nothing", { stage: "certified", canary: canary("passed") }, []],
	])("lead from %s", (_title, certification, steps) => {
		expect(nextSteps(certification)).toEqual(steps);
	});
});

test("a row's parameters are found by words of the path and by kind; what was not told is neither", () => {
	const parameter = (path: string, writable: boolean | null, provenToSet = false): MatrixParameter => ({
		...{ path, type: null, readable: path !== "Device.C", writable, provenToSet, evidence: [] },
	});
	const all = [
		parameter("Device.A.Name", true, true),
		parameter("Device.A.Status", false),
		parameter("Device.B.Name", null),
		parameter("Device.C", true),
	];
	const found = (text: string, kind: Parameters<typeof filterParameters>[2]) =>
		filterParameters(all, text, kind).map(({ path }) => path);
	expect(found("", "all")).toHaveLength(4);
	expect(found("name DEVICE.a", "all")).toEqual(["Device.A.Name"]);
	expect(found("", "writable")).toEqual(["Device.A.Name", "Device.C"]);
	expect(found("", "readOnly")).toEqual(["Device.A.Status"]);
	expect(found("", "unreadable")).toEqual(["Device.C"]);
	expect(found("", "proven")).toEqual(["Device.A.Name"]);
});

test("an event's detail is one line of words", () => {
	const cleared = [{ workflow: "reboot", softwareVersion: "1.0" }];
	expect(detailText({ deviceIds: null, successFloor: 0.9, cleared, comment: "" })).toBe(
		"Success floor: 0.9 · Cleared: reboot 1.0",
	);
});

test("an option's text shows what would be invisible in it, and is cut", () => {
	expect(visibleText("1.0\u202Egnp")).toBe("1.0[U+202E]gnp");
	expect(visibleText("abcdef", 3)).toBe("abc…");
});

test("the step that leads on stands out only while nothing is missing for it", () => {
	const at = (stage: Certification["stage"], missing: string[]) => leadingStep({ stage, canary: null, missing });
	expect(at("verification", [])).toBe("canary");
	expect(at("verification", ["a verification of hosts"])).toBeNull();
	expect(at("canary", ["the end of the canary"])).toBeNull();
	expect(at("discovery", ["a verification"])).toBe("verification");
	expect(at("certified", [])).toBeNull();
});
