import { nothing, repeated, type Struct, struct } from "../fields.ts";
import type { OperationResult } from "../messages.ts";
import { autonomousResult } from "../operation-result.ts";
import { defineRpc } from "../rpc.ts";

const result: Struct<OperationResult> = {
	...autonomousResult,
	write: (value) => autonomousResult.write({ ...value, operationPerformed: value.operationPerformed ?? "" }),
};

export const autonomousDuStateChangeComplete = defineRpc({
	name: "AutonomousDUStateChangeComplete",
	clause: "A.4.2.4",
	request: struct({ results: repeated("Results", result) }),
	response: nothing,
});
