import { NORMAL, truthOf } from "../model.ts";
import { without } from "../trees/edit.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const noHostTable = defineModel({
	name: "no-host-table",
	summary: "has no table of hosts",
	identity: made("borealis", "HG-NH", "1.0.0"),
	root: "Device.",
	tree: (identity) => without(tree181({ identity }), "Device.Hosts."),
	behaviour: NORMAL,
	truth: truthOf("Device.", { workflows: { hostsWifi: "partial" }, limitations: ["hosts.objectMissing"] }),
});
