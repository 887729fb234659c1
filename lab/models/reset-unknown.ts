import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const resetUnknown = defineModel({
	name: "reset-unknown",
	summary: "does not know FactoryReset",
	identity: made("acme", "HG-FU", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ rpcs: { unknown: ["FactoryReset"] } }),
	truth: truthOf("Device.", { workflows: { factoryReset: "unsupported" }, limitations: ["factoryReset.rejected"] }),
});
