import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const resetNoReturn = defineModel({
	name: "reset-no-return",
	summary: "goes dark after a FactoryReset, for ever",
	identity: made("cobalt", "GW-FD", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ factoryReset: { outcome: "noReturn" } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { factoryReset: "unsafe", provisioning: "inconclusive", firmware: "inconclusive" },
		limitations: ["factoryReset.noReturn"],
	}),
	inputs: { timeoutSeconds: 12 },
});
