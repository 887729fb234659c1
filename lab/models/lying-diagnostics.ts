import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const lyingDiagnostics = defineModel({
	name: "lying-diagnostics",
	summary:
		"pings in microseconds (82), fails a traceroute, reports a download that it did not make and an upload of zeroes",
	identity: made("acme", "HG-LD", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({
		diagnostics: {
			pingTimes: "microseconds",
			endStates: { traceRoute: "Error_Other" },
			zeroes: ["traceRoute", "upload"],
			pretends: ["download"],
		},
	}),
	truth: truthOf("Device.", {
		workflows: { diagnostics: "failed" },
		diagnostics: { ipPing: "failing", traceRoute: "failing", download: "failing", upload: "failing" },
		limitations: [
			"diagnostics.ipPing.error",
			"diagnostics.traceRoute.error",
			"diagnostics.download.error",
			"diagnostics.upload.emptyResult",
		],
	}),
});
