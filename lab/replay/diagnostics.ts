/** Diagnostics as a recorded device ran them: it ends as that one did, with its results; transfers are made again. */
import type { ParameterValue } from "../../src/cwmp/messages.ts";
import type { RecordedCheck } from "../bundle.ts";
import type { Cpe } from "../cpe.ts";
import { fetchFile, putFile } from "../files.ts";
import { transfersSeen } from "./checks.ts";
import type { Conversation, Exchange } from "./conversation.ts";

/** What a test of one object came to. */
interface Test {
	readonly object: string;
	/** As it stood at the end; `Requested` where it never ended. */
	readonly state: string;
	readonly event: boolean;
	readonly seconds: number;
	/** By the name below the object, without what was set for the test. */
	readonly results: ReadonlyMap<string, string>;
	/** What the ACS saw of the transfer: bytes of a whole body, 0 for none; `null` where it looked at none. */
	readonly seenBytes: number | null;
}

export interface RecordedDiagnostics {
	/** The object whose test these parameters ask for, where one was recorded. */
	readonly requested: (parameters: readonly ParameterValue[]) => string | null;
	/** Runs the test of an object; for when the session is over. */
	readonly run: (cpe: Cpe, object: string) => void;
}

const STATE = "DiagnosticsState";
const REQUESTED = "Requested";
const DONE = "8 DIAGNOSTICS COMPLETE";
const NO_CREDENTIALS = { username: "", password: "" };
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
/** Of TR-143's results, what counts the bytes that went over. */
const BYTES = /^(Test|Total)Bytes(Received|Sent)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const UNKNOWN_TIME = "0001-";

export function recordedDiagnostics(conversation: Conversation, checks: readonly RecordedCheck[]): RecordedDiagnostics {
	const tests = testsIn(conversation, checks);
	const find = (object: string) => tests.findLast((test) => test.object === object);
	return {
		requested(parameters) {
			const object = objectIn(parameters);
			return object !== null && find(object) !== undefined ? object : null;
		},
		run(cpe, object) {
			const test = find(object);
			if (test === undefined || test.state === REQUESTED) return;
			cpe.later(cpe.scaled(test.seconds), async () => {
				const begun = cpe.lab.now().getTime();
				const { error, sizeBytes } = await transfer(cpe, test);
				// Another test, or a parameter that was set, has taken its place.
				if (!cpe.isOn || cpe.tree.value(object + STATE) !== REQUESTED) return;
				if (error === null) writeResults(cpe, test, begun, sizeBytes);
				cpe.tree.set(object + STATE, error ?? test.state);
				if (test.event) cpe.informLater([{ code: DONE, commandKey: "" }]);
			});
		},
	};
}

function objectIn(parameters: readonly ParameterValue[]): string | null {
	const found = parameters.find(({ path, value }) => path.endsWith(`.${STATE}`) && value === REQUESTED);
	return found === undefined ? null : found.path.slice(0, -STATE.length);
}

function testsIn({ exchanges, reports }: Conversation, checks: readonly RecordedCheck[]): Test[] {
	const sets = exchanges.flatMap((exchange) =>
		exchange.request.rpc === "SetParameterValues" ? [{ exchange, parameters: exchange.request.body.parameters }] : [],
	);
	return sets.flatMap(({ exchange, parameters }) => {
		const object = objectIn(parameters);
		if (object === null || exchange.answer?.kind !== "response") return [];
		const { at } = exchange;
		const next = sets.find(
			(other) => other.exchange.at > at && other.parameters.some(({ path }) => path.startsWith(object)),
		);
		const until = next?.exchange.at ?? Infinity;
		const reads = exchanges.filter(
			(other) => other.at > at && other.at < until && valuesBelow(other, object).length > 0,
		);
		// Nobody looked: nothing is known of how it ends.
		if (reads.length === 0) return [];
		const given = new Set(parameters.map(({ path }) => path));
		const last = new Map(reads.flatMap((read) => valuesBelow(read, object)).map(({ path, value }) => [path, value]));
		const told = reports.find(
			(report) =>
				report.at > at &&
				report.message.rpc === "Inform" &&
				report.message.body.events.some(({ code }) => code === DONE),
		);
		const ended = reads.find((read) =>
			valuesBelow(read, object).some(({ path, value }) => path === object + STATE && value.trim() !== REQUESTED),
		);
		const endedAt = told !== undefined && told.at < until ? told.at : (ended?.at ?? at);
		return [
			{
				object,
				state: last.get(object + STATE) ?? REQUESTED,
				event: told !== undefined && told.at < until,
				seconds: (endedAt - at) / 1000,
				results: new Map(
					[...last].filter(([path]) => !given.has(path)).map(([path, value]) => [path.slice(object.length), value]),
				),
				seenBytes: transfersSeen(checks, exchange.check)?.reduce((most, { bytes }) => Math.max(most, bytes), 0) ?? null,
			},
		];
	});
}

function valuesBelow({ answer }: Exchange, object: string): readonly ParameterValue[] {
	if (answer?.kind !== "response" || answer.rpc !== "GetParameterValues") return [];
	return answer.body.parameters.filter(({ path }) => path.startsWith(object));
}

/** Fetches or sends where the recorded device did; the error that it ends in, and how much went over. */
async function transfer(
	cpe: Cpe,
	{ object, seenBytes: seen, state }: Test,
): Promise<{ readonly error: string | null; readonly sizeBytes: number | null }> {
	const [down, up] = [cpe.tree.value(`${object}DownloadURL`), cpe.tree.value(`${object}UploadURL`)];
	const done = { error: null, sizeBytes: null };
	// It was seen to move nothing, or ended badly by itself.
	if ((down === undefined && up === undefined) || seen === 0 || !/^complete/i.test(state)) return done;
	const options = { timeoutMs: cpe.lab.timeoutMs, ca: cpe.lab.ca, signal: cpe.signal };
	try {
		const size = Math.min(Number(cpe.tree.value(`${object}TestFileLength`)) || 0, MAX_UPLOAD_BYTES);
		const { status, sizeBytes } =
			down !== undefined
				? await fetchFile(down, NO_CREDENTIALS, options)
				: { ...(await putFile(up ?? "", new Uint8Array(size), NO_CREDENTIALS, options)), sizeBytes: size };
		return status < 300 ? { error: null, sizeBytes } : { error: "Error_TransferFailed", sizeBytes };
	} catch {
		return { error: "Error_InitConnectionFailed", sizeBytes: null };
	}
}

function writeResults(cpe: Cpe, { object, results, seenBytes: seen }: Test, begun: number, sizeBytes: number | null) {
	const times = [...results.values()].filter((value) => TIME.test(value) && !value.startsWith(UNKNOWN_TIME));
	const first = Math.min(...times.map((value) => Date.parse(value)));
	const share = seen !== null && seen > 0 && sizeBytes !== null ? sizeBytes / seen : 1;
	const resultOf = (name: string, value: string): string => {
		if (times.includes(value)) return new Date(begun + Date.parse(value) - first).toISOString();
		return BYTES.test(name) ? String(Math.round(Number(value) * share)) : value;
	};
	const rows = rowsOf(cpe, object);
	const placed = [...results].map(([name, value]) => ({ name, value, path: rows.place(name) }));
	rows.removeOld();
	for (const { name, value, path } of placed) if (name !== STATE) cpe.tree.set(path, resultOf(name, value));
}

/** Rows of a result are new each time: a recorded number stands for one of this CPE's. */
function rowsOf(cpe: Cpe, object: string) {
	const old = new Map<string, readonly number[]>();
	const made = new Map<string, string>();
	return {
		/** Where a result of this name goes. */
		place(name: string): string {
			const row = /^([^.]+\.)(\d+\.)(.+)$/.exec(name);
			if (row === null) return object + name;
			const [, table = "", number = "", rest = ""] = row;
			// The old ones go last: a new one takes its shape from them.
			if (!old.has(table)) old.set(table, cpe.tree.instances(object + table));
			const instance = made.get(table + number) ?? `${object}${table}${cpe.tree.add(object + table, true) ?? 0}.`;
			made.set(table + number, instance);
			return instance + rest;
		},
		removeOld() {
			for (const [table, numbers] of old) {
				for (const number of numbers) cpe.tree.delete(`${object}${table}${number}.`, true);
			}
		},
	};
}
