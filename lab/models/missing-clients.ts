import { NORMAL, truthOf } from "../model.ts";
import { clientMac } from "../trees/parts.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const missingClients = defineModel({
	name: "missing-clients",
	summary: "a client that is connected is in none of its tables",
	identity: made("cobalt", "HG-CM", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: NORMAL,
	truth: truthOf("Device.", {
		workflows: { hostsWifi: "partial" },
		limitations: ["hosts.clientMissing", "wifi.clientMissing"],
	}),
	inputs: { expectedHosts: [1, 2, 5].map(clientMac), expectedWifiClients: [1, 2, 5].map(clientMac) },
});
