import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const slowGateway = defineModel({
	name: "slow-gateway",
	summary: "thinks for seconds about every read",
	identity: made("cobalt", "GW-SG", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ delays: { GetParameterNames: 20, GetParameterValues: 10 } }),
	truth: truthOf("InternetGatewayDevice."),
});
