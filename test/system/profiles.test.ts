/** What a model's profile asks of the ACS on the wire. */
import { expect, onTestFinished, test } from "vitest";
import { loadProfiles } from "../../src/modelProfiles.ts";
import { openSystem } from "./support.ts";

test("quirk 108: an XML declaration goes out where the model's profile asks for one, and nowhere else", async () => {
	const profiles = loadProfiles().map((profile) => ({ ...profile, xmlDeclaration: profile.root === "Device." }));
	const declaring = await openSystem({}, profiles);
	onTestFinished(() => declaring[Symbol.asyncDispose]());
	const plain = await openSystem();
	onTestFinished(() => plain[Symbol.asyncDispose]());
	const bodies = async (system: typeof plain) => {
		const cpe = system.cpe();
		const answers = [(await cpe.inform()).body];
		for (let next = await cpe.post(""); next.status === 200; next = await cpe.post("")) {
			answers.push(next.body);
			if (answers.length > 1) break;
		}
		return answers.map((body) => body.startsWith("<?xml "));
	};
	expect(new Set(await bodies(declaring))).toEqual(new Set([true]));
	expect(new Set(await bodies(plain))).toEqual(new Set([false]));
});
