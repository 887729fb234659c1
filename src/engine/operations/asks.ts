import type { AcsRequest } from "../../cwmp/messages.ts";
import type { OperationInput } from "../../shared/operations.ts";
import { call, failed, type Program, type ProgramContext } from "./program.ts";

export function* getRpcMethods(): Program {
	const answer = yield* call<"GetRPCMethods">({ kind: "request", rpc: "GetRPCMethods", body: {} });
	if (answer.kind === "response") return { status: "succeeded", result: { methods: answer.body.methods } };
	return answer.kind === "fault" ? failed(answer.fault) : noAnswer("GetRPCMethods");
}

/** Those of the field's RPCs that change nothing and that devices may lack: a proof run asks for one that is not claimed. */
const WITHOUT_EFFECT = {
	GetOptions: { kind: "request", rpc: "GetOptions", body: { optionName: "" } },
	GetAllQueuedTransfers: { kind: "request", rpc: "GetAllQueuedTransfers", body: {} },
	GetQueuedTransfers: { kind: "request", rpc: "GetQueuedTransfers", body: {} },
} as const satisfies Readonly<Record<string, AcsRequest>>;

export type HarmlessRpc = keyof typeof WITHOUT_EFFECT;

export function* askHarmless(rpc: HarmlessRpc): Program {
	const answer = yield* call<HarmlessRpc>(WITHOUT_EFFECT[rpc]);
	if (answer.kind === "response") return { status: "succeeded", result: { answered: rpc } };
	return answer.kind === "fault" ? failed(answer.fault) : noAnswer(rpc);
}

export function* getAttributes(input: OperationInput<"getAttributes">): Program {
	const answer = yield* call<"GetParameterAttributes">({
		kind: "request",
		rpc: "GetParameterAttributes",
		body: { paths: input.paths },
	});
	if (answer.kind === "response") return { status: "succeeded", result: { attributes: answer.body.parameters } };
	return answer.kind === "fault" ? failed(answer.fault) : noAnswer("GetParameterAttributes");
}

export function* scheduleInform(
	input: OperationInput<"scheduleInform">,
	context: ProgramContext,
	phase: unknown,
): Program {
	if (phase !== null) return { status: "unknown", reason: "ScheduleInform was sent, and no answer came" };
	const answer = yield* call<"ScheduleInform">(
		{
			kind: "request",
			rpc: "ScheduleInform",
			body: { delaySeconds: input.delaySeconds, commandKey: context.commandKey },
		},
		true,
	);
	if (answer.kind === "response") return { status: "succeeded", result: { accepted: true } };
	return answer.kind === "fault"
		? failed(answer.fault)
		: { status: "unknown", reason: "ScheduleInform was sent, and no answer came" };
}

function noAnswer(what: string) {
	return { status: "failed", reason: `the device did not answer ${what}`, result: { answered: null } } as const;
}
