/** Diagnostics of both roots. Transfers are real; probes are made up, for want of a raw socket, once the name resolves. */
import { lookup } from "node:dns/promises";
import type { ParameterValue } from "../src/cwmp/messages.ts";
import type { Cpe } from "./cpe.ts";
import { fetchFile, putFile } from "./files.ts";
import type { DiagnosticKind } from "./model.ts";

const OBJECTS: readonly (readonly [path: string, kind: DiagnosticKind])[] = [
	["Device.IP.Diagnostics.IPPing.", "ipPing"],
	["Device.IP.Diagnostics.TraceRoute.", "traceRoute"],
	["Device.IP.Diagnostics.DownloadDiagnostics.", "download"],
	["Device.IP.Diagnostics.UploadDiagnostics.", "upload"],
	["InternetGatewayDevice.IPPingDiagnostics.", "ipPing"],
	["InternetGatewayDevice.TraceRouteDiagnostics.", "traceRoute"],
	["InternetGatewayDevice.DownloadDiagnostics.", "download"],
	["InternetGatewayDevice.UploadDiagnostics.", "upload"],
];

const NO_CREDENTIALS = { username: "", password: "" };
const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
const PRETENDED_BYTES = 10 * 1024 * 1024;
const HOPS = 4;

const STATE = "DiagnosticsState";
/** The test that each object runs, if it runs one. */
const running = new WeakMap<Cpe, Map<string, symbol>>();

/**
 * What a set of these parameters does to diagnostics: a test that is requested begins when the session is over; another
 * parameter of its object ends it, and forgets its result (TR-181, DiagnosticsState).
 */
export function diagnosticsSet(cpe: Cpe, paths: readonly ParameterValue[]): (() => void) | undefined {
	const touched = OBJECTS.filter(([object]) => paths.some(({ path }) => path.startsWith(object)));
	const begins: (() => void)[] = [];
	for (const [object, kind] of touched) {
		stop(cpe, object);
		if (paths.some(({ path, value }) => path === object + STATE && value === "Requested"))
			begins.push(() => start(cpe, kind, object));
		else if (!cpe.behaviour.diagnostics.keepsState) cpe.tree.set(object + STATE, "None");
	}
	return begins.length === 0 ? undefined : () => begins.forEach((begin) => void begin());
}

function stop(cpe: Cpe, object: string): void {
	running.get(cpe)?.delete(object);
}

/** Runs it, then says so with `8 DIAGNOSTICS COMPLETE`. */
function start(cpe: Cpe, kind: DiagnosticKind, object: string): void {
	const { stalls, seconds, endState, endStates, event } = cpe.behaviour.diagnostics;
	if (stalls.includes(kind)) return;
	const test = Symbol(kind);
	const tests = running.get(cpe) ?? new Map<string, symbol>();
	running.set(cpe, tests.set(object, test));
	cpe.later(cpe.scaled(seconds), async () => {
		const error = await run(cpe, kind, object);
		if (!cpe.isOn || tests.get(object) !== test) return;
		tests.delete(object);
		cpe.tree.set(object + STATE, error ?? endStates[kind] ?? endState);
		if (event) cpe.informLater([{ code: "8 DIAGNOSTICS COMPLETE", commandKey: "" }]);
	});
}

/** The results go into the tree; answers the error state, if it ends in one. */
async function run(cpe: Cpe, kind: DiagnosticKind, object: string): Promise<string | null> {
	if (cpe.behaviour.diagnostics.zeroes.includes(kind)) return null;
	if (kind === "ipPing" || kind === "traceRoute") {
		const host = cpe.tree.value(`${object}Host`) ?? "";
		const address = await lookup(host.replace(/^\[|\]$/g, "")).catch(() => null);
		if (address === null || host === "") return "Error_CannotResolveHostName";
		if (kind === "ipPing") ping(cpe, object);
		else trace(cpe, object, address.address);
		return null;
	}
	return kind === "download" ? downloadTest(cpe, object) : uploadTest(cpe, object);
}

function write(cpe: Cpe, object: string, results: Readonly<Record<string, string | number>>): void {
	for (const [name, value] of Object.entries(results)) cpe.tree.set(object + name, String(value));
}

function ping(cpe: Cpe, object: string): void {
	const asked = Math.max(1, Number(cpe.tree.value(`${object}NumberOfRepetitions`)) || 1);
	const times = Array.from({ length: cpe.behaviour.diagnostics.ignoresRepetitions ? 1 : asked }, () =>
		Math.round(2 + cpe.lab.random() * 18),
	);
	const { pingTimes } = cpe.behaviour.diagnostics;
	const unit = pingTimes === "microseconds" ? 1000 : 1;
	const average = Math.round(times.reduce((sum, time) => sum + time, 0) / times.length);
	write(cpe, object, {
		SuccessCount: times.length,
		FailureCount: 0,
		AverageResponseTime: pingTimes === "averageNeverUpdated" ? 0 : average * unit,
		MinimumResponseTime: Math.min(...times) * unit,
		MaximumResponseTime: Math.max(...times) * unit,
	});
}

function trace(cpe: Cpe, object: string, address: string): void {
	const table = `${object}RouteHops.`;
	for (const number of cpe.tree.instances(table)) cpe.tree.delete(`${table}${number}.`, true);
	const prefix = object.startsWith("Device.") ? "" : "Hop";
	for (let hop = 1; hop <= HOPS; hop++) {
		const number = cpe.tree.add(table, true);
		if (number === null) break;
		const last = hop === HOPS;
		write(cpe, `${table}${number}.`, {
			[`${prefix}Host`]: last ? (cpe.tree.value(`${object}Host`) ?? "") : `hop${hop}.example.net`,
			[`${prefix}HostAddress`]: last ? address : `192.0.2.${hop}`,
			[`${prefix}ErrorCode`]: 0,
			[prefix === "" ? "RTTimes" : "HopRTTimes"]: `${hop * 3},${hop * 3 + 1},${hop * 3}`,
		});
	}
	write(cpe, object, {
		ResponseTime: HOPS * 3,
		[prefix === "" ? "RouteHopsNumberOfEntries" : "NumberOfRouteHops"]: HOPS,
	});
}

async function downloadTest(cpe: Cpe, object: string): Promise<string | null> {
	const options = { timeoutMs: cpe.lab.timeoutMs, ca: cpe.lab.ca, signal: cpe.signal };
	const began = cpe.timestamp(true);
	try {
		const url = cpe.tree.value(`${object}DownloadURL`) ?? "";
		const { status, sizeBytes } = cpe.behaviour.diagnostics.pretends.includes("download")
			? { status: 200, sizeBytes: PRETENDED_BYTES }
			: await fetchFile(url, NO_CREDENTIALS, options);
		if (status >= 300) return "Error_TransferFailed";
		const bytes = { TestBytesReceived: sizeBytes, TotalBytesReceived: sizeBytes + 300 };
		write(cpe, object, { ROMTime: began, BOMTime: began, EOMTime: cpe.timestamp(true), ...bytes });
		return null;
	} catch {
		return "Error_InitConnectionFailed";
	}
}

async function uploadTest(cpe: Cpe, object: string): Promise<string | null> {
	const options = { timeoutMs: cpe.lab.timeoutMs, ca: cpe.lab.ca, signal: cpe.signal };
	const began = cpe.timestamp(true);
	const size = Math.min(Number(cpe.tree.value(`${object}TestFileLength`)) || 0, MAX_UPLOAD_BYTES);
	try {
		const url = cpe.tree.value(`${object}UploadURL`) ?? "";
		const { status } = cpe.behaviour.diagnostics.pretends.includes("upload")
			? { status: 200 }
			: await putFile(url, new Uint8Array(size), NO_CREDENTIALS, options);
		if (status >= 300) return "Error_TransferFailed";
		const end = cpe.timestamp(true);
		write(cpe, object, { ROMTime: began, BOMTime: began, EOMTime: end, TotalBytesSent: size + 300 });
		return null;
	} catch {
		return "Error_InitConnectionFailed";
	}
}
