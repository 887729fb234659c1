import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const CONFIG = ".dependency-cruiser.cjs";
const house = mkdtempSync(join(tmpdir(), "certus-layers-"));
afterAll(() => rmSync(house, { recursive: true }));

/** A house in small: each room with one module, and nothing that is not allowed. */
const SOUND: Readonly<Record<string, string>> = {
	"src/lib/errors.ts": "export const errors = 1;",
	"src/shared/common.ts": "export const common = 1;",
	"src/cwmp/codec.ts":
		'import { createHash } from "node:crypto"; import { errors } from "../lib/errors.ts"; export const codec = [createHash, errors];',
	"src/store/db.ts": 'import pg from "pg"; export const db = pg;',
	"src/engine/work.ts": 'import { db } from "../store/db.ts"; export const work = db;',
	"src/engine/engine.ts": "export const engine = 1;",
	"src/engine/ports.ts": "export const ports = 1;",
	"src/http/api/route.ts": 'import { ports } from "../../engine/ports.ts"; export const route = ports;',
	"src/http/cwmp/body.ts": "export const body = 1;",
	"src/compose.ts": 'import { work } from "./engine/work.ts"; export const compose = work;',
	"lab/cpe.ts": 'import { codec } from "../src/cwmp/codec.ts"; export const cpe = codec;',
	"web/main.ts": 'import { common } from "../src/shared/common.ts"; export const main = common;',
	"bench/main.ts": 'import { compose } from "../src/compose.ts"; export const bench = compose;',
};

/** Each with a module of its own that breaks one rule, named by the rule. */
const BAD: readonly (readonly [title: string, path: string, text: string, rule: string])[] = [
	[
		"the codec doing I/O",
		"src/cwmp/bad1.ts",
		'import { readFileSync } from "node:fs"; export const bad = readFileSync;',
		"pure-rooms-do-no-io",
	],
	[
		"a check that waits by itself",
		"src/proof/bad1.ts",
		'import { setTimeout } from "node:timers/promises"; export const bad = setTimeout;',
		"pure-rooms-do-no-io",
	],
	[
		"the codec taking a package with edges",
		"src/cwmp/bad2.ts",
		'import { pino } from "pino"; export const bad = pino;',
		"pure-rooms-take-pure-packages",
	],
	[
		"the codec importing the store",
		"src/cwmp/bad3.ts",
		'import { db } from "../store/db.ts"; export const bad = db;',
		"room-cwmp",
	],
	[
		"the console importing the store",
		"web/bad1.ts",
		'import { db } from "../src/store/db.ts"; export const bad = db;',
		"web-shares-the-wire-types-only",
	],
	[
		"the console importing it for its types alone",
		"web/bad2.ts",
		'import type { db } from "../src/store/db.ts"; export type Bad = typeof db;',
		"web-shares-the-wire-types-only",
	],
	[
		"the lab importing the engine",
		"lab/bad1.ts",
		'import { ports } from "../src/engine/ports.ts"; export const bad = ports;',
		"lab-shares-the-codec-only",
	],
	[
		"the lab importing it at run time",
		"lab/bad2.ts",
		'export const bad = () => import("../src/engine/ports.ts");',
		"lab-shares-the-codec-only",
	],
	[
		"the API importing the engine's work",
		"src/http/api/bad1.ts",
		'import { work } from "../../engine/work.ts"; export const bad = work;',
		"only-the-engine-sends",
	],
	[
		"the API importing another part of the engine",
		"src/http/api/bad2.ts",
		'import { engine } from "../../engine/engine.ts"; export const bad = engine;',
		"api-asks-the-engine-by-its-port",
	],
	[
		"the API importing the CPE side",
		"src/http/api/bad3.ts",
		'import { body } from "../cwmp/body.ts"; export const bad = body;',
		"api-and-cpe-edges-apart",
	],
	[
		"SQL outside the store",
		"src/engine/bad1.ts",
		'import pg from "pg"; export const bad = pg;',
		"sql-in-the-store-only",
	],
	[
		"SQL's types outside the store",
		"src/app/bad1.ts",
		'import type pg from "pg"; export type Bad = pg.Client;',
		"sql-in-the-store-only",
	],
	[
		"the store importing the engine",
		"src/store/bad1.ts",
		'import { ports } from "../engine/ports.ts"; export const bad = ports;',
		"room-store",
	],
	[
		"the product importing the lab",
		"src/app/bad2.ts",
		'import { cpe } from "../../lab/cpe.ts"; export const bad = cpe;',
		"product-needs-no-lab",
	],
	[
		"an import that leads nowhere",
		"src/app/bad3.ts",
		'import { gone } from "./gone.ts"; export const bad = gone;',
		"resolvable",
	],
	["a circle", "src/app/bad4.ts", 'import { five } from "./bad5.ts"; export const four = () => five;', "no-cycles"],
];

/** The other end of the circle. */
const OTHER_END = { "src/app/bad5.ts": 'import { four } from "./bad4.ts"; export const five = () => four;' };

function build(modules: Readonly<Record<string, string>>): void {
	for (const name of ["src", "lab", "web", "bench"]) rmSync(join(house, name), { recursive: true, force: true });
	for (const [path, text] of Object.entries({ ...SOUND, ...modules })) {
		mkdirSync(dirname(join(house, path)), { recursive: true });
		writeFileSync(join(house, path), `${text}\n`);
	}
}

interface Cruise {
	readonly violations: readonly (readonly [rule: string, from: string])[];
	readonly seen: ReadonlySet<string>;
}

/** The house's own rules over the house in small. */
function cruise(): Cruise {
	const program = join(root, "node_modules", ".bin", "depcruise");
	const args = ["--config", CONFIG, "--output-type", "json", "src", "lab", "web", "bench"];
	const { stdout, stderr } = spawnSync(program, args, { cwd: house, encoding: "utf8", maxBuffer: 1 << 26 });
	if (!stdout.includes("{")) throw new Error(stderr);
	const { summary, modules } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
		summary: { violations: { rule: { name: string }; from: string }[] };
		modules: { source: string }[];
	};
	return {
		violations: summary.violations.map(({ rule, from }) => [rule.name, from]),
		seen: new Set(modules.map(({ source }) => source)),
	};
}

beforeAll(() => {
	for (const name of ["tsconfig.json", "package.json"]) copyFileSync(join(root, name), join(house, name));
	symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
});
beforeEach(() => copyFileSync(join(root, CONFIG), join(house, CONFIG)));

test("a house that keeps the rules passes", () => {
	build({});
	const { violations, seen } = cruise();
	expect(violations).toEqual([]);
	for (const path of Object.keys(SOUND)) expect(seen).toContain(path);
});

describe("the layer rules catch", () => {
	let found: Cruise;
	beforeAll(() => {
		copyFileSync(join(root, CONFIG), join(house, CONFIG));
		build({ ...OTHER_END, ...Object.fromEntries(BAD.map(([, path, text]) => [path, text])) });
		found = cruise();
	});

	test.each(BAD)("%s", (_title, path, _text, rule) => {
		expect(found.violations).toContainEqual([rule, path]);
	});

	test("nothing else", () => {
		const paths = BAD.map(([, path]) => path);
		expect(found.violations.filter(([, from]) => !paths.includes(from))).toEqual([]);
	});
});

describe("the gate itself", () => {
	const bad = { "web/bad.ts": 'import { db } from "../src/store/db.ts"; export const bad = db;' };

	/** The house's own gate, run in the house in small; what it says of the layers. */
	function gate(): string {
		mkdirSync(join(house, "scripts"), { recursive: true });
		copyFileSync(join(root, "scripts", "check.ts"), join(house, "scripts", "check.ts"));
		const program = join(house, "scripts", "check.ts");
		const { stdout } = spawnSync(process.execPath, [program], { cwd: house, encoding: "utf8", maxBuffer: 1 << 26 });
		const lines = stdout.split("\n");
		const at = lines.findIndex((line) => / layers$/.test(line));
		return lines.slice(at, at + 2).join("\n");
	}

	test("passes a house that keeps the rules", () => {
		build({});
		expect(gate()).toMatch(/^ok {3}layers\n/);
	});

	test("names what breaks one", () => {
		build(bad);
		expect(gate()).toBe("FAIL layers\nweb-shares-the-wire-types-only: web/bad.ts → src/store/db.ts");
	});

	test("fails where fewer modules are looked at than there are", () => {
		build(bad);
		copyFileSync(join(root, CONFIG), join(house, "sighted.cjs"));
		writeFileSync(
			join(house, CONFIG),
			'const all = require("./sighted.cjs"); module.exports = { ...all, options: { ...all.options, exclude: { path: "^web/bad" } } };',
		);
		expect(gate()).toBe("FAIL layers\nnot looked at: web/bad.ts and 1 in all");
	});
});
