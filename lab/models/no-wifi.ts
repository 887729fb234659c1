import { NORMAL, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const noWifi = defineModel({
	name: "no-wifi",
	summary: "a gateway without Wi-Fi",
	identity: made("cobalt", "HG-NW", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity, hasWifi: false }),
	behaviour: NORMAL,
	truth: truthOf("Device.", { limitations: ["wifi.objectMissing"] }),
	inputs: { expectedWifiClients: 0 },
});
