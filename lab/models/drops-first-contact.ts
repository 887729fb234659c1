import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const dropsFirstContact = defineModel({
	name: "drops-first-contact",
	summary: "drops the session when its connection-request credentials change (quirk 91)",
	identity: made("cobalt", "GW-DC", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ set: { dropsAfter: ["InternetGatewayDevice.ManagementServer.ConnectionRequest"] } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { provisioning: "failed" },
		traits: { sessionReliability: "partial", connectionRequestReachable: false },
		limitations: ["provisioning.sessionAborted", "session.connectionRequestUnreachable"],
	}),
});
