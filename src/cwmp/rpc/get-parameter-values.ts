import { strings, struct } from "../fields.ts";
import { parameterList } from "../parameter-list.ts";
import { defineRpc } from "../rpc.ts";

/** A path that ends in `.` asks for the whole subtree; the order of the answer is the CPE's. */
export const getParameterValues = defineRpc({
	name: "GetParameterValues",
	clause: "A.3.2.2",
	request: struct({ paths: strings("ParameterNames") }),
	response: struct({ parameters: parameterList("ParameterList") }),
});
