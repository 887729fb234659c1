import { nothing } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const factoryReset = defineRpc({
	name: "FactoryReset",
	clause: "A.4.1.6",
	request: nothing,
	response: nothing,
});
