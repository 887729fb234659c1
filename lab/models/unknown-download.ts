import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const unknownDownload = defineModel({
	name: "unknown-download",
	summary: "does not know Download",
	identity: made("acme", "HG-UF", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ rpcs: { unknown: ["Download"] } }),
	truth: truthOf("Device.", { workflows: { firmware: "unsupported" }, limitations: ["firmware.notFetched"] }),
});
