import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/store/migrate.ts";
import { administer, withDatabase } from "./server.ts";

declare module "vitest" {
	export interface ProvidedContext {
		/** The server that test databases are made on, and the migrated database they are clones of. */
		readonly testServer: { readonly url: string; readonly template: string };
	}
}

/** One server a run, and one place for what programs have compiled. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const forget = keepCompiled();
	const stop = await startServer(project);
	return async () => {
		await stop();
		await forget();
	};
}

/** Node keeps there what it compiles: starting Certus is little else, and tests start it many times, to kill it often. */
function keepCompiled(): () => Promise<void> {
	const directory = mkdtempSync(join(tmpdir(), "certus-compiled-"));
	process.env.NODE_COMPILE_CACHE = directory;
	// What is killed keeps nothing: one loads everything and ends by itself.
	const loading = `await import(${JSON.stringify(new URL("../../src/compose.ts", import.meta.url).href)})`;
	const first = spawn(process.execPath, ["--input-type=module", "--eval", loading], { stdio: ["ignore", 2, 2] });
	const loaded = once(first, "exit");
	return async () => {
		await loaded;
		rmSync(directory, { recursive: true, force: true });
	};
}

/** An embedded cluster in a temporary directory, or the server of CERTUS_TEST_DATABASE_URL. */
async function startServer(project: TestProject): Promise<() => Promise<void>> {
	const template = `certus_template_${process.pid}`;
	const external = process.env.CERTUS_TEST_DATABASE_URL;
	if (external) {
		await administer(external, `create database ${template}`);
		await migrate(withDatabase(external, template));
		project.provide("testServer", { url: external, template });
		return () => administer(external, `drop database if exists ${template} with (force)`);
	}
	const program = fileURLToPath(new URL("./cluster.ts", import.meta.url));
	const cluster = spawn(process.execPath, [program, template], { stdio: ["pipe", "pipe", "inherit"] });
	const first = await Promise.race([once(createInterface(cluster.stdout), "line"), once(cluster, "exit")]);
	if (typeof first[0] !== "string") throw new Error(`the test database did not start (exit code ${first[0]})`);
	project.provide("testServer", { url: withDatabase(first[0], "postgres"), template });
	return async () => {
		const exited = once(cluster, "exit");
		cluster.stdin.end();
		await exited;
	};
}
