import { spawn } from "node:child_process";
import { once } from "node:events";
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

/** One server a run: an embedded cluster in a temporary directory, or that of CERTUS_TEST_DATABASE_URL. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const template = `certus_template_${process.pid}_${project.name}`;
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
