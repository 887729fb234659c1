import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const vanishesOnFault = defineModel({
	name: "vanishes-on-fault",
	summary: "its TCP connection vanishes on an unknown name (quirk 113)",
	identity: made("acme", "HG-VF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ faults: { unknownName: "drop" } }),
	truth: truthOf("Device.", {
		traits: { faultBehaviour: "partial", unknownParameterFault: null, sessionSurvives: false },
		limitations: ["fault.sessionLost"],
	}),
});
