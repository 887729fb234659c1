import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const leavesOnly = defineModel({
	name: "leaves-only",
	summary: "reads leaves alone: partial paths are refused, as is NextLevel=false (quirk 61)",
	identity: made("acme", "HG-LO", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ names: { root: "selfOnly", oneLevelOnly: true }, values: { partialPaths: false } }),
	truth: truthOf("Device."),
});
