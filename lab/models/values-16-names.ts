import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const values16Names = defineModel({
	name: "values-16-names",
	summary: "takes at most 16 names in a GetParameterValues, else 9004",
	identity: made("acme", "HG-16", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ values: { maxNames: 16, maxValues: 200 } }),
	truth: truthOf("Device."),
});
