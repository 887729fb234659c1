import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const namesRootRefused = defineModel({
	name: "names-root-refused",
	summary: "refuses GetParameterNames of the empty path (quirk 58)",
	identity: made("cobalt", "GW-RF", "1.1.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ names: { root: "refused" } }),
	truth: truthOf("InternetGatewayDevice."),
});
