import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const wrongFaultCode = defineModel({
	name: "wrong-fault-code",
	summary: "answers unknown names with 9003",
	identity: made("borealis", "GW-WF", "2.0.3"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ faults: { unknownNameCode: 9003 } }),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { faultBehaviour: "partial", unknownParameterFault: 9003 },
		limitations: ["fault.wrongCode"],
	}),
});
