import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const lateReportFirmware = defineModel({
	name: "late-report-firmware",
	summary: "boots new firmware first and tells of the transfer in a later session",
	identity: made("borealis", "GW-LF", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ download: { reported: "later" } }),
	truth: truthOf("InternetGatewayDevice."),
});
