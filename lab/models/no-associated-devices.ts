import { NORMAL, truthOf } from "../model.ts";
import { without } from "../trees/edit.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const noAssociatedDevices = defineModel({
	name: "no-associated-devices",
	summary: "its access points have no table of their clients (quirk 74)",
	identity: made("borealis", "GW-NA", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) =>
		without(
			tree098({ identity }),
			...[1, 2].map((n) => `InternetGatewayDevice.LANDevice.1.WLANConfiguration.${n}.AssociatedDevice.`),
		),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { hostsWifi: "partial" },
		limitations: ["wifi.objectMissing"],
	}),
	inputs: { expectedWifiClients: 2 },
});
