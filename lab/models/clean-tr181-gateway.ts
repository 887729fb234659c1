import { NORMAL, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const cleanTr181Gateway = defineModel({
	name: "clean-tr181-gateway",
	summary: "a gateway with the root Device. that does all as the standard says",
	identity: made("acme", "HG-181", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: NORMAL,
	truth: truthOf("Device."),
	fleet: 4,
});
