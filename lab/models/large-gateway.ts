import { NORMAL, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const largeGateway = defineModel({
	name: "large-gateway",
	summary: "2,000 parameters: hosts, port mappings, firewall rules",
	identity: made("acme", "HG-L", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity, hosts: 30, portMappings: 24, rules: 42, hasVoice: true }),
	behaviour: NORMAL,
	truth: truthOf("Device."),
});
