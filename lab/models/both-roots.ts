import { NORMAL, truthOf } from "../model.ts";
import { buildTree, parseTree } from "../trees/build.ts";
import { text098 } from "../trees/tr098.ts";
import { TREE_DEFAULTS, text181 } from "../trees/tr181.ts";
import { defineModel, made } from "./define.ts";

export const bothRoots = defineModel({
	name: "both-roots",
	summary: "answers under both roots, and keeps what they share in step",
	identity: made("cobalt", "GW-BR", "1.0.0"),
	root: "Device.",
	tree: (identity) => {
		const options = { ...TREE_DEFAULTS, identity };
		return buildTree(parseTree(text181(options) + text098(options)), { addsCountersUnder: "Device." });
	},
	behaviour: NORMAL,
	truth: truthOf("both", { limitations: ["inventory.bothRoots"] }),
});
