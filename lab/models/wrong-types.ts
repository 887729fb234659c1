import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const wrongTypes = defineModel({
	name: "wrong-types",
	summary: "reports every value as xsd:string",
	identity: made("acme", "HG-WT", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ xml: { reportsType: "xsd:string" }, set: { strictTypes: false } }),
	truth: truthOf("Device.", {
		workflows: { inventory: "partial" },
		// It looks at no type that it is sent.
		traits: { faultBehaviour: "partial" },
		limitations: ["inventory.typeMismatch", "fault.wrongCode"],
	}),
});
