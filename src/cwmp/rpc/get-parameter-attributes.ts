import { array, integer, strings, struct, token } from "../fields.ts";
import type { ParameterAttributes } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

export const getParameterAttributes = defineRpc({
	name: "GetParameterAttributes",
	clause: "A.3.2.5",
	request: struct({ paths: strings("ParameterNames") }),
	response: struct({
		parameters: array(
			"ParameterList",
			"ParameterAttributeStruct",
			struct<ParameterAttributes>({
				path: token("Name"),
				notification: integer("Notification"),
				accessList: strings("AccessList"),
			}),
		),
	}),
});
