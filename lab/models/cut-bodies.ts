import { deviating, truthOf } from "../model.ts";
import { buildTree, parseTree } from "../trees/build.ts";
import { text098 } from "../trees/tr098.ts";
import { TREE_DEFAULTS } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const cutBodies = defineModel({
	name: "cut-bodies",
	summary: "counts characters where Content-Length counts bytes (quirk 115)",
	identity: made("cobalt", "GW-CB", "1.0.0"),
	root: "InternetGatewayDevice.",
	tree: (identity) => buildTree(parseTree(text098({ ...TREE_DEFAULTS, identity }).replaceAll("home-24", "maçã"))),
	behaviour: deviating({ transport: { lengthInCharacters: true } }),
	truth: truthOf("InternetGatewayDevice."),
});
