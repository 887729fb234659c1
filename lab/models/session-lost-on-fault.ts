import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const sessionLostOnFault = defineModel({
	name: "session-lost-on-fault",
	summary: "sends the right fault, then drops the session",
	identity: made("cobalt", "GW-SL", "1.2.3"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ faults: { endsSession: true } }),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { faultBehaviour: "partial", sessionSurvives: false },
		limitations: ["fault.sessionLost"],
	}),
});
