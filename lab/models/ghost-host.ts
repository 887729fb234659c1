import { NORMAL, truthOf } from "../model.ts";
import { saying } from "../trees/edit.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const ghostHost = defineModel({
	name: "ghost-host",
	summary: "its host table ends in an empty row that its counter does not count",
	identity: made("borealis", "GW-GH", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) =>
		saying(tree098({ identity }), {
			"InternetGatewayDevice.LANDevice.1.Hosts.Host.4.MACAddress": "",
			"InternetGatewayDevice.LANDevice.1.Hosts.Host.4.IPAddress": "",
			"InternetGatewayDevice.LANDevice.1.Hosts.Host.4.HostName": "",
			"InternetGatewayDevice.LANDevice.1.Hosts.HostNumberOfEntries": "3",
		}),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { hostsWifi: "partial" },
		limitations: ["hosts.countMismatch"],
	}),
});
