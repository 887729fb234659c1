import {
	type CheckContext,
	type CheckRun,
	fail,
	inconclusive,
	notCarriedOut,
	operate,
	pass,
	type WorkflowDefinition,
} from "../check.ts";

/** A name that no data model has: an extension of nobody's. */
const UNKNOWN_NAME = "DeviceInfo.X_CERTUS_NoSuchParameter";
const INVALID_PARAMETER_NAME = 9005;

/** Does the device answer the right fault (TR-069 A.5.2), and does its session survive that. */
export const faultBehaviour: WorkflowDefinition = {
	id: "faultBehaviour",
	kind: "trait",
	operations: ["read"],
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
			version: 1,
			title: "The session goes on after the fault",
			essential: false,
			run: sessionSurvivesFault,
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
	const lost = "The device's session ends at a name that does not exist.";
	if (before.silent === true) return fail(lost, [{ code: "fault.sessionLost", text: lost }], { survives: false });
	const end = yield* operate(
		"read",
		{ paths: [`${rootFor(context)}DeviceInfo.SoftwareVersion`] },
		context.inputs.timeoutSeconds,
	);
	if (notCarriedOut(end)) return inconclusive(end.reason ?? "the device did not come");
	const same = end.sessionId !== null && end.sessionId === before.sessionId;
	if (end.status === "succeeded" && same)
		return pass("the next request of the same session was answered", { survives: true });
	return fail(lost, [{ code: "fault.sessionLost", text: lost }], { survives: false });
}
