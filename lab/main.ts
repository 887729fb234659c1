/** The lab's process: virtual CPEs against one ACS, until it is told to stop. Started by `certus lab`, or by hand. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { modelFromDump } from "./csv.ts";
import type { LabEvent } from "./events.ts";
import { createLab, type Lab } from "./lab.ts";
import type { LabModel } from "./model.ts";
import { MODELS } from "./models/index.ts";
import { modelFromBundle } from "./replay/model.ts";

const USAGE = `Usage: node lab/main.ts --acs URL [options]

Virtual CPEs that speak CWMP to an ACS.

  --acs URL            the whole CWMP URL, http://127.0.0.1:7547/cwmp/lab
  --model NAME|FILE.csv[:COUNT]
                       a built-in model or a parameter dump; repeat it for more (default: the built-in fleet)
  --from-bundle FILE   a CPE that behaves as a proof run's evidence shows it (certus prove --bundle FILE); may be
                       repeated. Its serial number ends in -replay; the bundle's signature is not looked at
                       (certus evidence verify does that)
  --count N            how many of each model that has no count of its own
  --time-scale X       what a second of a model's own delays lasts here, in seconds (default 1/60)
  --retry-scale X      the same for the waits between tries of a session (default: the time scale)
  --spread SECONDS     over which the first contacts are spread (default: 20 ms a CPE)
  --username NAME, --password WORD
                       what the CPEs answer with when the ACS asks who they are
  --host ADDRESS       where they take connection requests (default 127.0.0.1)
  --ca FILE            certificates that they trust, in PEM
  --json               one JSON line for every change of a CPE on stdout
  --list               the built-in models
  --help               this text
`;

const EX_USAGE = 64;
const MAX_CPES = 100_000;
const SPREAD_MS_A_CPE = 20;
const STATUS_EVERY_MS = 2_000;

class UsageError extends Error {}

interface Settings {
	readonly acs: string;
	readonly fleet: readonly { readonly model: LabModel; readonly count: number }[];
	readonly timeScale: number;
	readonly retryScale: number;
	readonly spreadMs: number | null;
	readonly username: string;
	readonly password: string;
	readonly host: string;
	readonly ca: string | undefined;
	readonly json: boolean;
}

function number(name: string, text: string | undefined, fallback: number): number {
	const value = text === undefined ? fallback : Number(text);
	if (!Number.isFinite(value) || value < 0) throw new UsageError(`--${name} takes a number, not ${text}`);
	return value;
}

function read(file: string): Buffer {
	try {
		return readFileSync(file);
	} catch (error) {
		throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : error}`);
	}
}

function modelOf(name: string): LabModel {
	const model = MODELS.find((one) => one.name === name);
	if (model !== undefined) return model;
	if (!name.endsWith(".csv")) throw new UsageError(`no model ${name}; --list shows them`);
	const text = read(name).toString("utf8");
	return understood(() => modelFromDump(name, text));
}

function modelOfBundle(file: string): LabModel {
	const bytes = read(file);
	return understood(() => modelFromBundle(bytes), `${file}: `);
}

function understood(make: () => LabModel, where = ""): LabModel {
	try {
		return make();
	} catch (error) {
		throw new UsageError(where + (error instanceof Error ? error.message : error));
	}
}

/** `NAME`, `FILE.csv`, either with `:COUNT`. */
function entryOf(text: string, count: number | null): Settings["fleet"][number] {
	const match = /^(.+?)(?::(\d+))?$/.exec(text);
	const model = modelOf(match?.[1] ?? text);
	return { model, count: match?.[2] === undefined ? (count ?? 1) : Number(match[2]) };
}

function settingsOf(args: readonly string[]): Settings | "help" | "list" {
	const { values } = parseArgs({
		args: [...args],
		options: {
			acs: { type: "string" },
			model: { type: "string", multiple: true },
			"from-bundle": { type: "string", multiple: true },
			count: { type: "string" },
			"time-scale": { type: "string" },
			"retry-scale": { type: "string" },
			spread: { type: "string" },
			username: { type: "string", default: "" },
			password: { type: "string", default: "" },
			host: { type: "string", default: "127.0.0.1" },
			ca: { type: "string" },
			json: { type: "boolean", default: false },
			list: { type: "boolean" },
			help: { type: "boolean" },
		},
	});
	if (values.help) return "help";
	if (values.list) return "list";
	const { acs, username, password, host, json } = values;
	if (acs === undefined || !/^https?:/.test(acs) || !URL.canParse(acs)) throw new UsageError("--acs takes an http URL");
	const count = values.count === undefined ? null : number("count", values.count, 1);
	const { model: models = [], "from-bundle": bundles = [] } = values;
	const named = [
		...models.map((text) => entryOf(text, count)),
		...bundles.map((file) => ({ model: modelOfBundle(file), count: count ?? 1 })),
	];
	const fleet = named.length > 0 ? named : MODELS.map((model) => ({ model, count: count ?? model.fleet }));
	const total = fleet.reduce((sum, entry) => sum + entry.count, 0);
	if (total > MAX_CPES) throw new UsageError(`${total} CPEs are more than the ${MAX_CPES} that a process takes`);
	const timeScale = number("time-scale", values["time-scale"], 1 / 60);
	const spread = values.spread === undefined ? null : number("spread", values.spread, 0) * 1000;
	return {
		...{ acs, fleet, username, password, host, json, timeScale, spreadMs: spread },
		retryScale: number("retry-scale", values["retry-scale"], timeScale),
		ca: values.ca === undefined ? undefined : read(values.ca).toString("utf8"),
	};
}

function jsonLine(event: LabEvent): string | null {
	const who = { serialNumber: event.cpe.serialNumber, model: event.cpe.model.name };
	if (event.type === "state") return JSON.stringify({ ...who, state: event.state, at: new Date().toISOString() });
	if (event.type !== "session") return null;
	const { events, error } = event.record;
	return JSON.stringify({ ...who, session: events.map(({ code }) => code), error, at: new Date().toISOString() });
}

/** One line about all, rewritten in place on a terminal. */
function statusLine(lab: Lab, sessions: number, failures: number): string {
	const states = new Map<string, number>();
	for (const { state } of lab.cpes) states.set(state, (states.get(state) ?? 0) + 1);
	const counts = [...states].map(([state, count]) => `${count} ${state}`).join(", ");
	return `${lab.cpes.length} CPEs: ${counts}; ${sessions} sessions, ${failures} failed`;
}

async function run(settings: Settings): Promise<void> {
	const { acs, timeScale, retryScale, username, password, host, ca, json } = settings;
	const options = { acsUrl: acs, timeScale, retryScale, username, password, host };
	const lab = await createLab(ca === undefined ? options : { ...options, ca });
	let sessions = 0;
	let failures = 0;
	lab.on((event) => {
		if (event.type === "session") {
			sessions++;
			if (event.record.error !== null) failures++;
		}
		const line = json ? jsonLine(event) : null;
		if (line !== null) process.stdout.write(`${line}\n`);
	});
	for (const { model, count } of settings.fleet) for (let made = 0; made < count; made++) lab.add(model);

	const isTerminal = process.stdout.isTTY;
	let last = "";
	const show = () => {
		const line = statusLine(lab, sessions, failures);
		if (json || line === last) return;
		last = line;
		process.stdout.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
	};
	const status = setInterval(show, STATUS_EVERY_MS);

	const spreadMs = settings.spreadMs ?? lab.cpes.length * SPREAD_MS_A_CPE;
	const starts = lab.cpes.map((cpe, index) =>
		setTimeout(() => void cpe.powerOn(), (index * spreadMs) / lab.cpes.length),
	);
	const stop = new Promise<void>((resolve) => {
		process.once("SIGTERM", resolve);
		process.once("SIGINT", resolve);
	});
	await stop;
	for (const start of starts) clearTimeout(start);
	clearInterval(status);
	show();
	if (isTerminal && !json) process.stdout.write("\n");
	await lab.close();
}

/** What parseArgs throws. */
function isArgumentError(error: unknown): boolean {
	return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

async function main(): Promise<void> {
	try {
		const settings = settingsOf(process.argv.slice(2));
		if (settings === "help") process.stdout.write(USAGE);
		else if (settings === "list") {
			for (const { name, summary } of MODELS) process.stdout.write(`${name.padEnd(24)} ${summary}\n`);
		} else await run(settings);
	} catch (error) {
		const isUsage = error instanceof UsageError || isArgumentError(error);
		process.stderr.write(`certus lab: ${error instanceof Error ? error.message.split("\n")[0] : error}\n`);
		process.exitCode = isUsage ? EX_USAGE : 1;
	}
}

await main();
