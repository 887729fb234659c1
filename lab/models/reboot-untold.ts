import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const rebootUntold = defineModel({
	name: "reboot-untold",
	summary: "restarts without any sign: no 1 BOOT, no M Reboot, no uptime",
	identity: made("borealis", "GW-RT", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({
		reboot: { boot: false, mReboot: false },
		values: { hidden: ["InternetGatewayDevice.DeviceInfo.UpTime"] },
	}),
	truth: truthOf("InternetGatewayDevice.", { workflows: { reboot: "inconclusive" } }),
});
