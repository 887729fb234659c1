import { deviating, truthOf } from "../model.ts";
import { tree098 } from "../trees/tr098.ts";
import { defineModel, made } from "./define.ts";

export const oldHttp = defineModel({
	name: "old-http",
	summary: "HTTP/1.0, connection requests by Basic alone, no BOOTSTRAP ever",
	identity: made("borealis", "GW-10", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => tree098({ identity }),
	behaviour: deviating({
		transport: { connection: "http10" },
		connectionRequest: { kind: "basic" },
		inform: { bootstrap: false },
		factoryReset: { bootstrap: false },
	}),
	truth: truthOf("InternetGatewayDevice.", {
		workflows: { factoryReset: "partial" },
		limitations: ["factoryReset.noBootstrap"],
	}),
});
