import { NORMAL, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const emptyHosts = defineModel({
	name: "empty-hosts",
	summary: "a gateway whose host and client tables are empty whoever is connected",
	identity: made("borealis", "GW-EH", "2.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity, hosts: 0, wifiClients: 0 }),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { hostsWifi: "partial" },
		limitations: ["hosts.tableEmpty", "wifi.associatedEmpty"],
	}),
	inputs: { expectedHosts: 4, expectedWifiClients: 2 },
});
