import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const rebootTwice = defineModel({
	name: "reboot-twice",
	summary: "boots twice for one Reboot (quirk 122)",
	identity: made("borealis", "GW-R2", "2.1.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ reboot: { outcome: "twice" } }),
	truth: truthOf("InternetGatewayDevice."),
});
