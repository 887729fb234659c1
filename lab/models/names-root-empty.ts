import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const namesRootEmpty = defineModel({
	name: "names-root-empty",
	summary: "answers GetParameterNames of the empty path with an empty list (quirk 59)",
	identity: made("acme", "HG-RE", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ names: { root: "emptyList" } }),
	truth: truthOf("Device."),
});
