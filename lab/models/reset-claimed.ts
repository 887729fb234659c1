import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const resetClaimed = defineModel({
	name: "reset-claimed",
	summary: "restarts at FactoryReset, tells of 0 BOOTSTRAP and keeps all of its settings",
	identity: made("acme", "HG-RK", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ factoryReset: { outcome: "claimed" } }),
	truth: truthOf("Device.", { workflows: { factoryReset: "inconclusive" } }),
});
