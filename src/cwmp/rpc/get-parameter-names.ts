import { array, boolean, struct, text, token } from "../fields.ts";
import type { ParameterInfo } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

/** NextLevel goes out as 1 or 0: some devices take nothing else (quirk 60). */
export const getParameterNames = defineRpc({
	name: "GetParameterNames",
	clause: "A.3.2.3",
	request: struct({ path: text("ParameterPath"), nextLevel: boolean("NextLevel") }),
	response: struct({
		parameters: array(
			"ParameterList",
			"ParameterInfoStruct",
			struct<ParameterInfo>({ path: token("Name"), writable: boolean("Writable") }),
		),
	}),
});
