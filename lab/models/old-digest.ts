import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const oldDigest = defineModel({
	name: "old-digest",
	summary: "Digest without qop, and a closed socket after each 401 (quirks 21, 22)",
	identity: made("cobalt", "GW-OD", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ connectionRequest: { kind: "digestWithoutQop", closesAfter401: true } }),
	truth: truthOf("InternetGatewayDevice."),
});
