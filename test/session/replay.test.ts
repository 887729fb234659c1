import { afterAll, beforeAll, expect, test } from "vitest";
import { createLab, type Lab } from "../../lab/lab.ts";
import { bareFaults } from "../../lab/models/bare-faults.ts";
import { cleanTr181Gateway } from "../../lab/models/clean-tr181-gateway.ts";
import { namesRootRefused } from "../../lab/models/names-root-refused.ts";
import { sloppyXml } from "../../lab/models/sloppy-xml.ts";
import { openSystem, type SessionView, type TestSystem, until } from "../system/support.ts";
import { type Exchange, replay } from "./replay.ts";

let at: TestSystem;
let lab: Lab;
beforeAll(async () => {
	at = await openSystem();
	lab = await createLab({ acsUrl: at.cwmpUrl("lab"), timeScale: 0.004, timeoutMs: 5_000 });
});
afterAll(async () => {
	await lab.close();
	await at[Symbol.asyncDispose]();
});

/** A session's messages in pairs; the one that was cut off where it was. */
function exchangesOf({ messages }: SessionView): Exchange[] {
	return messages.flatMap(({ direction, body }, index) =>
		direction === "fromDevice" ? [[body, messages[index + 1]?.body ?? ""] as const] : [],
	);
}

test.each([
	["first contact and the whole tree of a clean gateway", cleanTr181Gateway],
	["one that refuses the root", namesRootRefused],
	["one with bare faults", bareFaults],
	["one with sloppy XML", sloppyXml],
])("the sessions of a CPE, recorded by the system and replayed, give the same bytes: %s", async (_title, model) => {
	const cpe = lab.add(model);
	await cpe.powerOn();
	const { id } = await at.api.device("lab", cpe.serialNumber);
	await at.api.done("lab", id, "read", { paths: [`${model.root}DeviceInfo.NoSuchThing`, `${model.root}DeviceInfo.`] });
	const sessions = await until("the end of every session", async () => {
		const all = await at.api.sessions("lab", id);
		return all.length >= 2 && all.every(({ endedAt }) => endedAt !== null) ? all : null;
	});
	cpe.powerOff();
	let requests = 0;
	for (const session of sessions) {
		const recorded = exchangesOf(session);
		requests += session.messages.filter(
			({ direction, name }) => direction === "toDevice" && name.startsWith("Get"),
		).length;
		expect(replay(recorded)).toEqual(recorded.map(([, toDevice]) => toDevice));
	}
	expect(requests).toBeGreaterThan(2);
});
