import { NORMAL, truthOf } from "../model.ts";
import { renumbered } from "../trees/edit.ts";
import { clientMac } from "../trees/parts.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const sparseHosts = defineModel({
	name: "sparse-hosts",
	summary: "its host rows are numbered as leases came and went (quirk 68)",
	identity: made("borealis", "GW-SH", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) =>
		renumbered(tree098({ identity }), "InternetGatewayDevice.LANDevice.1.Hosts.Host.", (was) => 60 - was * 13),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice."),
	inputs: { expectedHosts: [1, 2, 3, 4].map(clientMac), expectedWifiClients: [1, 2].map(clientMac) },
});
