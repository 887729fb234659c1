import { array, nothing, struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const requestDownload = defineRpc({
	name: "RequestDownload",
	clause: "A.4.2.2",
	request: struct({
		fileType: text("FileType"),
		arguments: array("FileTypeArg", "ArgStruct", struct({ name: text("Name"), value: text("Value") })),
	}),
	response: nothing,
});
