import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const resetKeepsWifi = defineModel({
	name: "reset-keeps-wifi",
	summary: "a factory reset that leaves the Wi-Fi as it was set: the next subscriber gets the last one's",
	identity: made("acme", "HG-KW", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ factoryReset: { keeps: ["Device.WiFi."] } }),
	truth: truthOf("Device.", { workflows: { factoryReset: "partial" }, limitations: ["factoryReset.settingsKept"] }),
});
