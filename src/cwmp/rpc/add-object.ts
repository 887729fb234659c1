import { integer, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

/** What comes back is given as written, even instance 0 with status 9005 (quirk 117). */
export const addObject = defineRpc({
	name: "AddObject",
	clause: "A.3.2.6",
	request: struct({ path: text("ObjectName"), parameterKey: text("ParameterKey") }),
	response: struct({ instanceNumber: integer("InstanceNumber"), status: integer("Status") }),
});
