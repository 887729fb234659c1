import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const rebootRejected = defineModel({
	name: "reboot-rejected",
	summary: "refuses Reboot with 9001",
	identity: made("acme", "HG-RR", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ reboot: { outcome: "rejected" } }),
	truth: truthOf("Device.", { workflows: { reboot: "failed" }, limitations: ["reboot.rejected"] }),
});
