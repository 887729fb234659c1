import { deviating, truthOf } from "../model.ts";
import { withValues } from "../trees/build.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

const PING = "InternetGatewayDevice.IPPingDiagnostics.";

export const leftoverDiagnostics = defineModel({
	name: "leftover-diagnostics",
	summary: "ends a ping well, and leaves the counters of an earlier one",
	identity: made("borealis", "GW-LO", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) =>
		withValues(tree098({ identity }), {
			[`${PING}SuccessCount`]: "4",
			[`${PING}AverageResponseTime`]: "12",
			[`${PING}MinimumResponseTime`]: "10",
			[`${PING}MaximumResponseTime`]: "15",
		}),
	behaviour: deviating({ diagnostics: { zeroes: ["ipPing"] } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { diagnostics: "partial" },
		diagnostics: { ipPing: "failing" },
		limitations: ["diagnostics.ipPing.emptyResult"],
	}),
});
