import { NORMAL, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const emptyAssociatedDevices = defineModel({
	name: "empty-associated-devices",
	summary: "the tables of its Wi-Fi clients are empty whoever is connected (quirk 74)",
	identity: made("acme", "HG-AE", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity, wifiClients: 0 }),
	behaviour: NORMAL,
	truth: truthOf("Device.", { workflows: { hostsWifi: "partial" }, limitations: ["wifi.associatedEmpty"] }),
	inputs: { expectedWifiClients: 2 },
});
