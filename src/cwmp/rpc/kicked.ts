import { struct, text } from "../fields.ts";
import { defineRpc } from "../rpc.ts";

export const kicked = defineRpc({
	name: "Kicked",
	clause: "A.4.2.1",
	request: struct({
		command: text("Command"),
		referer: text("Referer"),
		argument: text("Arg"),
		next: text("Next"),
	}),
	response: struct({ nextUrl: text("NextURL") }),
});
