import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const resetNever = defineModel({
	name: "reset-never",
	summary: "answers FactoryReset and keeps all that it has",
	identity: made("borealis", "GW-FK", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ factoryReset: { outcome: "never" } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { factoryReset: "failed" },
		limitations: ["factoryReset.noBootstrap"],
	}),
});
