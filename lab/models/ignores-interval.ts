import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const ignoresInterval = defineModel({
	name: "ignores-interval",
	summary: "takes another PeriodicInformInterval with Status 0, and keeps its own",
	identity: made("borealis", "GW-II", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ set: { ignored: ["InternetGatewayDevice.ManagementServer.PeriodicInformInterval"] } }),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { provisioning: "failed" },
		traits: { recovers: null },
	}),
});
