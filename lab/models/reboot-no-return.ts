import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const rebootNoReturn = defineModel({
	name: "reboot-no-return",
	summary: "goes dark after a Reboot, for ever",
	identity: made("acme", "HG-ND", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ reboot: { outcome: "noReturn" } }),
	truth: truthOf("Device.", {
		workflows: {
			reboot: "unsafe",
			factoryReset: "inconclusive",
			provisioning: "inconclusive",
			firmware: "inconclusive",
		},
		limitations: ["reboot.noReturn"],
	}),
	inputs: { timeoutSeconds: 12 },
});
