#!/usr/bin/env node
// The package's bin: hands over to the pinned Node 24, or says in one line what to run.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const node = `${root}node_modules/.bin/node`;
if (!existsSync(node)) {
	console.error("certus: nothing is installed yet: run `npm start` once (or `npm ci`) in this checkout");
	process.exit(69);
}
// As `npm start` does: a small young generation and an old one that grows slowly cost little time, and keep the memory in bounds.
const child = spawn(
	node,
	["--max-semi-space-size=8", "--heap-growing-percent=200", `${root}src/main.ts`, ...process.argv.slice(2)],
	{
		stdio: "inherit",
	},
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGKILL" ? 137 : 1)));
