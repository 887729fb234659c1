import { dateTime, integer, struct, text, transferStatus } from "../fields.ts";
import type { DownloadRequest, TransferResponse } from "../messages.ts";
import { defineRpc } from "../rpc.ts";

export const download = defineRpc({
	name: "Download",
	clause: "A.3.2.8",
	request: struct<DownloadRequest>({
		commandKey: text("CommandKey"),
		fileType: text("FileType"),
		url: text("URL"),
		username: text("Username"),
		password: text("Password"),
		fileSizeBytes: integer("FileSize"),
		targetFileName: text("TargetFileName"),
		delaySeconds: integer("DelaySeconds"),
		successUrl: text("SuccessURL"),
		failureUrl: text("FailureURL"),
	}),
	response: struct<TransferResponse>({
		status: transferStatus,
		startTime: dateTime("StartTime"),
		completeTime: dateTime("CompleteTime"),
	}),
});
