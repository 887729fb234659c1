import { boolean, dateTime, nested, struct, text } from "./fields.ts";
import type { OperationResult } from "./messages.ts";
import { transferFault } from "./transfer-fault.ts";

type Solicited = Omit<OperationResult, "operationPerformed">;

const fields = {
	uuid: text("UUID"),
	deploymentUnitRef: text("DeploymentUnitRef"),
	version: text("Version"),
	currentState: text("CurrentState"),
	resolved: boolean("Resolved"),
	executionUnitRefs: text("ExecutionUnitRefList"),
	startTime: dateTime("StartTime"),
	completeTime: dateTime("CompleteTime"),
	fault: nested("Fault", transferFault),
};

export const operationResult = struct<Solicited>(fields);

/** With what the device did of its own accord. */
export const autonomousResult = struct<Solicited & { readonly operationPerformed: string }>({
	...fields,
	operationPerformed: text("OperationPerformed"),
});
