import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const silentRpc = defineModel({
	name: "silent-rpc",
	summary: "never answers an RPC that it does not know (quirk 112)",
	identity: made("cobalt", "GW-SR", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({
		rpcs: { unknown: ["GetParameterAttributes", "SetParameterAttributes", "GetQueuedTransfers"], answer: "silence" },
	}),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { faultBehaviour: "partial" },
		limitations: ["fault.sessionLost"],
	}),
});
