import { NORMAL, truthOf } from "../model.ts";
import { without } from "../trees/edit.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const noLanTables = defineModel({
	name: "no-lan-tables",
	summary: "has neither hosts nor Wi-Fi",
	identity: made("cobalt", "HG-NL", "1.0.0"),
	root: "Device.",
	tree: (identity) => without(tree181({ identity, hasWifi: false }), "Device.Hosts."),
	behaviour: NORMAL,
	truth: truthOf("Device.", {
		workflows: { hostsWifi: "unsupported" },
		limitations: ["hosts.objectMissing", "wifi.objectMissing"],
	}),
});
