import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const rebootSilent = defineModel({
	name: "reboot-silent",
	summary: "restarts without 1 BOOT and without M Reboot: its uptime shows it (quirks 18, 121)",
	identity: made("acme", "HG-RS", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ reboot: { boot: false, mReboot: false } }),
	truth: truthOf("Device.", { workflows: { reboot: "partial" }, limitations: ["reboot.noMReboot"] }),
});
