import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const noDiagnostics = defineModel({
	name: "no-diagnostics",
	summary: "has none of the diagnostics",
	identity: made("cobalt", "GW-ND", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity, diagnostics: [] }),
	behaviour: deviating({}),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { diagnostics: "unsupported" },
		diagnostics: { ipPing: "unsupported", traceRoute: "unsupported", download: "unsupported", upload: "unsupported" },
		limitations: [
			"diagnostics.ipPing.unsupported",
			"diagnostics.traceRoute.unsupported",
			"diagnostics.download.unsupported",
			"diagnostics.upload.unsupported",
		],
	}),
});
