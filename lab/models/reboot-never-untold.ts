import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const rebootNeverUntold = defineModel({
	name: "reboot-never-untold",
	summary: "answers Reboot and goes on running, with no uptime to tell it by",
	identity: made("acme", "HG-RU", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({
		reboot: { outcome: "never" },
		values: { hidden: ["Device.DeviceInfo.UpTime"] },
	}),
	truth: truthOf("Device.", { workflows: { reboot: "inconclusive" } }),
});
