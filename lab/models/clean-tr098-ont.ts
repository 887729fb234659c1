import { NORMAL, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const cleanTr098Ont = defineModel({
	name: "clean-tr098-ont",
	summary: "an ONT with the root InternetGatewayDevice.: optics under a vendor's names, voice",
	identity: made("cobalt", "ONT-98", "3.0.4"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity, hasOptical: true, hasVoice: true }),
	behaviour: NORMAL,
	truth: truthOf("InternetGatewayDevice."),
	fleet: 2,
});
