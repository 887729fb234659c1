import { dateTime, integer, struct, text, transferStatus } from "../fields.ts";
import type { TransferResponse } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

export const upload = defineRpc({
	name: "Upload",
	clause: "A.4.1.5",
	request: struct({
		commandKey: text("CommandKey"),
		fileType: text("FileType"),
		url: text("URL"),
		username: text("Username"),
		password: text("Password"),
		delaySeconds: integer("DelaySeconds"),
	}),
	response: struct<TransferResponse>({
		status: transferStatus,
		startTime: dateTime("StartTime"),
		completeTime: dateTime("CompleteTime"),
	}),
});
