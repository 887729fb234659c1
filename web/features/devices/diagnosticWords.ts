import type { Operation } from "../../../src/shared/operations.ts";
import type { DiagnosticName, DiagnosticState } from "../../../src/shared/proof.ts";
import { formatSize } from "../../components/size.ts";

export interface DiagnosticField {
	/** As TR-181 and TR-098 both call the parameter. */
	readonly parameter: "Host" | "DownloadURL" | "UploadURL";
	readonly label: string;
	readonly description: string;
	readonly placeholder: string;
}

const HOST: DiagnosticField = {
	parameter: "Host",
	label: "Host",
	description: "A name or an address; the device itself resolves it.",
	placeholder: "www.example.net",
};

interface DiagnosticWords {
	readonly name: string;
	readonly means: string;
	readonly field: DiagnosticField;
}

export const DIAGNOSTICS: Record<DiagnosticName, DiagnosticWords> = {
	ipPing: { name: "Ping", means: "Whether a host answers the device, and how fast.", field: HOST },
	traceRoute: { name: "Traceroute", means: "The hops between the device and a host.", field: HOST },
	download: {
		name: "Download",
		means: "How fast the device fetches a file. It uses the line's capacity while it runs.",
		field: {
			parameter: "DownloadURL",
			label: "Address of the file",
			description: "HTTP or FTP, as the device can reach it.",
			placeholder: "http://speed.example.net/10MB.bin",
		},
	},
	upload: {
		name: "Upload",
		means: "How fast the device sends a file. It uses the line's capacity while it runs.",
		field: {
			parameter: "UploadURL",
			label: "Address that takes the file",
			description: "HTTP or FTP, as the device can reach it.",
			placeholder: "http://speed.example.net/upload",
		},
	},
};

export const DIAGNOSTIC_ORDER = Object.keys(DIAGNOSTICS) as readonly DiagnosticName[];

/** What the matrix says of one, before it is asked for; `null`: nothing stands in its way. */
export const STATE_WARNINGS: Record<DiagnosticState, string | null> = {
	supported: null,
	unsupported: "The matrix says that this model and firmware does not have it: it will most likely fail.",
	failing: "The matrix says that it fails on this model and firmware.",
	unproven: "It is not proven on this model and firmware: whether it works shows when it has ended.",
};

/** What was asked for: `Ping www.example.net`. */
export function diagnosticOf({ input }: Pick<Operation, "input">): { kind: DiagnosticName | null; target: string } {
	const { diagnostic, parameters } = input;
	const kind = DIAGNOSTIC_ORDER.find((name) => name === diagnostic) ?? null;
	const given = kind === null ? undefined : Object(parameters)[DIAGNOSTICS[kind].field.parameter];
	return { kind, target: given === undefined ? "" : String(given) };
}

export interface ResultRow {
	readonly name: string;
	readonly value: string;
}

export interface Hop {
	readonly number: number;
	/** Empty: it did not answer. */
	readonly host: string;
	readonly times: string;
}

type Results = Readonly<Record<string, string>>;

/** The parameters that the device gave, by their names below the diagnostic's object. */
export function resultsOf({ result }: Pick<Operation, "result">): Results {
	const results = result?.results;
	if (typeof results !== "object" || results === null) return {};
	return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, String(value)]));
}

/** TR-181, TR-098: times in milliseconds, sizes in bytes. What the device did not give is left out. */
export function resultRows(kind: DiagnosticName, results: Results): readonly ResultRow[] {
	const row = (name: string, value: string | null): ResultRow[] => (value === null ? [] : [{ name, value }]);
	const milliseconds = (key: string) => (isNumber(results[key]) ? `${Number(results[key])} ms` : null);
	switch (kind) {
		case "ipPing":
			return [
				...row("Answered", answered(results)),
				...row("Average", milliseconds("AverageResponseTime")),
				...row("Fastest", milliseconds("MinimumResponseTime")),
				...row("Slowest", milliseconds("MaximumResponseTime")),
			];
		case "traceRoute":
			return row("Response time", milliseconds("ResponseTime"));
		case "download":
			return transferRows(results, ["TestBytesReceived", "TotalBytesReceived"], "Received");
		case "upload":
			return transferRows(results, ["TestBytesSent", "TotalBytesSent", "TestFileLength"], "Sent");
	}
}

function answered({ SuccessCount, FailureCount }: Results): string | null {
	if (!isNumber(SuccessCount) || !isNumber(FailureCount)) return null;
	const all = Number(SuccessCount) + Number(FailureCount);
	const lost = all === 0 ? "" : ` (${Math.round((Number(FailureCount) / all) * 100)}% lost)`;
	return `${Number(SuccessCount)} of ${all}${lost}`;
}

/** The speed is that of the payload: its bytes between begin and end of the transfer (TR-143, BOMTime and EOMTime). */
function transferRows(results: Results, sizes: readonly string[], name: string): readonly ResultRow[] {
	const key = sizes.find((one) => isNumber(results[one]) && Number(results[one]) > 0);
	if (key === undefined) return [];
	const bytes = Number(results[key]);
	const seconds = (Date.parse(results.EOMTime ?? "") - Date.parse(results.BOMTime ?? "")) / 1_000;
	const isTimed = Number.isFinite(seconds) && seconds > 0;
	return [
		...(isTimed ? [{ name: "Speed", value: `${megabits((bytes * 8) / seconds)} Mbit/s` }] : []),
		{ name, value: formatSize(bytes) },
		...(isTimed ? [{ name: "Time", value: `${seconds.toLocaleString("en", { maximumFractionDigits: 3 })} s` }] : []),
	];
}

function megabits(bitsPerSecond: number): string {
	return (bitsPerSecond / 1e6).toLocaleString("en", { maximumSignificantDigits: 3 });
}

function isNumber(text: string | undefined): boolean {
	return text !== undefined && /^\d+$/.test(text.trim());
}

/** `RouteHops.1.HopHost` (TR-098) or `RouteHops.1.Host` (TR-181), in their order. */
export function hopRows(results: Results): readonly Hop[] {
	const rows = new Map<number, Record<string, string>>();
	for (const [name, value] of Object.entries(results)) {
		const [, row, field] = /^RouteHops\.(\d+)\.(?:Hop)?(\w+)$/.exec(name) ?? [];
		if (row === undefined || field === undefined) continue;
		rows.set(Number(row), { ...rows.get(Number(row)), [field]: value.trim() });
	}
	return (
		[...rows]
			.sort(([left], [right]) => left - right)
			// A device may go on counting its rows from one trace to the next.
			.map(([, { Host = "", HostAddress = "", RTTimes = "" }], index) => ({
				number: index + 1,
				host:
					Host !== "" && HostAddress !== "" && Host !== HostAddress ? `${Host} (${HostAddress})` : HostAddress || Host,
				times: RTTimes.split(",")
					.map((time) => time.trim())
					.filter(isNumber)
					.map((time) => `${time} ms`)
					.join(", "),
			}))
	);
}

/** TR-181's `Error_…` states, in words; `null`: nothing more to say than the reason. */
export function errorWords({ result }: Pick<Operation, "result">): string | null {
	const state = typeof result?.state === "string" ? result.state.trim() : "";
	const key = Object.keys(ERROR_WORDS).find((word) => state.toLowerCase() === `error_${word}`.toLowerCase());
	return key === undefined ? null : (ERROR_WORDS[key] as string);
}

const ERROR_WORDS: Readonly<Record<string, string>> = {
	CannotResolveHostName: "The device could not resolve the host's name.",
	NoRouteToHost: "The device knows no way to the host.",
	MaxHopCountExceeded: "The host is further away than the hops that were allowed.",
	InitConnectionFailed: "The device could not connect to that address.",
	NoResponse: "That address did not answer.",
	PasswordRequestFailed: "That address did not take the password.",
	LoginFailed: "That address did not let the device in.",
	TransferFailed: "The transfer broke off.",
	NoTransferMode: "That address does not know the way of transfer.",
	NoPASV: "That address does not take passive FTP.",
	NoCWD: "That address does not have the directory.",
	NoSTOR: "That address does not take files.",
	NoTransferComplete: "The end of the transfer was not confirmed.",
	Timeout: "The time was over before it had ended.",
	IncorrectSize: "The size was not what it should have been.",
	Internal: "The device failed by itself.",
	Other: "The device says no more than that it failed.",
};
