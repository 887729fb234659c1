import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const refusesDiagnostics = defineModel({
	name: "refuses-diagnostics",
	summary: "has no traceroute, refuses a ping with 9001 and the file length of an upload with 9005",
	identity: made("borealis", "GW-RD", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity, diagnostics: ["ipPing", "download", "upload"] }),
	behaviour: deviating({
		values: { hidden: ["InternetGatewayDevice.UploadDiagnostics.TestFileLength"] },
		set: { rejected: ["InternetGatewayDevice.IPPingDiagnostics."] },
		// Quirk 79.
		diagnostics: { endState: "Complete\n" },
	}),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { diagnostics: "partial" },
		diagnostics: { ipPing: "failing", traceRoute: "unsupported", upload: "unsupported" },
		limitations: ["diagnostics.ipPing.error", "diagnostics.traceRoute.unsupported", "diagnostics.upload.unsupported"],
	}),
});
