import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const garbledChallenge = defineModel({
	name: "garbled-challenge",
	summary: "a connection-request 401 that is not HTTP (quirk 123)",
	identity: made("borealis", "GW-GC", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ connectionRequest: { kind: "garbled401" } }),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { sessionReliability: "partial", connectionRequestReachable: false },
		limitations: ["session.connectionRequestUnreachable"],
	}),
});
