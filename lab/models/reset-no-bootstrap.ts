import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const resetNoBootstrap = defineModel({
	name: "reset-no-bootstrap",
	summary: "no 0 BOOTSTRAP after FactoryReset, and no ParameterKey: only lost settings show it (quirks 19, 55, 121)",
	identity: made("acme", "HG-FB", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ factoryReset: { bootstrap: false }, set: { keepsParameterKey: false } }),
	truth: truthOf("Device.", { workflows: { factoryReset: "partial" }, limitations: ["factoryReset.noBootstrap"] }),
});
