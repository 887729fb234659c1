import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const secondTryFirmware = defineModel({
	name: "second-try-firmware",
	summary: "fails the first Download of all with 9010 (quirk 98)",
	identity: made("acme", "HG-TF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ download: { failsFirst: true } }),
	truth: truthOf("Device."),
});
