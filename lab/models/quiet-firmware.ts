import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const quietFirmware = defineModel({
	name: "quiet-firmware",
	summary: "takes new firmware and never tells of the transfer (quirk 96)",
	identity: made("cobalt", "GW-QF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { transferComplete: false } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { firmware: "partial" },
		limitations: ["firmware.noTransferComplete", "firmware.failureNotReported"],
	}),
	inputs: { timeoutSeconds: 12 },
});
