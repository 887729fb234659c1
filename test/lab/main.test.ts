import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { MODELS } from "../../lab/models/index.ts";
import { startAcs } from "./scripted-acs.ts";

const MAIN = fileURLToPath(new URL("../../lab/main.ts", import.meta.url));

async function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
	try {
		const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN, ...args]);
		return { code: 0, stdout, stderr };
	} catch (error) {
		return error as { code: unknown; stdout: string; stderr: string };
	}
}

describe("the lab's process", () => {
	test("lists the models, and shows how it is used", async () => {
		const { stdout } = await run("--list");
		expect(stdout.trimEnd().split("\n")).toHaveLength(MODELS.length);
		expect((await run("--help")).stdout).toContain("--time-scale");
	});

	test.each([
		["an option that there is not", ["--nonsense"]],
		["no ACS", []],
		["an ACS that is no URL", ["--acs", "localhost"]],
		["a model that there is not", ["--acs", "http://127.0.0.1:1/", "--model", "nobody"]],
		["a dump that there is not", ["--acs", "http://127.0.0.1:1/", "--model", "/nowhere/x.csv:3"]],
		["a number that is none", ["--acs", "http://127.0.0.1:1/", "--count", "many"]],
	])("says in one line what is wrong: %s", async (_title, args) => {
		const { code, stdout, stderr } = await run(...args);
		expect(code).toBe(64);
		expect(stdout).toBe("");
		expect(stderr).toMatch(/^certus lab: .+\n$/);
	});

	test("runs what it is asked for, tells of it in JSON, and ends on SIGTERM", async () => {
		const acs = await startAcs();
		const args = ["--acs", acs.url, "--model", "clean-tr181-gateway:2", "--model", "sloppy-xml", "--json"];
		const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"] });
		const exited = once(child, "exit");
		const sessions: string[] = [];
		for await (const line of createInterface(child.stdout)) {
			const told = JSON.parse(line);
			if (told.session === undefined) continue;
			expect(told).toMatchObject({ session: ["0 BOOTSTRAP", "1 BOOT"], error: null });
			sessions.push(told.serialNumber);
			if (sessions.length === 3) child.kill("SIGTERM");
		}
		expect(await exited).toEqual([0, null]);
		expect(new Set(sessions).size).toBe(3);
		await acs.close();
	});
});
