import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const rebootClaimed = defineModel({
	name: "reboot-claimed",
	summary: "answers Reboot, goes on running and tells of M Reboot",
	identity: made("acme", "HG-RC", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ reboot: { outcome: "claimed" } }),
	truth: truthOf("Device.", { workflows: { reboot: "failed" }, limitations: ["reboot.notRebooted"] }),
});
