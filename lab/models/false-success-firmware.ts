import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const falseSuccessFirmware = defineModel({
	name: "false-success-firmware",
	summary: "reports a transfer complete and still runs the old version",
	identity: made("cobalt", "GW-FS", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { outcome: "falseSuccess" } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { firmware: "failed" },
		limitations: ["firmware.versionUnchanged"],
	}),
});
