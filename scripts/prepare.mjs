// Runs before npm's own scripts, with whatever Node the machine has and nothing installed: installs when the
// lockfile has changed since the last time, builds the console when its sources have, and for tests sees to Chromium.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	fail(`Node ${process.versions.node} is too old to run npm's scripts: install Node 20.19 or later`);
}
if (!existsSync(join(root, "package-lock.json"))) fail("package-lock.json is missing: this is not a whole checkout");

const lock = digest(["package-lock.json"]);
const lockStamp = join(root, "node_modules", ".certus-lock");
if (read(lockStamp) !== lock) {
	console.error("certus: installing packages (npm ci)");
	run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci failed: see its message above");
	writeFileSync(lockStamp, lock);
}

const node = join(root, "node_modules", ".bin", "node");
const pinned = spawnSync(node, ["--version"], { encoding: "utf8" });
if (!/^v24\./.test(pinned.stdout ?? "")) {
	fail(
		"the pinned Node 24 (npm package `node`) does not run here: remove node_modules and run `npm ci` with install scripts allowed",
	);
}

const consoleStamp = join(root, "dist", "web", ".stamp");
const consoleDigest = digest(["package-lock.json", ...files("web"), ...files("src/shared")]);
if (read(consoleStamp) !== consoleDigest) {
	console.error("certus: building the console");
	run(
		node,
		["node_modules/vite/bin/vite.js", "build", "--config", "web/vite.config.ts", "--logLevel", "error"],
		"building the console failed: see the message above",
	);
	mkdirSync(join(root, "dist", "web"), { recursive: true });
	writeFileSync(consoleStamp, consoleDigest);
}

if (process.argv.includes("--chromium") && !existsSync("/usr/bin/chromium")) {
	const command = "apt-get install -y --no-install-recommends chromium";
	if (process.getuid?.() !== 0)
		fail(`the browser tests need Debian's Chromium at /usr/bin/chromium: run \`${command}\` as root`);
	console.error("certus: installing Debian's Chromium");
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	run("apt-get", ["update", "-q"], "apt-get update failed: see its message above", env);
	run("apt-get", command.split(" ").slice(1).concat("-q"), `\`${command}\` failed: see its message above`, env);
}

function run(command, args, message, env = process.env) {
	// What is installed is the tools' talk, not the command's answer: it goes to stderr.
	const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], env });
	if (status !== 0) fail(message);
}

function fail(message) {
	console.error(`certus: ${message}`);
	process.exit(69);
}

function read(path) {
	return existsSync(path) ? readFileSync(path, "utf8") : null;
}

function files(directory) {
	return readdirSync(join(root, directory))
		.map((name) => `${directory}/${name}`)
		.flatMap((path) => (statSync(join(root, path)).isDirectory() ? files(path) : [path]));
}

function digest(paths) {
	const hash = createHash("sha256");
	for (const path of paths.sort())
		hash
			.update(path)
			.update("\0")
			.update(readFileSync(join(root, path)))
			.update("\0");
	return hash.digest("hex");
}
