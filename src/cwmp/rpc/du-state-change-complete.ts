import { nothing, repeated, struct, text } from "../fields.ts";
import type { OperationResult } from "../messages.ts";
import { operationResult } from "../operation-result.ts";
import { defineRpc } from "../rpc.ts";

export const duStateChangeComplete = defineRpc({
	name: "DUStateChangeComplete",
	clause: "A.4.2.3",
	request: struct<{ readonly results: readonly OperationResult[]; readonly commandKey: string }>({
		results: repeated("Results", operationResult),
		commandKey: { ...text("CommandKey"), optional: true },
	}),
	response: nothing,
});
