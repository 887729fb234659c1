import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** A CPE costs a few kilobytes: its overlay, its timers, its place in the lists. */
const MAX_BYTES_A_CPE = 16 * 1024;
const COUNT = 2_000;

const SCRIPT = `
import { createServer } from "node:http";
import { createLab } from "./lab/lab.ts";
import { cleanTr098Gateway } from "./lab/models/clean-tr098-gateway.ts";
import { largeGateway } from "./lab/models/large-gateway.ts";
import { startAcs } from "./test/lab/scripted-acs.ts";

const acs = await startAcs();
const lab = await createLab({ acsUrl: acs.url });
const models = [cleanTr098Gateway, largeGateway];
await Promise.all(models.map((model) => lab.add(model).powerOn()));
acs.received.length = 0;
gc();
const before = process.memoryUsage().heapUsed;
for (let made = 0; made < ${COUNT}; made++) {
	const cpe = lab.add(models[made % 2]);
	const { error } = await cpe.powerOn();
	if (error !== null) throw new Error(error);
	cpe.tree.set(cpe.model.root + "ManagementServer.ConnectionRequestPassword", "own");
	acs.received.length = 0;
}
gc();
console.log(JSON.stringify({ cpes: lab.cpes.length, bytes: process.memoryUsage().heapUsed - before }));
await lab.close();
await acs.close();
`;

test("2,000 CPEs that wait for their next Inform take little memory", async () => {
	const args = ["--expose-gc", "--input-type=module-typescript", "--eval", SCRIPT];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: new URL("../..", import.meta.url) });
	const { cpes, bytes } = JSON.parse(stdout);
	expect(cpes).toBe(COUNT + 2);
	expect(bytes / COUNT).toBeLessThan(MAX_BYTES_A_CPE);
});
