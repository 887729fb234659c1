import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const refusedFirmware = defineModel({
	name: "refused-firmware",
	summary: "refuses Download with 9010, always",
	identity: made("cobalt", "GW-XF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { outcome: "rejected" } }),
	truth: truthOf("InternetGatewayDevice.", { workflows: { firmware: "failed" }, limitations: ["firmware.notFetched"] }),
});
