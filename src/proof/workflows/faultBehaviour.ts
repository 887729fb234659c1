import {
	type CheckContext,
	type CheckResult,
	type CheckRun,
	currentTree,
	fail,
	inconclusive,
	notCarriedOut,
	type OperationEnd,
	operate,
	type ProofAnswer,
	type ProofStep,
	pass,
	skipped,
	type WorkflowDefinition,
} from "../check.ts";
import { faultCodes } from "../faultCodes.ts";
import { harmlessParameter } from "../harmless.ts";

/** A name that no data model has: an extension of nobody's. */
const UNKNOWN_NAME = "DeviceInfo.X_CERTUS_NoSuchParameter";
const METHOD_NOT_SUPPORTED = 9000;
const INVALID_PARAMETER_NAME = 9005;
const WRONG_TYPE: readonly number[] = [9006, 9007];
const NOT_WRITABLE: readonly number[] = [9008];
/** RPCs that change nothing, and that devices may lack. */
const OPTIONAL_RPCS = ["GetOptions", "GetAllQueuedTransfers", "GetQueuedTransfers"] as const;
/** Read-only by both data models. */
const READ_ONLY = ["SoftwareVersion", "HardwareVersion", "SerialNumber", "ModelName"] as const;

/** Does the device answer the right fault (TR-069 A.5.2), and does its session survive that. */
export const faultBehaviour: WorkflowDefinition = {
	id: "faultBehaviour",
	kind: "trait",
	operations: ["read", "getRpcMethods", "set"],
	order: 70,
	checks: [
		{
			id: "unknownParameterFault",
			version: 1,
			title: "A name that does not exist is answered with fault 9005",
			essential: false,
			run: unknownParameterFault,
		},
		{
			id: "sessionSurvivesFault",
			version: 2,
			title: "The session goes on after the fault",
			essential: false,
			run: sessionSurvivesFault,
		},
		{
			id: "unknownMethodFault",
			version: 1,
			title: "An RPC that the device does not claim is answered with fault 9000",
			essential: false,
			run: unknownMethodFault,
		},
		{
			id: "wrongTypeFault",
			version: 1,
			title: "A parameter's own value under a wrong type is answered with fault 9006 or 9007",
			essential: false,
			run: wrongTypeFault,
		},
		{
			id: "readOnlyFault",
			version: 1,
			title: "The own value of a read-only parameter is answered with fault 9008",
			essential: false,
			run: readOnlyFault,
		},
	],
};

function rootFor({ root }: CheckContext): string {
	return root === "InternetGatewayDevice." ? root : "Device.";
}

function* unknownParameterFault(context: CheckContext): CheckRun {
	const path = rootFor(context) + UNKNOWN_NAME;
	const end = yield* operate("read", { paths: [path] }, context.inputs.timeoutSeconds);
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const faults = (end.result?.faults ?? []) as readonly { readonly code: number }[];
	const code = faults[0]?.code ?? end.fault?.code ?? null;
	const silent = code === null && end.status !== "succeeded";
	const values = { path, code, silent, sessionId: end.sessionId };
	if (code === INVALID_PARAMETER_NAME) return pass("the device answered fault 9005", values);
	if (silent) return fail("the device answered nothing to a name that does not exist", [], values);
	const text =
		code === null
			? "The device answers a name that does not exist without a fault code, not with 9005."
			: `The device answers a name that does not exist with fault ${code}, not 9005.`;
	return fail(text, [{ code: "fault.wrongCode", text }], values);
}

function* sessionSurvivesFault(context: CheckContext): CheckRun {
	const before = context.earlier.unknownParameterFault;
	if (before === undefined || before.sessionId === undefined) return inconclusive("there was no fault to survive");
	const lost = "The session does not go on after a name that does not exist.";
	if (before.silent === true) return fail(lost, [{ code: "fault.sessionLost", text: lost }], { survives: false });
	const root = rootFor(context);
	const readable = { paths: [`${root}DeviceInfo.SoftwareVersion`] };
	let end = yield* operate("read", readable, context.inputs.timeoutSeconds);
	let faultedIn = before.sessionId;
	if (!notCarriedOut(end) && end.sessionId !== faultedIn) {
		// The network or the ACS may have ended that session: what is the device's happens again.
		const again = yield* operate("read", { paths: [`${root}${UNKNOWN_NAME}Again`] }, context.inputs.timeoutSeconds);
		if (notCarriedOut(again)) return inconclusive(again.reason ?? "the device did not come");
		faultedIn = again.sessionId;
		end = yield* operate("read", readable, context.inputs.timeoutSeconds);
	}
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const same = end.sessionId !== null && end.sessionId === faultedIn;
	if (end.status === "succeeded" && same)
		return pass("the next request of the same session was answered", { survives: true });
	return fail(lost, [{ code: "fault.sessionLost", text: lost }], { survives: false });
}

function* unknownMethodFault({ inputs }: CheckContext): CheckRun {
	const told = yield* operate("getRpcMethods", {}, inputs.timeoutSeconds);
	if (notCarriedOut(told)) return inconclusive(told.reason ?? "the device did not come");
	const claimed = told.result?.methods as readonly string[] | undefined;
	if (!claimed) return skipped(`the device does not say which RPCs it has: ${told.reason}`);
	for (const rpc of OPTIONAL_RPCS.filter((name) => !claimed.includes(name))) {
		const end = yield* operate("getRpcMethods", { unclaimed: rpc }, inputs.timeoutSeconds);
		// It knows more than it claims: another one may be unknown to it.
		if (end.status === "succeeded") continue;
		return answered(end, [METHOD_NOT_SUPPORTED], `${rpc}, which it does not claim`, { rpc, claimed });
	}
	return skipped("the device has every RPC that could be asked for without effect");
}

const NOT_LAB = "writes are tried on lab devices only";

function* wrongTypeFault(context: CheckContext): CheckRun {
	if (!context.lab) return skipped(NOT_LAB);
	const path = harmlessParameter(yield* currentTree(), context)?.path;
	if (path === undefined) return skipped("no parameter is known that can be written harmlessly");
	const parameter = yield* readOne(path, context);
	if (typeof parameter === "string") return inconclusive(parameter);
	const type = /string/i.test(parameter.type) ? "xsd:unsignedInt" : "xsd:dateTime";
	let owes = true;
	try {
		const end = yield* operate(
			"set",
			{ values: [{ path, value: parameter.value, type }] },
			context.inputs.timeoutSeconds,
		);
		// What refuses it has not taken it; what does not may have made something else of the value.
		const now = end.fault ? parameter : yield* readOne(path, context);
		owes = typeof now === "string" || now.value !== parameter.value;
		return answered(end, WRONG_TYPE, `a value of ${path} as ${type}`, { path, type });
	} finally {
		if (owes) yield* operate("set", { values: [parameter] });
	}
}

function* readOnlyFault(context: CheckContext): CheckRun {
	if (!context.lab) return skipped(NOT_LAB);
	const tree = yield* currentTree();
	const paths = READ_ONLY.map((name) => `${rootFor(context)}DeviceInfo.${name}`);
	const path = paths.find((one) => tree.get(one)?.writable === false);
	if (path === undefined) return skipped("the device names nothing in DeviceInfo as read-only");
	const parameter = yield* readOne(path, context);
	if (typeof parameter === "string") return inconclusive(parameter);
	const end = yield* operate("set", { values: [parameter] }, context.inputs.timeoutSeconds);
	return answered(end, NOT_WRITABLE, `a set of ${path}, which it names as read-only`, { path });
}

interface Parameter {
	readonly path: string;
	readonly value: string;
	readonly type: string;
}

/** A parameter as it stands now; else why it can't be known. */
function* readOne(path: string, { inputs }: CheckContext): Generator<ProofStep, Parameter | string, ProofAnswer> {
	const end = yield* operate("read", { paths: [path] }, inputs.timeoutSeconds);
	const values = (end.result?.values ?? []) as readonly Parameter[];
	const found = values.find((value) => value.path === path);
	return found
		? { path, value: found.value, type: found.type }
		: `${path} could not be read: ${end.reason ?? "not there"}`;
}

/** A fault is right by its own code, or by that of the parameter that it names (A.3.2.1). */
function answered(
	end: OperationEnd,
	right: readonly number[],
	what: string,
	values: CheckResult["values"],
): CheckResult {
	const codes = faultCodes(end.fault);
	const seen = { ...values, codes };
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const code = codes.find((one) => right.includes(one));
	if (code !== undefined) return pass(`the device answered fault ${code}`, seen);
	// Refused by the gate, or never sent: that says nothing of the device.
	if (end.fault === null && end.status === "failed" && end.result === null)
		return inconclusive(end.reason ?? "it was not sent");
	if (end.fault === null && end.status !== "succeeded") {
		const text = `The device does not answer ${what}, and its session ends.`;
		return fail(text, [{ code: "fault.sessionLost", text }], seen);
	}
	const text = `The device answers ${what} with ${end.fault ? `fault ${codes.join(", ")}` : "no fault"}, not with ${right.join(" or ")}.`;
	return fail(text, [{ code: "fault.wrongCode", text }], seen);
}
