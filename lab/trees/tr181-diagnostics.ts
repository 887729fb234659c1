/** Diagnostics of TR-181, under `Device.IP.Diagnostics.`: those that a model has. */
import type { DiagnosticKind } from "../model.ts";

export function diagnostics181(kinds: readonly DiagnosticKind[]): string {
	return kinds.map((kind) => OBJECTS[kind]).join("");
}

const OBJECTS: Readonly<Record<DiagnosticKind, string>> = {
	ipPing: `
Device.IP.Diagnostics.IPPing.
DiagnosticsState* s None
Interface* s
ProtocolVersion* s Any
Host* s
NumberOfRepetitions* u 3
Timeout* u 1000
DataBlockSize* u 64
DSCP* u 0
SuccessCount u 0
FailureCount u 0
AverageResponseTime u 0
MinimumResponseTime u 0
MaximumResponseTime u 0
`,
	traceRoute: `
Device.IP.Diagnostics.TraceRoute.
DiagnosticsState* s None
Interface* s
ProtocolVersion* s Any
Host* s
NumberOfTries* u 3
Timeout* u 5000
DataBlockSize* u 38
DSCP* u 0
MaxHopCount* u 30
ResponseTime u 0
Device.IP.Diagnostics.TraceRoute.RouteHops. #
Device.IP.Diagnostics.TraceRoute.RouteHops.{i}.
Host s
HostAddress s
ErrorCode u 0
RTTimes s
`,
	download: `
Device.IP.Diagnostics.DownloadDiagnostics.
DiagnosticsState* s None
Interface* s
DownloadURL* s
DownloadTransports s HTTP
DSCP* u 0
EthernetPriority* u 0
ROMTime d 0001-01-01T00:00:00Z
BOMTime d 0001-01-01T00:00:00Z
EOMTime d 0001-01-01T00:00:00Z
TestBytesReceived u 0
TotalBytesReceived u 0
`,
	upload: `
Device.IP.Diagnostics.UploadDiagnostics.
DiagnosticsState* s None
Interface* s
UploadURL* s
UploadTransports s HTTP
DSCP* u 0
EthernetPriority* u 0
TestFileLength* u 0
ROMTime d 0001-01-01T00:00:00Z
BOMTime d 0001-01-01T00:00:00Z
EOMTime d 0001-01-01T00:00:00Z
TotalBytesSent u 0
`,
};
