import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const invalidFirmware = defineModel({
	name: "invalid-firmware",
	summary: "finds every image corrupted (9018)",
	identity: made("acme", "HG-NF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ download: { outcome: "invalid" } }),
	truth: truthOf("Device.", { workflows: { firmware: "failed" }, limitations: ["firmware.versionUnchanged"] }),
});
