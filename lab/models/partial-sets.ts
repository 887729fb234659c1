import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const partialSets = defineModel({
	name: "partial-sets",
	summary: "applies what it can of a SetParameterValues and answers with a fault",
	identity: made("borealis", "GW-PS", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ set: { atomic: false, strictTypes: false } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { config: "partial" },
		traits: { faultBehaviour: "partial" },
		limitations: ["config.notAtomic", "fault.wrongCode"],
	}),
});
