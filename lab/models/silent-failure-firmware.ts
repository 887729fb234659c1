import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const silentFailureFirmware = defineModel({
	name: "silent-failure-firmware",
	summary: "never tells of a transfer that failed",
	identity: made("acme", "HG-MF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ download: { reportsFailure: false } }),
	truth: truthOf("Device.", { workflows: { firmware: "partial" }, limitations: ["firmware.failureNotReported"] }),
	inputs: { timeoutSeconds: 12 },
});
