import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const darkFirmware = defineModel({
	name: "dark-firmware",
	summary: "goes dark over new firmware, for ever",
	identity: made("borealis", "GW-DF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { outcome: "noReturn" } }),
	truth: truthOf("InternetGatewayDevice.", { workflows: { firmware: "unsafe" }, limitations: ["firmware.stalled"] }),
	inputs: { timeoutSeconds: 12 },
});
