import { deviating, truthOf } from "../model.ts";
import { tree181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const newConnections = defineModel({
	name: "new-connections",
	summary: "a new TCP connection for each request, an old cookie with each Inform",
	identity: made("acme", "HG-NT", "1.0.0"),
	root: "Device.",
	tree: (identity) => tree181({ identity }),
	behaviour: deviating({ transport: { cookies: "stale", connection: "perRequest", chunked: true, contentType: null } }),
	truth: truthOf("Device."),
});
