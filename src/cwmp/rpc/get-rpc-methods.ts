import { nothing, strings, struct } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

/** Either side may ask the other. */
export const getRpcMethods = defineRpc({
	name: "GetRPCMethods",
	clause: "A.3.1.1",
	request: nothing,
	response: struct({ methods: strings("MethodList") }),
});
