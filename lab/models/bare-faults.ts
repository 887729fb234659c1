import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const bareFaults = defineModel({
	name: "bare-faults",
	summary: "answers with SOAP faults that lack CWMP's detail (quirk 44)",
	identity: made("borealis", "GW-BF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ faults: { detail: false } }),
	truth: truthOf("InternetGatewayDevice.", {
		traits: { faultBehaviour: "partial", unknownParameterFault: null },
		limitations: ["fault.wrongCode"],
	}),
});
