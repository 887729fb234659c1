import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const rebootNoMReboot = defineModel({
	name: "reboot-no-m-reboot",
	summary: "boots without the event M Reboot",
	identity: made("acme", "HG-NM", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ reboot: { mReboot: false } }),
	truth: truthOf("Device.", { workflows: { reboot: "partial" }, limitations: ["reboot.noMReboot"] }),
});
