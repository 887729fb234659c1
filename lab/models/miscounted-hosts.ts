import { NORMAL, truthOf } from "../model.ts";
import { saying } from "../trees/edit.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const miscountedHosts = defineModel({
	name: "miscounted-hosts",
	summary: "its host counter says seven, whoever is in the table",
	identity: made("acme", "HG-HC", "1.0.0"),
	root: "Device.",
	tree: (identity) => saying(tree181({ identity }), { "Device.Hosts.HostNumberOfEntries": "7" }),
	behaviour: NORMAL,
	truth: truthOf("Device.", { workflows: { hostsWifi: "partial" }, limitations: ["hosts.countMismatch"] }),
});
