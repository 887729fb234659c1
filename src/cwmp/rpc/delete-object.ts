import { integer, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const deleteObject = defineRpc({
	name: "DeleteObject",
	clause: "A.3.2.7",
	request: struct({ path: text("ObjectName"), parameterKey: text("ParameterKey") }),
	response: struct({ status: integer("Status") }),
});
