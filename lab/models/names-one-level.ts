import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const namesOneLevel = defineModel({
	name: "names-one-level",
	summary: "answers GetParameterNames one level at a time",
	identity: made("borealis", "GW-OL", "2.2.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ names: { oneLevelOnly: true } }),
	truth: truthOf("InternetGatewayDevice."),
});
