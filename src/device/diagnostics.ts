import { sameValue } from "./sameValue.ts";
/** The IP and throughput diagnostics of both data models: where they stand, and what their states say. */

export type DiagnosticKind = "ipPing" | "traceRoute" | "download" | "upload";

/** TR-181 2.x and, of an end device, TR-106 below `Device.`, TR-098 1.x below `InternetGatewayDevice.`. */
const NAMES: Readonly<
	Record<DiagnosticKind, { readonly tr181: string; readonly tr106?: string; readonly tr098: string }>
> = {
	ipPing: { tr181: "IP.Diagnostics.IPPing.", tr106: "LAN.IPPingDiagnostics.", tr098: "IPPingDiagnostics." },
	traceRoute: {
		tr181: "IP.Diagnostics.TraceRoute.",
		tr106: "LAN.TraceRouteDiagnostics.",
		tr098: "TraceRouteDiagnostics.",
	},
	download: { tr181: "IP.Diagnostics.DownloadDiagnostics.", tr098: "DownloadDiagnostics." },
	upload: { tr181: "IP.Diagnostics.UploadDiagnostics.", tr098: "UploadDiagnostics." },
};

/**
 * Where a diagnostic may stand, the likelier first: some have the names of TR-098 right below `Device.` (quirk 69), where
 * TR-106 has the throughput tests (TR-143).
 */
export function diagnosticObjects(kind: DiagnosticKind, roots: readonly string[]): string[] {
	const { tr181, tr106, tr098 } = NAMES[kind];
	const below = (root: string) => (root === "Device." ? [tr181, tr098, ...(tr106 ? [tr106] : [])] : [tr098]);
	return roots.flatMap((root) => below(root).map((name) => root + name));
}

/** `idle`: not asked for, or forgotten again. */
export type DiagnosticPhase = "idle" | "running" | "complete" | "error";

/** What a DiagnosticsState says, however it is spelt (quirks 79, 83): what is no other known word is an error. */
export function phaseOf(state: string): DiagnosticPhase {
	const word = state.trim().toLowerCase();
	if (word === "" || word === "none") return "idle";
	if (/^(requested|in[ _-]?progress|running|started|pending|processing|testing)/.test(word)) return "running";
	return word.startsWith("complete") ? "complete" : "error";
}

export interface Hop {
	readonly host: string;
	/** The ICMP code that it was answered with (TR-181, ErrorCode); `null` where the device gives none. */
	readonly errorCode: number | null;
	/** It shows its round-trip times, and there is none. */
	readonly isUntimed: boolean;
}

/** How many rows a trace's results have, named or not. */
export function hopRowsIn(results: Readonly<Record<string, string>>): number {
	return new Set(Object.keys(results).flatMap((name) => /^RouteHops\.(\d+)\./.exec(name)?.[1] ?? [])).size;
}

/** The rows of a trace's results that name a hop; names as `RouteHops.1.HopHost` (TR-098) or `RouteHops.1.Host` (TR-181). */
export function hopsOf(results: Readonly<Record<string, string>>): Hop[] {
	const rows = new Map<number, Record<string, string>>();
	for (const [name, value] of Object.entries(results)) {
		const [, row, field] = /^RouteHops\.(\d+)\.(?:Hop)?(\w+)$/.exec(name) ?? [];
		if (row === undefined || field === undefined) continue;
		rows.set(Number(row), { ...rows.get(Number(row)), [field]: value.trim() });
	}
	return [...rows]
		.sort(([left], [right]) => left - right)
		.map(([, { Host = "", HostAddress = "", ErrorCode = "", RTTimes }]) => ({
			host: HostAddress !== "" ? HostAddress : Host,
			errorCode: /^\d{1,9}$/.test(ErrorCode) ? Number(ErrorCode) : null,
			isUntimed: RTTimes !== undefined && !/\d/.test(RTTimes),
		}))
		.filter(({ host }) => host !== "" && host !== "*" && host !== "0.0.0.0");
}

/** The host that the device names as the one it tested, where another was asked for; an address may be that of a name. */
export function strayHost(asked: string, { Host }: Readonly<Record<string, string>>): string | null {
	const told = Host?.trim() ?? "";
	const isAddress = (text: string) => /^[\d.]+$|:/.test(text);
	if (told === "" || (isAddress(told) && !isAddress(asked))) return null;
	const bare = (text: string) => text.trim().toLowerCase().replace(/\.$/, "");
	return bare(told) === bare(asked) || sameValue(told, asked, "xsd:string") ? null : told;
}
