import { array, integer, nothing, struct, text } from "../fields.ts";
import type { TimeWindow } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

export const scheduleDownload = defineRpc({
	name: "ScheduleDownload",
	clause: "A.4.1.8",
	request: struct({
		commandKey: text("CommandKey"),
		fileType: text("FileType"),
		url: text("URL"),
		username: text("Username"),
		password: text("Password"),
		fileSizeBytes: integer("FileSize"),
		targetFileName: text("TargetFileName"),
		timeWindows: array(
			"TimeWindowList",
			"TimeWindowStruct",
			struct<TimeWindow>({
				startSeconds: integer("WindowStart"),
				endSeconds: integer("WindowEnd"),
				mode: text("WindowMode"),
				userMessage: text("UserMessage"),
				maxRetries: integer("MaxRetries"),
			}),
		),
	}),
	response: nothing,
});
