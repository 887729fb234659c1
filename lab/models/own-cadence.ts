import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const ownCadence = defineModel({
	name: "own-cadence",
	summary: "calls every thirteen seconds, whatever PeriodicInformInterval says",
	identity: made("acme", "HG-OC", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ inform: { fixedSeconds: 13 } }),
	truth: truthOf("Device.", { traits: { sessionReliability: "partial" }, limitations: ["session.cadenceOff"] }),
	inputs: { timeoutSeconds: 20 },
});
