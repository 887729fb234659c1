import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const keylessFirmware = defineModel({
	name: "keyless-firmware",
	summary: "TransferComplete and M Download without a CommandKey (quirk 95)",
	identity: made("cobalt", "GW-KF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { commandKey: "empty" } }),
	truth: truthOf("InternetGatewayDevice."),
});
