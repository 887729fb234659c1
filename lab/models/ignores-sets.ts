import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const ignoresSets = defineModel({
	name: "ignores-sets",
	summary: "answers a set of its provisioning code with Status 0, and keeps the old one",
	identity: made("acme", "HG-IS", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ set: { ignored: ["Device.DeviceInfo.ProvisioningCode"] } }),
	truth: truthOf("Device.", { workflows: { config: "failed" }, limitations: ["config.notApplied"] }),
});
