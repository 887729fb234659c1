import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const givesUp = defineModel({
	name: "gives-up",
	summary: "after a session that was lost it is silent until somebody wakes it",
	identity: made("cobalt", "GW-GU", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ inform: { retries: false } }),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { sessionReliability: "partial", recovers: false },
		limitations: ["session.noRecovery"],
	}),
	inputs: { timeoutSeconds: 12 },
});
