/** Diagnostics of TR-098, under the root: those that a model has. */
import type { DiagnosticKind } from "../model.ts";

export function diagnostics098(kinds: readonly DiagnosticKind[]): string {
	return kinds.map((kind) => OBJECTS[kind]).join("");
}

const OBJECTS: Readonly<Record<DiagnosticKind, string>> = {
	ipPing: `
InternetGatewayDevice.IPPingDiagnostics.
DiagnosticsState* s None
Interface* s
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
InternetGatewayDevice.TraceRouteDiagnostics.
DiagnosticsState* s None
Interface* s
Host* s
NumberOfTries* u 3
Timeout* u 5000
DataBlockSize* u 38
DSCP* u 0
MaxHopCount* u 30
ResponseTime u 0
NumberOfRouteHops u 0
InternetGatewayDevice.TraceRouteDiagnostics.RouteHops. #
InternetGatewayDevice.TraceRouteDiagnostics.RouteHops.{i}.
HopHost s
HopHostAddress s
HopErrorCode u 0
HopRTTimes s
`,
	download: `
InternetGatewayDevice.DownloadDiagnostics.
DiagnosticsState* s None
Interface* s
DownloadURL* s
DSCP* u 0
EthernetPriority* u 0
ROMTime d 0001-01-01T00:00:00Z
BOMTime d 0001-01-01T00:00:00Z
EOMTime d 0001-01-01T00:00:00Z
TestBytesReceived u 0
TotalBytesReceived u 0
`,
	upload: `
InternetGatewayDevice.UploadDiagnostics.
DiagnosticsState* s None
Interface* s
UploadURL* s
DSCP* u 0
EthernetPriority* u 0
TestFileLength* u 0
ROMTime d 0001-01-01T00:00:00Z
BOMTime d 0001-01-01T00:00:00Z
EOMTime d 0001-01-01T00:00:00Z
TotalBytesSent u 0
`,
};
