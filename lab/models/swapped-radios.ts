import { NORMAL, truthOf } from "../model.ts";
import { renumbered, saying } from "../trees/edit.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const swappedRadios = defineModel({
	name: "swapped-radios",
	summary: "its 5 GHz comes first, and hosts name an instance that is not there (quirk 72)",
	identity: made("acme", "GW-5F", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) =>
		saying(
			renumbered(tree098({ identity }), "InternetGatewayDevice.LANDevice.1.WLANConfiguration.", (was) => 3 - was),
			Object.fromEntries(
				[1, 2].map((n) => [
					`InternetGatewayDevice.LANDevice.1.Hosts.Host.${n}.Layer2Interface`,
					"InternetGatewayDevice.LANDevice.1.WLANConfiguration.6",
				]),
			),
		),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice."),
	inputs: { expectedHosts: 4, expectedWifiClients: 2 },
});
