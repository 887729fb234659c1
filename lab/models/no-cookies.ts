import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const noCookies = defineModel({
	name: "no-cookies",
	summary: "never returns a cookie (quirks 3, 109)",
	identity: made("cobalt", "GW-NC", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({ transport: { cookies: "none" } }),
	truth: truthOf("InternetGatewayDevice."),
});
