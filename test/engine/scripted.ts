/** Runs the engine's programs against a device that is a function, and a clock that only sessions move. */
import { Tree } from "../../lab/tree.ts";
import { buildTree } from "../../lab/trees/build.ts";
import type { AcsRequest, AcsRpcName, CwmpFault, InformEvent, ParameterValue } from "../../src/cwmp/messages.ts";
import type { Answer, ResponseFor } from "../../src/cwmp/session.ts";
import {
	newHints,
	type ProgramContext,
	type SessionSeen,
	type Step,
	type StepResult,
	type TransferSeen,
} from "../../src/engine/operations/program.ts";

export type Device = (request: AcsRequest, nth: number) => Answer;

export const silence: Answer = { kind: "none" };

export function response<N extends AcsRpcName>(rpc: N, body: ResponseFor<N>["body"]): Answer {
	return { kind: "response", response: { kind: "response", rpc, body } as ResponseFor<N> };
}

export function fault(code: number, parameters: CwmpFault["parameters"] = []): Answer {
	return { kind: "fault", fault: { code, message: `fault ${code}`, parameters, soapCode: "Client" } };
}

/** What a later session shows, so many seconds after the clock's beginning. */
export interface Later {
	readonly afterSeconds: number;
	readonly events?: readonly (string | InformEvent)[];
	readonly parameters?: readonly ParameterValue[];
	readonly transfers?: readonly Partial<TransferSeen>[];
	/** How the device behaves from then on. */
	readonly device?: Device;
}

export interface Ran<Result> {
	readonly outcome: Result;
	readonly sent: readonly AcsRequest[];
	/** Of what was sent: what is made durable before. */
	readonly effects: readonly AcsRpcName[];
	/** Every phase that became durable, in order. */
	readonly phases: readonly unknown[];
	readonly left: readonly Extract<Step, { do: "leave" }>[];
}

const START = new Date("2026-03-01T12:00:00.000Z");
const MAX_STEPS = 60_000;

export interface Bench {
	readonly context: ProgramContext;
	run<Result>(program: Generator<Step, Result, StepResult>, device: Device, sessions?: readonly Later[]): Ran<Result>;
}

/** A bench has a clock of its own; a second one is what a restarted process has. */
export function bench(changes: Partial<ProgramContext> = {}): Bench {
	let now = START;
	const context: ProgramContext = {
		commandKey: "key1",
		parameterKey: "pk1",
		roots: ["Device."],
		hints: newHints(),
		waitSeconds: null,
		now: () => now,
		missed: { boots: [], transfers: [] },
		...changes,
	};
	return {
		context,
		run(program, first, sessions = []) {
			let device = first;
			const later = [...sessions];
			const sent: AcsRequest[] = [];
			const effects: AcsRpcName[] = [];
			const phases: unknown[] = [];
			const left: Extract<Step, { do: "leave" }>[] = [];
			let turn = program.next();
			for (let steps = 0; !turn.done; steps++) {
				if (steps > MAX_STEPS) throw new Error("the program does not end");
				const step: Step = turn.value;
				let result: StepResult = { kind: "kept" };
				if (step.do === "send") {
					sent.push(step.request);
					if (step.effect) effects.push(step.request.rpc);
					result = device(step.request, sent.length);
				} else {
					// What becomes durable is JSON, and comes back as such.
					phases.push(JSON.parse(JSON.stringify(step.phase)));
					if (step.do === "leave") {
						left.push(step);
						const session = later.shift();
						const at = session && new Date(START.getTime() + session.afterSeconds * 1000);
						const deadline = new Date(now.getTime() + step.waitSeconds * 1000);
						now = at && at <= deadline ? at : deadline;
						if (session && at && at <= deadline) {
							device = session.device ?? device;
							result = { kind: "session", session: seen(session, at) };
						} else result = { kind: "deadline" };
					}
				}
				turn = program.next(result);
			}
			return { outcome: turn.value, sent, effects, phases, left };
		},
	};
}

function seen({ events = ["2 PERIODIC"], parameters = [], transfers = [] }: Later, startedAt: Date): SessionSeen {
	return {
		startedAt,
		currentTime: startedAt.toISOString(),
		events: events.map((event) => (typeof event === "string" ? { code: event, commandKey: "" } : event)),
		parameters,
		transfers: transfers.map((transfer) => ({
			commandKey: "",
			faultCode: 0,
			faultMessage: "",
			startTime: "2026-03-01T12:00:01Z",
			completeTime: "2026-03-01T12:00:09Z",
			...transfer,
		})),
	};
}

export function countOf(ran: Ran<unknown>, rpc: AcsRpcName): number {
	return ran.sent.filter((request) => request.rpc === rpc).length;
}

/** A tree of the lab's, from its parameters: path and value; objects, ending in a full stop, take AddObject. */
export function treeOf(entries: readonly (readonly [path: string, value?: string, type?: string])[]): Tree {
	return new Tree(
		buildTree(
			entries.map(([path, value = "", type = "xsd:string"]) => ({ path, value, type, writable: true })),
			{ secretsByName: false },
		),
		() => undefined,
	);
}

/** A device that behaves: names, values, sets and instances of a tree, by the book. */
export function goodDevice(tree: Tree): Device {
	return (request) => {
		switch (request.rpc) {
			case "GetParameterNames": {
				const parameters = tree.names(request.body.path, request.body.nextLevel);
				return parameters ? response("GetParameterNames", { parameters }) : fault(9005);
			}
			case "GetParameterValues": {
				const lists = request.body.paths.map((path) => tree.values(path));
				return lists.includes(null)
					? fault(9005)
					: response("GetParameterValues", { parameters: lists.flatMap((list) => list ?? []) });
			}
			case "SetParameterValues": {
				const unknown = request.body.parameters.filter(({ path }) => tree.leaf(path) === undefined);
				if (unknown.length > 0) {
					return fault(
						9003,
						unknown.map(({ path }) => ({ path, code: 9005, message: "no such name" })),
					);
				}
				for (const { path, value } of request.body.parameters) tree.set(path, value);
				return response("SetParameterValues", { status: 0 });
			}
			case "AddObject": {
				const instanceNumber = tree.add(request.body.path);
				return instanceNumber === null ? fault(9005) : response("AddObject", { instanceNumber, status: 0 });
			}
			case "DeleteObject":
				return tree.delete(request.body.path) ? response("DeleteObject", { status: 0 }) : fault(9005);
			case "Reboot":
			case "FactoryReset":
			case "ScheduleInform":
			case "SetParameterAttributes":
				return response(request.rpc, {});
			default:
				return fault(9000);
		}
	};
}

/** Does what it is asked, and does not say so. */
export function mute(device: Device, ...rpcs: readonly AcsRpcName[]): Device {
	return (request, nth) => {
		const answer = device(request, nth);
		return rpcs.includes(request.rpc) ? silence : answer;
	};
}
