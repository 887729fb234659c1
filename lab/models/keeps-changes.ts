import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const keepsChanges = defineModel({
	name: "keeps-changes",
	summary: "takes another provisioning code once, and answers every set after that without taking it",
	identity: made("borealis", "GW-KC", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ set: { stuck: ["InternetGatewayDevice.DeviceInfo.ProvisioningCode"] } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { config: "unsafe" },
		limitations: ["config.rollbackFailed"],
	}),
});
