import { deviating, truthOf } from "../model.ts";
import { withValues } from "../trees/build.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

const PING = "Device.IP.Diagnostics.IPPing.";

export const staleDiagnostics = defineModel({
	name: "stale-diagnostics",
	summary:
		"takes no ping and shows the result of an earlier one; its traceroute ends as None (83), no event comes (80)",
	identity: made("cobalt", "HG-SD", "1.0.0"),
	root: "Device.",
	tree: (identity) =>
		withValues(tree181({ identity }), {
			[`${PING}DiagnosticsState`]: "Complete",
			[`${PING}Host`]: "192.0.2.1",
			[`${PING}SuccessCount`]: "4",
			[`${PING}AverageResponseTime`]: "12",
			[`${PING}MinimumResponseTime`]: "10",
			[`${PING}MaximumResponseTime`]: "15",
		}),
	behaviour: deviating({
		set: { ignored: [PING] },
		diagnostics: { event: false, endStates: { traceRoute: "None" } },
	}),
	truth: truthOf("Device.", {
		workflows: { diagnostics: "partial" },
		diagnostics: { ipPing: "failing" },
		limitations: ["diagnostics.ipPing.stalled"],
	}),
});
