import { NORMAL, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const cleanTr098Gateway = defineModel({
	name: "clean-tr098-gateway",
	summary: "a gateway with the root InternetGatewayDevice. that does all as the standard says",
	identity: made("borealis", "GW-98", "2.3.1"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice."),
	fleet: 4,
});
