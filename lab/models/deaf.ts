import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const deaf = defineModel({
	name: "deaf",
	summary: "answers a connection request with 200, and no session follows (quirk 29)",
	identity: made("acme", "HG-DF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ connectionRequest: { kind: "noSession" } }),
	truth: truthOf("Device.", {
		traits: { sessionReliability: "partial", connectionRequestReachable: false },
		limitations: ["session.connectionRequestUnreachable"],
	}),
});
