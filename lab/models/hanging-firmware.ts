import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const hangingFirmware = defineModel({
	name: "hanging-firmware",
	summary: "fetches an image and is never heard of it again",
	identity: made("borealis", "GW-HF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { outcome: "hangs" } }),
	truth: truthOf("InternetGatewayDevice.", { workflows: { firmware: "failed" }, limitations: ["firmware.stalled"] }),
	inputs: { timeoutSeconds: 12 },
});
