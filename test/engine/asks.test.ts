import { expect, test } from "vitest";
import type { ResponseFor } from "../../src/cwmp/session.ts";
import { askHarmless, getRpcMethods, type HarmlessRpc } from "../../src/engine/operations/asks.ts";
import { bench, type Device, fault, response, silence } from "./scripted.ts";

const ANSWERS: { readonly [N in HarmlessRpc]: ResponseFor<N>["body"] } = {
	GetOptions: { options: [] },
	GetAllQueuedTransfers: { transfers: [] },
	GetQueuedTransfers: { transfers: [] },
};

test.each(Object.keys(ANSWERS) as HarmlessRpc[])(
	"%s is asked for without effect, and its answer is all that counts",
	(rpc) => {
		const device: Device = () => response(rpc, ANSWERS[rpc]);
		const ran = bench().run(askHarmless(rpc), device);
		expect([ran.sent.map((request) => request.rpc), ran.effects]).toEqual([[rpc], []]);
		expect(ran.outcome).toEqual({ status: "succeeded", result: { answered: rpc } });
		expect(bench().run(askHarmless(rpc), () => fault(9000)).outcome).toMatchObject({
			status: "failed",
			fault: { code: 9000 },
		});
	},
);

test("quirk 112: a silence is told apart from what was never sent", () => {
	for (const program of [askHarmless("GetOptions"), getRpcMethods()]) {
		const { outcome } = bench().run(program, () => silence);
		expect(outcome).toMatchObject({ status: "failed", result: { answered: null } });
	}
});
