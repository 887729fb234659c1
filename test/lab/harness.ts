/** A scripted ACS and a lab against it, for one test. */
import { onTestFinished } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import type { SessionRecord } from "../../lab/events.ts";
import { createLab, type Lab, type LabOptions } from "../../lab/lab.ts";
import { type Deviations, deviating, type LabModel } from "../../lab/model.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import type { AcsRequest, AcsRpcName, Message, RequestOf, ResponseOf } from "../../src/cwmp/messages.ts";
import { type ScriptedAcs, startAcs } from "./scripted-acs.ts";

export interface Bench {
	readonly acs: ScriptedAcs;
	readonly lab: Lab;
}

export async function openBench(options: Partial<LabOptions> = {}): Promise<Bench> {
	const acs = await startAcs();
	const lab = await createLab({ acsUrl: acs.url, timeScale: 0.001, timeoutMs: 5_000, ...options });
	onTestFinished(async () => {
		await lab.close();
		await acs.close();
	});
	return { acs, lab };
}

export function modelWith(deviations: Deviations, model: LabModel = cleanTr181Gateway): LabModel {
	return { ...model, name: "test", behaviour: deviating(deviations) };
}

export function ask<N extends AcsRpcName>(rpc: N, body: RequestOf<N>["body"]): AcsRequest {
	return { kind: "request", rpc, body } as AcsRequest;
}

/** What the CPE answered to an RPC in a session: the response's body, or the fault. */
export function answersOf(record: SessionRecord): Message[] {
	return record.messages.flatMap(({ by, message }) =>
		by === "cpe" && message !== null && message.kind !== "request" ? [message] : [],
	);
}

export function bodyOf<N extends AcsRpcName>(message: Message | undefined, rpc: N): ResponseOf<N>["body"] {
	if (message?.kind !== "response" || message.rpc !== rpc)
		throw new Error(`no ${rpc} response: ${JSON.stringify(message)}`);
	return (message as ResponseOf<N>).body;
}

/** One more session in which the ACS asks these; answers with what the CPE answered. */
export async function converse(acs: ScriptedAcs, cpe: Cpe, ...requests: AcsRequest[]): Promise<Message[]> {
	acs.requests.push(...requests);
	return answersOf(await cpe.inform());
}

/** The first session from now on whose Inform carries an event. */
export async function sessionWith(cpe: Cpe, code: string): Promise<SessionRecord> {
	const event = await cpe.waitFor(
		({ type, ...rest }) =>
			type === "session" && "record" in rest && rest.record.events.some((one) => one.code === code),
	);
	if (event.type !== "session") throw new Error("not a session");
	return event.record;
}

export function codesOf(record: SessionRecord): string[] {
	return record.events.map(({ code }) => code);
}
