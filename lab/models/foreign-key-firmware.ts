import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const foreignKeyFirmware = defineModel({
	name: "foreign-key-firmware",
	summary: "TransferComplete and M Download with a CommandKey of its own (quirk 95)",
	identity: made("acme", "HG-OF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ download: { commandKey: "another" } }),
	truth: truthOf("Device."),
});
