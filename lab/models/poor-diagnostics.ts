import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const poorDiagnostics = defineModel({
	name: "poor-diagnostics",
	summary:
		"one ping whatever was asked (81), a stalled traceroute, a download of zeroes, ends as Completed (79) without an event (80)",
	identity: made("acme", "HG-PD", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({
		diagnostics: {
			endState: "Completed",
			event: false,
			ignoresRepetitions: true,
			stalls: ["traceRoute"],
			zeroes: ["download"],
		},
	}),
	truth: truthOf("Device.", {
		workflows: { diagnostics: "partial" },
		diagnostics: { traceRoute: "failing", download: "failing" },
		limitations: [
			"diagnostics.ipPing.fewerProbes",
			"diagnostics.traceRoute.stalled",
			"diagnostics.download.emptyResult",
		],
	}),
});
