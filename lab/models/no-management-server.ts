import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const noManagementServer = defineModel({
	name: "no-management-server",
	summary: "its ManagementServer is not there for names, reads and writes",
	identity: made("cobalt", "HG-MS", "1.0.0"),
	root: "Device.",
	tree: (identity, behaviour) => tree181({ identity, intervalSeconds: behaviour.inform.intervalSeconds }),
	behaviour: deviating({
		values: { hidden: ["Device.ManagementServer."] },
		// Nobody can wake it or set another interval.
		inform: { intervalSeconds: 10 },
	}),
	truth: truthOf("Device.", {
		workflows: { inventory: "failed", provisioning: "failed" },
		traits: { sessionReliability: "partial", connectionRequestReachable: false },
		limitations: ["session.connectionRequestUnreachable", "provisioning.setRejected", "inventory.subtreeMissing"],
	}),
});
