import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const rebootUnknown = defineModel({
	name: "reboot-unknown",
	summary: "does not know the RPC Reboot: 9000",
	identity: made("cobalt", "GW-RU", "1.4.2"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ rpcs: { unknown: ["Reboot"] } }),
	truth: truthOf("InternetGatewayDevice.", { workflows: { reboot: "unsupported" }, limitations: ["reboot.rejected"] }),
});
