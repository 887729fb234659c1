/**
 * A model out of a proof run's evidence: it has the recorded device's tree, behaves as that one did where the lab's
 * declarations can say it, and answers by example where they can't. What the evidence does not show stays clean.
 */
import type { AcsRequest, RequestOf } from "../../src/cwmp/messages.ts";
import { type Evidence, readBundle } from "../bundle.ts";
import type { Cpe } from "../cpe.ts";
import type { Answer } from "../faults.ts";
import { deviating, type LabModel } from "../model.ts";
import { recordedBehaviour } from "./behaviour.ts";
import { bootsIn } from "./boots.ts";
import { type Conversation, conversationOf } from "./conversation.ts";
import { recordedDiagnostics } from "./diagnostics.ts";
import { recordedImages } from "./downloads.ts";
import { recordedNames } from "./names.ts";
import { answerFrom, createExamples, type Outcome, outcomeOf } from "./outcome.ts";
import { recordedSessions } from "./sessions.ts";
import { recordedTree } from "./tree.ts";
import { recordedValues } from "./values.ts";
import { recordedWrites } from "./writes.ts";

/** Behind the recorded serial number: nobody takes the replay for the device. */
const MARK = "-replay";

export function modelFromBundle(bytes: Uint8Array): LabModel {
	const evidence = readBundle(bytes);
	const { device } = evidence;
	const whole = conversationOf(evidence);
	const sessions = recordedSessions(whole.exchanges);
	const conversation: Conversation = { ...whole, exchanges: sessions.heard };
	const tree = recordedTree(conversation, device);
	const names = recordedNames(conversation.exchanges, tree);
	const values = recordedValues(conversation.exchanges, tree);
	const writes = recordedWrites(conversation, bootsIn(conversation));
	const diagnostics = recordedDiagnostics(conversation, evidence.checks);
	const others = recordedOthers(conversation);
	const behaviour = recordedBehaviour(evidence, whole, { tree, names, values, sessions, isAtomic: writes.isAtomic });

	/** A set that asks for a test which was recorded: as declared, but for the test itself. */
	async function set(cpe: Cpe, body: RequestOf<"SetParameterValues">["body"], declared: Declared): Promise<Answer> {
		const object = diagnostics.requested(body.parameters);
		if (object === null) return await declared({ kind: "request", rpc: "SetParameterValues", body });
		const state = `${object}DiagnosticsState`;
		const parameters = body.parameters.filter(({ path }) => path !== state);
		const answer = await declared({ kind: "request", rpc: "SetParameterValues", body: { ...body, parameters } });
		if (answer.does !== "send" || answer.message.kind === "fault") return answer;
		cpe.tree.set(state, "Requested");
		return { ...answer, after: () => diagnostics.run(cpe, object) };
	}

	return {
		name: `replay-${device.model}-${device.softwareVersion}`.replace(/[^\w.-]+/g, "_"),
		summary: `${device.model} ${device.softwareVersion} as a proof run recorded it`,
		identity: {
			...{ manufacturer: manufacturerOf(evidence, whole), oui: device.oui, productClass: device.productClass },
			...{ modelName: device.model, hardwareVersion: device.hardwareVersion },
			...{ softwareVersion: device.softwareVersion, serialPattern: device.serialNumber + MARK },
		},
		root: tree.root,
		tree: () => tree.tree,
		informParameters: tree.informParameters,
		behaviour: deviating(behaviour),
		images: recordedImages(conversation),
		async recorded(cpe, request, declared) {
			switch (request.rpc) {
				case "GetParameterNames":
					return names.answer(cpe, request.body.path, request.body.nextLevel) ?? (await declared(request));
				case "GetParameterValues":
					return await values.answer(cpe, request.body.paths, (paths) =>
						declared({ kind: "request", rpc: "GetParameterValues", body: { paths } }),
					);
				case "SetParameterValues":
					return await writes.set(cpe, request.body, (body) => set(cpe, body, declared));
				default:
					return others(cpe, request) ?? (await declared(request));
			}
		},
		truth: null,
		fleet: 1,
	};
}

type Declared = (request: AcsRequest) => Promise<Answer>;

/** The Inform's own word, where there is one. */
function manufacturerOf({ device }: Evidence, { reports }: Conversation): string {
	for (const { message } of reports) if (message.rpc === "Inform") return message.body.device.manufacturer;
	return device.vendor;
}

/** Refusals and silences of the other RPCs, and what was answered that a tree does not say. */
function recordedOthers({ exchanges }: Conversation): (cpe: Cpe, request: AcsRequest) => Answer | null {
	const examples = createExamples();
	for (const exchange of exchanges) examples.note(keyOf(exchange.request), ownOutcome(exchange));
	return (cpe, request) => answerFrom(examples.next(cpe, keyOf(request)));
}

/** Without what differs each time: keys, addresses, row numbers. */
function keyOf({ rpc, body }: AcsRequest): string {
	if (rpc === "AddObject") return `${rpc} ${body.path}`;
	if (rpc === "DeleteObject") return `${rpc} ${body.path.replace(/\d+\.$/, "")}`;
	if (rpc === "GetParameterAttributes") return `${rpc} ${[...body.paths].sort().join("\n")}`;
	if (rpc === "SetParameterAttributes")
		return `${rpc} ${body.parameters
			.map(({ path }) => path)
			.sort()
			.join("\n")}`;
	if (rpc === "Download" || rpc === "Upload") return `${rpc} ${body.fileType}`;
	return rpc;
}

function ownOutcome(exchange: Conversation["exchanges"][number]): Outcome {
	const { answer, request } = exchange;
	// How a transfer fails is declared: it has to be tried.
	if (answer?.kind === "fault" && request.rpc === "Download") return { does: "declared" };
	if (answer?.kind !== "response") return outcomeOf(exchange);
	if (answer.rpc === "GetRPCMethods") return { does: "respond", message: answer };
	// A success by form, a failure by sense (quirk 117).
	const failsBySense = answer.rpc === "AddObject" && (answer.body.instanceNumber <= 0 || answer.body.status > 1);
	return failsBySense ? { does: "respond", message: answer } : { does: "declared" };
}
