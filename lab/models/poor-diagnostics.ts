import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const poorDiagnostics = defineModel({
	name: "poor-diagnostics",
	summary: "one ping whatever was asked, a stalled traceroute, no event at the end",
	identity: made("acme", "HG-PD", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({
		diagnostics: {
			endState: "Completed",
			event: false,
			ignoresRepetitions: true,
			stalls: ["traceRoute"],
			zeroes: true,
		},
	}),
	truth: truthOf("Device."),
});
