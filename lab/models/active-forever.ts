import { NORMAL, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const activeForever = defineModel({
	name: "active-forever",
	summary: "its hosts stay active when they have left Wi-Fi (quirk 73)",
	identity: made("acme", "HG-AF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity, wifiClients: 1 }),
	behaviour: NORMAL,
	truth: truthOf("Device."),
	inputs: { expectedHosts: 4, expectedWifiClients: 1 },
});
