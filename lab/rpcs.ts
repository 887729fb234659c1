/** What a CPE answers to the ACS's RPCs (A.3.2), each as its model behaves. */
import type { AcsRequest, AcsRpcName, ParameterAttributes, ParameterValue, Rpcs } from "../src/cwmp/messages.ts";
import type { Cpe } from "./cpe.ts";
import { type Answer, fault, send } from "./faults.ts";
import { setParameterValues } from "./set.ts";
import { cancelTransfer, download, queuedTransfers, upload } from "./transfer.ts";

const KNOWN: readonly AcsRpcName[] = [
	"GetRPCMethods",
	"SetParameterValues",
	"GetParameterValues",
	"GetParameterNames",
	"SetParameterAttributes",
	"GetParameterAttributes",
	"AddObject",
	"DeleteObject",
	"Reboot",
	"Download",
	"Upload",
	"FactoryReset",
	"ScheduleInform",
	"CancelTransfer",
	"GetQueuedTransfers",
	"GetAllQueuedTransfers",
];

function knows(cpe: Cpe, rpc: AcsRpcName): boolean {
	return KNOWN.includes(rpc) && !cpe.behaviour.rpcs.unknown.includes(rpc);
}

export async function answer(cpe: Cpe, request: AcsRequest): Promise<Answer> {
	await cpe.pause(cpe.behaviour.delays[request.rpc] ?? 0);
	const { recorded } = cpe.model;
	return recorded ? await recorded(cpe, request, (instead) => declared(cpe, instead)) : await declared(cpe, request);
}

async function declared(cpe: Cpe, request: AcsRequest): Promise<Answer> {
	if (!knows(cpe, request.rpc)) return unknownRpc(cpe);
	switch (request.rpc) {
		case "GetRPCMethods": {
			const methods = KNOWN.filter((rpc) => knows(cpe, rpc));
			return send({ kind: "response", rpc: "GetRPCMethods", body: { methods } });
		}
		case "GetParameterNames":
			return getParameterNames(cpe, request.body);
		case "GetParameterValues":
			return getParameterValues(cpe, request.body.paths);
		case "SetParameterValues":
			return setParameterValues(cpe, request.body);
		case "GetParameterAttributes":
			return getParameterAttributes(cpe, request.body.paths);
		case "SetParameterAttributes":
			return setParameterAttributes(cpe, request.body);
		case "AddObject":
			return addObject(cpe, request.body);
		case "DeleteObject":
			return deleteObject(cpe, request.body);
		case "Reboot":
			return reboot(cpe, request.body.commandKey);
		case "FactoryReset":
			return factoryReset(cpe);
		case "ScheduleInform": {
			const { delaySeconds, commandKey } = request.body;
			const after = () => cpe.scheduleInform(delaySeconds, commandKey);
			return send({ kind: "response", rpc: "ScheduleInform", body: {} }, after);
		}
		case "Download":
			return download(cpe, request.body);
		case "Upload":
			return upload(cpe, request.body);
		case "CancelTransfer":
			return cancelTransfer(cpe, request.body.commandKey);
		case "GetQueuedTransfers":
		case "GetAllQueuedTransfers":
			return queuedTransfers(cpe, request.rpc);
		default:
			return unknownRpc(cpe);
	}
}

export function unknownRpc(cpe: Cpe): Answer {
	return cpe.behaviour.rpcs.answer === "silence" ? { does: "silence" } : fault(9000);
}

/** A name that the device doesn't have, where it doesn't answer with nothing instead. */
function unknownName(cpe: Cpe): Answer {
	const { unknownName: does, unknownNameCode } = cpe.behaviour.faults;
	return does === "drop" ? { does: "drop" } : fault(unknownNameCode);
}

function isHidden(cpe: Cpe, path: string): boolean {
	return cpe.behaviour.values.hidden.some((prefix) => path.startsWith(prefix));
}

function getParameterNames(cpe: Cpe, { path, nextLevel }: Rpcs["GetParameterNames"]["request"]): Answer {
	const { root, oneLevelOnly } = cpe.behaviour.names;
	const answers = (parameters: Rpcs["GetParameterNames"]["response"]["parameters"]) =>
		send({ kind: "response", rpc: "GetParameterNames", body: { parameters } });
	if (path === "" && root === "refused") return fault(9005);
	if (path === "" && root === "emptyList") return answers([]);
	if (path === "" && root === "selfOnly") return answers(cpe.tree.names("", true) ?? []);
	if (!nextLevel && oneLevelOnly) return fault(9003);
	// NextLevel goes with partial paths alone (A.3.2.3).
	if (nextLevel && cpe.tree.leaf(path) !== undefined) return fault(9003);
	const names = isHidden(cpe, path) ? null : cpe.tree.names(path, nextLevel);
	if (names !== null) return answers(names.filter((name) => !isHidden(cpe, name.path)));
	return cpe.behaviour.faults.unknownName === "emptyList" ? answers([]) : unknownName(cpe);
}

function getParameterValues(cpe: Cpe, paths: readonly string[]): Answer {
	const { maxNames, maxValues, partialPaths, poisoned } = cpe.behaviour.values;
	if (paths.length > maxNames) return fault(9004);
	const found: ParameterValue[] = [];
	for (const path of paths) {
		const isPartial = path === "" || path.endsWith(".");
		if (isPartial && !partialPaths) return unknownName(cpe);
		if (poisoned.some((name) => name === path || (isPartial && name.startsWith(path)))) return fault(9005);
		const values = isHidden(cpe, path) ? null : cpe.tree.values(path);
		if (values === null && cpe.behaviour.faults.unknownName !== "emptyList") return unknownName(cpe);
		for (const value of values ?? []) if (!isHidden(cpe, value.path)) found.push(value);
	}
	if (found.length > maxValues) return fault(9004);
	return send({ kind: "response", rpc: "GetParameterValues", body: { parameters: found } });
}

function getParameterAttributes(cpe: Cpe, paths: readonly string[]): Answer {
	const parameters: ParameterAttributes[] = [];
	for (const path of paths) {
		const names = isHidden(cpe, path) ? null : cpe.tree.names(path, false);
		if (names === null) return unknownName(cpe);
		for (const name of names) {
			if (name.path.endsWith(".")) continue;
			parameters.push({ path: name.path, notification: cpe.notification(name.path), accessList: ["Subscriber"] });
		}
	}
	return send({ kind: "response", rpc: "GetParameterAttributes", body: { parameters } });
}

function setParameterAttributes(cpe: Cpe, { parameters }: Rpcs["SetParameterAttributes"]["request"]): Answer {
	for (const { path, notification } of parameters) {
		if (isHidden(cpe, path) || cpe.tree.names(path, false) === null) return unknownName(cpe);
		if (notification !== undefined && (notification < 0 || notification > 6)) return fault(9003);
	}
	for (const { path, notification } of parameters) {
		if (notification === undefined) continue;
		for (const name of cpe.tree.names(path, false) ?? []) {
			if (!name.path.endsWith(".")) cpe.setNotification(name.path, notification);
		}
	}
	return send({ kind: "response", rpc: "SetParameterAttributes", body: {} });
}

function addObject(cpe: Cpe, { path, parameterKey }: Rpcs["AddObject"]["request"]): Answer {
	if (isHidden(cpe, path) || cpe.tree.branch(path) === undefined) return unknownName(cpe);
	const instanceNumber = cpe.tree.add(path);
	if (instanceNumber === null) return fault(9005);
	cpe.setParameterKey(parameterKey);
	return send({ kind: "response", rpc: "AddObject", body: { instanceNumber, status: 0 } });
}

function deleteObject(cpe: Cpe, { path, parameterKey }: Rpcs["DeleteObject"]["request"]): Answer {
	if (isHidden(cpe, path) || !cpe.tree.delete(path)) return unknownName(cpe);
	cpe.setParameterKey(parameterKey);
	return send({ kind: "response", rpc: "DeleteObject", body: { status: 0 } });
}

function reboot(cpe: Cpe, commandKey: string): Answer {
	const { outcome, rejectedCode, mReboot, returnsCommandKey, delaySeconds } = cpe.behaviour.reboot;
	if (outcome === "rejected") return fault(rejectedCode);
	const accepted = (after?: () => void) => send({ kind: "response", rpc: "Reboot", body: {} }, after);
	if (outcome === "never") return accepted();
	if (outcome === "noReturn") return accepted(() => cpe.goDark());
	const events = mReboot ? [{ code: "M Reboot", commandKey: returnsCommandKey ? commandKey : "" }] : [];
	if (outcome === "claimed") return accepted(() => cpe.later(cpe.scaled(delaySeconds), () => cpe.informLater(events)));
	return accepted(() => cpe.reboot(delaySeconds, events, outcome === "twice" ? 2 : 1));
}

function factoryReset(cpe: Cpe): Answer {
	const { outcome } = cpe.behaviour.factoryReset;
	if (outcome === "rejected") return fault(9001);
	const restart = () => cpe.reboot(cpe.behaviour.reboot.delaySeconds, [{ code: "0 BOOTSTRAP", commandKey: "" }]);
	const reset = outcome === "claimed" ? restart : () => cpe.factoryReset();
	const after = outcome === "never" ? undefined : reset;
	return send({ kind: "response", rpc: "FactoryReset", body: {} }, after);
}
