import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareEnvironment } from "../support/bareEnvironment.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const NODE = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));

let directory: string;
beforeAll(() => {
	directory = mkdtempSync(join(tmpdir(), "certus-datamodel-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function datamodel(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
	const env = { ...bareEnvironment(), NO_COLOR: "1" };
	const child = spawn(NODE, [MAIN, "datamodel", ...argv], { env, stdio: ["ignore", "pipe", "pipe"] });
	let [out, err] = ["", ""];
	child.stdout.on("data", (chunk) => (out += chunk));
	child.stderr.on("data", (chunk) => (err += chunk));
	const [code] = await once(child, "close");
	return { code, out, err };
}

function fileOf(name: string, text: string): string {
	const file = join(directory, name);
	writeFileSync(file, text);
	return file;
}

describe("certus datamodel", () => {
	test("prints a model as a compact table, and how much it is", async () => {
		const xml = `<document><model name="Device:2.0"><object name="Device." version="2.0"/><object name="Device.Light.{i}."
			access="readWrite" version="2.0"><parameter name="On" access="readWrite"><syntax><boolean/></syntax></parameter>
			</object></model></document>`;
		expect(await datamodel(fileOf("model.xml", xml))).toEqual({
			code: 0,
			out: ".@2.0\nLight.{i}.+@2.0 b:On!\n",
			err: "Device:2.0 below Device.: 2 objects, 1 parameters, 1 of them writable\n",
		});
	});

	test("says in one line what it can't read", async () => {
		const none = await datamodel(fileOf("none.xml", "<html></html>"));
		expect(none).toMatchObject({ code: 1, out: "" });
		expect(none.err).toMatch(/^certus: .*none\.xml can't be read: the document is a html, not a data model\n$/);
		expect(await datamodel(join(directory, "missing.xml"))).toMatchObject({ code: 1, out: "" });
		expect(await datamodel()).toMatchObject({ code: 64, out: "" });
	});
});
