import { NORMAL, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const cleanTr181Ont = defineModel({
	name: "clean-tr181-ont",
	summary: "an ONT with the root Device.: optics and voice, no Wi-Fi",
	identity: made("acme", "ONT-181", "1.2.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity, hasOptical: true, hasVoice: true, hasWifi: false }),
	behaviour: NORMAL,
	truth: truthOf("Device.", { limitations: ["wifi.objectMissing"] }),
	inputs: { expectedWifiClients: 0 },
	fleet: 2,
});
