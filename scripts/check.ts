// Types, lint and format, layers, unused code: each a gate that fails when it sees nothing.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name: string) => join(root, "node_modules", ".bin", name);

interface Gate {
	readonly name: string;
	readonly pass: () => string | null;
}

/** Runs a tool; what it printed where it fails. */
function tool(command: string, args: readonly string[]): { readonly ok: boolean; readonly output: string } {
	const { status, stdout, stderr } = spawnSync(bin(command), args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
	return { ok: status === 0, output: `${stdout}${stderr}` };
}

function failure({ ok, output }: { ok: boolean; output: string }): string | null {
	return ok ? null : output;
}

const sources = ["src", "lab", "web"].flatMap(files);

const gates: readonly Gate[] = [
	{ name: "types", pass: () => failure(tool("tsc", ["--noEmit", "-p", "."])) },
	{ name: "lint and format", pass: () => failure(tool("biome", ["check", "--error-on-warnings", "."])) },
	{ name: "layers", pass: layers },
	{ name: "unused code", pass: () => failure(tool("knip", [])) },
	{ name: "no vendor in code", pass: vendors },
	{ name: "file length", pass: longFiles },
];

/** The layer rules, over no fewer modules than there are. */
function layers(): string | null {
	const { output } = tool("depcruise", [
		"--config",
		".dependency-cruiser.cjs",
		"--output-type",
		"json",
		"src",
		"lab",
		"web",
		"bench",
	]);
	const start = output.indexOf("{");
	if (start < 0) return output;
	const { modules, summary } = JSON.parse(output.slice(start)) as {
		modules: { source: string }[];
		summary: { violations: { rule: { name: string }; from: string; to: string }[] };
	};
	const seen = new Set(modules.map(({ source }) => source));
	const unseen = sources.filter((path) => !seen.has(path));
	if (unseen.length > 0) return `not looked at: ${unseen.slice(0, 5).join(", ")} and ${unseen.length} in all`;
	if (summary.violations.length === 0) return null;
	return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).join("\n");
}

/** No vendor's name in code outside models/ (design, invariant 8). */
function vendors(): string | null {
	const names =
		/\b(huawei|zte|tp-?link|intelbras|sagemcom|mikrotik|fiberhome|technicolor|netgear|zyxel|draytek|grandstream|cisco|nokia|tenda|greatek|baicells|arris)\b/i;
	const found = sources.filter((path) => names.test(withoutComments(readFileSync(join(root, path), "utf8"))));
	return found.length > 0 ? `a vendor is named in ${found.join(", ")}` : null;
}

function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

function longFiles(): string | null {
	const long = sources
		.filter((path) => !path.includes("/standard/"))
		.map((path) => [path, readFileSync(join(root, path), "utf8").split("\n").length] as const)
		.filter(([, lines]) => lines > 450);
	return long.length > 0 ? long.map(([path, lines]) => `${path} has ${lines} lines: split it`).join("\n") : null;
}

function files(directory: string): string[] {
	return readdirSync(join(root, directory))
		.map((name) => `${directory}/${name}`)
		.flatMap((path) =>
			statSync(join(root, path)).isDirectory()
				? files(path)
				: /\.tsx?$/.test(path) && !path.endsWith(".d.ts")
					? [path]
					: [],
		);
}

let failed = 0;
for (const { name, pass } of gates) {
	const complaint = pass();
	console.log(`${complaint === null ? "ok  " : "FAIL"} ${name}`);
	if (complaint !== null) {
		failed++;
		console.log(complaint.trim().split("\n").slice(0, 60).join("\n"));
	}
}
console.log(`check: ${gates.length - failed} of ${gates.length} gates`);
process.exitCode = failed === 0 ? 0 : 1;
