import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const poisonedName = defineModel({
	name: "poisoned-name",
	summary: "lists a name that it refuses to read (quirks 62, 66)",
	identity: made("cobalt", "GW-PN", "1.0.9"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({
		values: {
			poisoned: ["InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.Stats.EthernetBytesSent"],
		},
	}),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { inventory: "partial" },
		limitations: ["inventory.readFault"],
	}),
});
