/** How a recorded device answered GetParameterNames, beyond what its tree says. */
import type { CpeResponse, ParameterInfo } from "../../src/cwmp/messages.ts";
import type { Cpe } from "../cpe.ts";
import type { Answer } from "../faults.ts";
import { Tree } from "../tree.ts";
import type { Exchange } from "./conversation.ts";
import { answerFrom, createExamples, faultCode, outcomeOf } from "./outcome.ts";
import type { RecordedTree } from "./tree.ts";

export interface RecordedNames {
	/** Whole branches were asked for, and each was refused with 9003. */
	readonly oneLevelOnly: boolean;
	/** GetParameterNames of `""` was refused with 9005, or answered with nothing. */
	readonly root: "refused" | "emptyList" | null;
	/** `null`: as declared. */
	readonly answer: (cpe: Cpe, path: string, nextLevel: boolean) => Answer | null;
}

const INVALID_NAME = 9005;
const INVALID_ARGUMENTS = 9003;

export function recordedNames(exchanges: readonly Exchange[], { tree: base, hidden }: RecordedTree): RecordedNames {
	const examples = createExamples();
	const tree = new Tree(base, () => undefined);
	const isShown = ({ path }: ParameterInfo) => !hidden.some((prefix) => path.startsWith(prefix));
	let changed = false;
	for (const exchange of exchanges) {
		const { request, answer } = exchange;
		changed ||= changesNames(request);
		if (request.rpc !== "GetParameterNames") continue;
		const { path, nextLevel } = request.body;
		const own = (tree.names(path, nextLevel) ?? []).filter(isShown);
		const differs = !changed && answer?.kind === "response" && !sameNames(namesIn(answer), own);
		examples.note(keyOf(path, nextLevel), differs ? { does: "respond", message: answer } : outcomeOf(exchange));
	}
	return {
		...{ oneLevelOnly: isOneLevelOnly(exchanges), root: rootAnswer(exchanges) },
		answer: (cpe, path, nextLevel) => answerFrom(examples.next(cpe, keyOf(path, nextLevel))),
	};
}

function isOneLevelOnly(exchanges: readonly Exchange[]): boolean {
	const whole = exchanges.filter(
		({ request }) => request.rpc === "GetParameterNames" && !request.body.nextLevel && request.body.path !== "",
	);
	return whole.length > 0 && whole.every((exchange) => faultCode(outcomeOf(exchange)) === INVALID_ARGUMENTS);
}

function rootAnswer(exchanges: readonly Exchange[]): RecordedNames["root"] {
	const top = exchanges.find(({ request }) => request.rpc === "GetParameterNames" && request.body.path === "");
	if (top === undefined) return null;
	if (faultCode(outcomeOf(top)) === INVALID_NAME) return "refused";
	return top.answer?.kind === "response" && namesIn(top.answer).length === 0 ? "emptyList" : null;
}

/** Rows come and go with these; a test of the route fills its table. */
function changesNames(request: Exchange["request"]): boolean {
	if (request.rpc === "SetParameterValues") {
		return request.body.parameters.some(({ value }) => value === "Requested");
	}
	return ["AddObject", "DeleteObject", "FactoryReset", "Download"].includes(request.rpc);
}

function keyOf(path: string, nextLevel: boolean): string {
	return `${nextLevel ? "level" : "whole"} ${path}`;
}

function namesIn(answer: CpeResponse): readonly ParameterInfo[] {
	return answer.rpc === "GetParameterNames" ? answer.body.parameters : [];
}

function sameNames(seen: readonly ParameterInfo[], own: readonly ParameterInfo[]): boolean {
	const written = new Map(seen.map((info) => [info.path, info.writable]));
	return written.size === own.length && own.every((info) => written.get(info.path) === info.writable);
}
