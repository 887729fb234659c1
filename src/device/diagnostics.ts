/** The IP and throughput diagnostics of both data models: where they stand, and what their states say. */

export type DiagnosticKind = "ipPing" | "traceRoute" | "download" | "upload";

/** TR-181 2.x below `Device.`, TR-098 1.x below `InternetGatewayDevice.`. */
const NAMES: Readonly<Record<DiagnosticKind, { readonly tr181: string; readonly tr098: string }>> = {
	ipPing: { tr181: "IP.Diagnostics.IPPing.", tr098: "IPPingDiagnostics." },
	traceRoute: { tr181: "IP.Diagnostics.TraceRoute.", tr098: "TraceRouteDiagnostics." },
	download: { tr181: "IP.Diagnostics.DownloadDiagnostics.", tr098: "DownloadDiagnostics." },
	upload: { tr181: "IP.Diagnostics.UploadDiagnostics.", tr098: "UploadDiagnostics." },
};

/** Where a diagnostic may stand, the likelier first: some have the names of TR-098 right below `Device.` (quirk 69). */
export function diagnosticObjects(kind: DiagnosticKind, roots: readonly string[]): string[] {
	const { tr181, tr098 } = NAMES[kind];
	return roots.flatMap((root) => (root === "Device." ? [root + tr181, root + tr098] : [root + tr098]));
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

/** The rows of a trace's results that name a hop; names as `RouteHops.1.HopHost` (TR-098) or `RouteHops.1.Host` (TR-181). */
export function hopsOf(results: Readonly<Record<string, string>>): { host: string; times: readonly number[] }[] {
	const rows = new Map<number, Record<string, string>>();
	for (const [name, value] of Object.entries(results)) {
		const [, row, field] = /^RouteHops\.(\d+)\.(?:Hop)?(\w+)$/.exec(name) ?? [];
		if (row === undefined || field === undefined) continue;
		rows.set(Number(row), { ...rows.get(Number(row)), [field]: value.trim() });
	}
	return [...rows]
		.sort(([left], [right]) => left - right)
		.map(([, { Host = "", HostAddress = "", RTTimes = "" }]) => ({
			host: HostAddress !== "" ? HostAddress : Host,
			times: RTTimes.split(",").map(Number),
		}))
		.filter(({ host }) => host !== "" && host !== "*" && host !== "0.0.0.0");
}
