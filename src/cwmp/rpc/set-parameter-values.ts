import { type Field, integer, struct, text } from "../fields.ts";
import { parameterList } from "../parameter-list.ts";
import { defineRpc } from "../rpc.ts";
import { strictType } from "../values.ts";

const number = integer("Status");

/** Some devices leave it out (quirk 46): neither 0 nor 1, but a reason to read back. */
const status: Field<number | null> = {
	element: "Status",
	absent: null,
	optional: false,
	read: (reader) => number.read(reader, 0),
	write: (value) => (value === null ? "" : number.write(value)),
};

/** All or nothing by the standard; quirk 57 says otherwise. */
export const setParameterValues = defineRpc({
	name: "SetParameterValues",
	clause: "A.3.2.1",
	request: struct({ parameters: parameterList("ParameterList", strictType), parameterKey: text("ParameterKey") }),
	response: struct({ status }),
});
