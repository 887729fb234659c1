import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const stalledFirmware = defineModel({
	name: "stalled-firmware",
	summary: "accepts a Download and never fetches the file",
	identity: made("acme", "HG-SF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ download: { outcome: "stalled" } }),
	truth: truthOf("Device.", {
		workflows: { firmware: "failed" },
		limitations: ["firmware.notFetched", "firmware.stalled", "firmware.failureNotReported"],
	}),
	inputs: { timeoutSeconds: 12 },
});
