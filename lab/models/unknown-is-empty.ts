import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const unknownIsEmpty = defineModel({
	name: "unknown-is-empty",
	summary: "answers unknown names with an empty list (quirk 118)",
	identity: made("acme", "HG-UE", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ faults: { unknownName: "emptyList" } }),
	truth: truthOf("Device.", {
		traits: { faultBehaviour: "partial", unknownParameterFault: null },
		limitations: ["fault.wrongCode"],
	}),
});
