import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const instantFirmware = defineModel({
	name: "instant-firmware",
	summary: "fetches and checks an image before it answers: Status 0, no TransferComplete",
	identity: made("acme", "HG-IF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ download: { statusZero: true, transferComplete: false } }),
	truth: truthOf("Device."),
});
