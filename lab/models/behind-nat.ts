import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const behindNat = defineModel({
	name: "behind-nat",
	summary: "can't be woken: its connection-request URL is a private address that nobody answers on",
	identity: made("borealis", "GW-NAT", "2.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ connectionRequest: { kind: "unreachable" } }),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { sessionReliability: "partial", connectionRequestReachable: false },
		limitations: ["session.connectionRequestUnreachable"],
	}),
});
