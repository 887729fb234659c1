import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const resetRejected = defineModel({
	name: "reset-rejected",
	summary: "refuses FactoryReset with 9001",
	identity: made("cobalt", "GW-FJ", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ factoryReset: { outcome: "rejected" } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { factoryReset: "failed" },
		limitations: ["factoryReset.rejected"],
	}),
});
