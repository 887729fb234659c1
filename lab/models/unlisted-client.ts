import { NORMAL, truthOf } from "../model.ts";
import { saying } from "../trees/edit.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const unlistedClient = defineModel({
	name: "unlisted-client",
	summary: "counts a Wi-Fi client that no row stands for",
	identity: made("cobalt", "GW-UC", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) =>
		saying(tree098({ identity, wifiClients: 0 }), {
			"InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.TotalAssociations": "1",
		}),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { hostsWifi: "partial" },
		limitations: ["wifi.associatedEmpty"],
	}),
});
