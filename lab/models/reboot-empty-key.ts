import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const rebootEmptyKey = defineModel({
	name: "reboot-empty-key",
	summary: "boots with M Reboot, its CommandKey empty",
	identity: made("cobalt", "GW-EK", "1.4.2"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ reboot: { returnsCommandKey: false } }),
	truth: truthOf("InternetGatewayDevice.", { workflows: { reboot: "partial" }, limitations: ["reboot.noMReboot"] }),
});
