import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const rebootNever = defineModel({
	name: "reboot-never",
	summary: "answers Reboot and goes on running",
	identity: made("borealis", "GW-RN", "2.1.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ reboot: { outcome: "never" } }),
	truth: truthOf("InternetGatewayDevice.", { workflows: { reboot: "failed" }, limitations: ["reboot.notRebooted"] }),
});
