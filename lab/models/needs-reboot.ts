import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const needsReboot = defineModel({
	name: "needs-reboot",
	summary: "sets of the clock and of Wi-Fi take effect after a reboot: Status 1",
	identity: made("borealis", "GW-SB", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({
		set: {
			needsReboot: ["InternetGatewayDevice.Time.", "InternetGatewayDevice.LANDevice.1.WLANConfiguration."],
			keepsParameterKey: false,
			reusesNumbers: true,
		},
	}),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { config: "partial" },
		limitations: ["config.needsReboot"],
	}),
	inputs: { configValues: [{ path: "InternetGatewayDevice.Time.NTPServer5", value: "ntp.certus.invalid" }] },
});
