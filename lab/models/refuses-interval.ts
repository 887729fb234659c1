import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const refusesInterval = defineModel({
	name: "refuses-interval",
	summary: "refuses to be told another PeriodicInformInterval",
	identity: made("acme", "HG-RI", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ set: { rejected: ["Device.ManagementServer.PeriodicInformInterval"] } }),
	truth: truthOf("Device.", {
		workflows: { provisioning: "failed" },
		traits: { recovers: null },
		limitations: ["provisioning.setRejected"],
	}),
});
