import { z } from "zod";
import * as audit from "../../shared/audit.ts";
import * as certification from "../../shared/certification.ts";
import * as changes from "../../shared/changes.ts";
import * as common from "../../shared/common.ts";
import * as deviceFacts from "../../shared/deviceFacts.ts";
import * as devices from "../../shared/devices.ts";
import * as discoveryReport from "../../shared/discoveryReport.ts";
import * as events from "../../shared/events.ts";
import * as files from "../../shared/files.ts";
import * as operations from "../../shared/operations.ts";
import * as proof from "../../shared/proof.ts";
import * as provisioning from "../../shared/provisioning.ts";
import * as rollouts from "../../shared/rollouts.ts";
import * as service from "../../shared/service.ts";
import * as subscribers from "../../shared/subscribers.ts";
import * as tenancy from "../../shared/tenancy.ts";
import * as users from "../../shared/users.ts";
import * as webhooks from "../../shared/webhooks.ts";

const MODULES: readonly Readonly<Record<string, unknown>>[] = [
	...[audit, certification, changes, common, deviceFacts, devices, discoveryReport, events, files, operations],
	...[proof, provisioning, rollouts, service, subscribers, tenancy, users, webhooks],
];
/** Texts have no name of their own in a document, and queries are parameters. */
const NAMED: readonly string[] = ["object", "enum", "union"];

/** The name that an operation's input has, by its kind. */
export function nameOfInput(kind: operations.OperationKind): string {
	return `Operation${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
}

/** What is exported under a name has it in the OpenAPI document too. */
export function nameSchemas(): void {
	for (const module of MODULES) {
		for (const [name, schema] of Object.entries(module)) {
			if (schema instanceof z.ZodType && NAMED.includes(schema.type) && !name.endsWith("Query")) give(schema, name);
		}
	}
	for (const kind of operations.OPERATION_KINDS) give(operations.operationInputs[kind], nameOfInput(kind));
}

function give(schema: z.ZodType, id: string): void {
	z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
}
