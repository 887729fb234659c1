import { ranOn } from "../device/uptime.ts";
import type { OperationKind } from "../shared/operations.ts";
import type { Workflow } from "../shared/proof.ts";
import { subtreesOf, templateOf } from "./subtrees.ts";

/** A production operation that has come to its end. */
export interface EndedOperation {
	readonly kind: OperationKind;
	readonly authority: "user" | "run" | "rollout" | "provisioning" | "system";
	readonly input: Readonly<Record<string, unknown>>;
	readonly status: "succeeded" | "failed" | "unknown" | "expired" | "cancelled";
	/** Whether anything that changes the device was sent. */
	readonly sent: boolean;
	/** It was acknowledged, and is seen not to stand on the device. */
	readonly differs: boolean;
	readonly result: Readonly<Record<string, unknown>> | null;
	readonly fault: {
		readonly code: number;
		readonly parameters: readonly { readonly path: string; readonly code: number }[];
	} | null;
}

/** What its outcome is judged by. */
export interface OperationSetting {
	/** Whether the device had this when it was last read. */
	readonly had: (path: string) => boolean;
	/** Paths that were proven to be set on its row, instances as `{i}`. */
	readonly proven: ReadonlySet<string>;
	/** Of the file that a download brought. */
	readonly fileKind: "firmware" | "config" | null;
}

/** What one operation says of one workflow. */
export interface FieldRecord {
	readonly workflow: Workflow;
	readonly outcome: "success" | "failure" | "unsupported";
	readonly faultCode: number | null;
	/** What an unsupported fault is about: an RPC, a diagnostic, or a path with its instances as `{i}`. */
	readonly about: string | null;
}

const READS: readonly OperationKind[] = ["read", "discover"];
const WRITES: readonly OperationKind[] = ["set", "setAttributes", "addObject", "deleteObject"];

const METHOD_NOT_SUPPORTED = 9000;
const INVALID_ARGUMENTS = 9003;
const INVALID_NAME = 9005;
const INVALID_TYPE = 9006;
const INVALID_VALUE = 9007;
const NOT_WRITABLE = 9008;

type Said = Pick<FieldRecord, "outcome" | "faultCode" | "about">;
const SUCCESS: Said = { outcome: "success", faultCode: null, about: null };
const FAILURE: Said = { outcome: "failure", faultCode: null, about: null };

/**
 * What a production operation says of its row's cells. Nothing, where the device was not reached, somebody cancelled, or
 * what was asked for was wrong (contract, section 5); proof runs are evidence of another kind.
 */
export function fieldRecordsOf(operation: EndedOperation, setting: OperationSetting): FieldRecord[] {
	const { authority, status } = operation;
	if (authority === "run" || authority === "system" || status === "expired" || status === "cancelled") return [];
	return workflowsOf(operation, setting).flatMap((workflow) => {
		const said = saidOf(operation, setting, workflow);
		return said ? [{ workflow, ...said }] : [];
	});
}

/** The workflows whose cells an operation counts for; reads and discoveries count for `inventory` (contract, section 6). */
export function workflowsOf(
	{ kind, authority, input }: Pick<EndedOperation, "kind" | "authority" | "input">,
	{ fileKind }: Pick<OperationSetting, "fileKind">,
): Workflow[] {
	if (READS.includes(kind)) return pathsOf(input).some(isOfHosts) ? ["inventory", "hostsWifi"] : ["inventory"];
	if (WRITES.includes(kind)) return [authority === "provisioning" ? "provisioning" : "config"];
	if (kind === "download") return fileKind === null ? [] : [fileKind];
	if (kind === "reboot" || kind === "factoryReset") return [kind];
	return kind === "diagnostic" ? ["diagnostics"] : [];
}

/** What is done on a device for a workflow: what stops where its cell goes down. Reads harm nobody. */
export function kindsOf(workflow: Workflow): OperationKind[] {
	if (workflow === "config" || workflow === "provisioning") return [...WRITES];
	if (workflow === "firmware") return ["download"];
	if (workflow === "reboot" || workflow === "factoryReset") return [workflow];
	return workflow === "diagnostics" ? ["diagnostic"] : [];
}

function saidOf(operation: EndedOperation, setting: OperationSetting, workflow: Workflow): Said | null {
	const { kind, status, fault, result, sent, differs } = operation;
	if (status === "unknown") return FAILURE;
	if (READS.includes(kind) && !fault) return saidOfRead(operation, setting, workflow);
	if (status === "succeeded") return differs ? FAILURE : saidOfRestart(operation);
	if (fault) return saidOfFault(operation, fault, setting);
	if (kind === "diagnostic" && typeof result?.state === "string") return saidOfState(result.state);
	// Refused by the gate, or its file is gone: nothing reached the device.
	return sent ? FAILURE : null;
}

/**
 * Of a restart that events tell of: by the device's own uptime there was none, or nothing shows that it was a reset. What a
 * frozen uptime is worth beside 1 BOOT is not known here.
 */
function saidOfRestart({ kind, result }: EndedOperation): Said | null {
	if (kind === "factoryReset" && result && result.bootstrap !== true && result.settingsLost !== true)
		return result.settingsLost === false ? FAILURE : null;
	if (kind !== "reboot" || !result) return SUCCESS;
	const { uptimeBeforeSeconds, uptimeAfterSeconds, uptimeReadAfterSeconds } = result;
	const [before = null, after = null, elapsed = null] = [
		...[uptimeBeforeSeconds, uptimeAfterSeconds, uptimeReadAfterSeconds],
	].map((seconds) => (typeof seconds === "number" ? seconds : null));
	return before !== after && ranOn(before, after, elapsed ?? 0) ? FAILURE : SUCCESS;
}

/** A read succeeds also where some of what was asked for is not there. */
function saidOfRead(
	{ input, status, result }: EndedOperation,
	{ had }: OperationSetting,
	workflow: Workflow,
): Said | null {
	if (status !== "succeeded") return FAILURE;
	const unanswered = new Set(stringsOf(result?.unanswered));
	const missing = [...new Set(stringsOf(result?.missing))].filter((path) => !unanswered.has(path));
	const lost = missing
		.filter((path) => workflow === "inventory" || isOfHosts(path))
		.find((path) => isFixed(path) && had(path));
	if (lost !== undefined) return { outcome: "unsupported", faultCode: INVALID_NAME, about: lost };
	const asked = pathsOf(input);
	return asked.length > 0 && missing.length >= asked.length ? null : SUCCESS;
}

/** A diagnostic that ended by itself: what it says of its target says nothing of the device. */
function saidOfState(state: string): Said | null {
	return /^error_(internal|other)/i.test(state.trim()) ? FAILURE : null;
}

function saidOfFault(
	{ kind, input }: EndedOperation,
	{ code, parameters }: NonNullable<EndedOperation["fault"]>,
	setting: OperationSetting,
): Said | null {
	if (code === METHOD_NOT_SUPPORTED) return { outcome: "unsupported", faultCode: code, about: kind };
	const inner = parameters.length > 0 ? parameters : pathsOf(input).map((path) => ({ path, code }));
	if (kind === "diagnostic") {
		const unsupported = [code, ...parameters.map((one) => one.code)].find(
			(one) => one === INVALID_NAME || one === METHOD_NOT_SUPPORTED,
		);
		if (unsupported !== undefined) {
			return { outcome: "unsupported", faultCode: unsupported, about: String(input.diagnostic) };
		}
		return isWrongInput(code, input) ? null : { ...FAILURE, faultCode: code };
	}
	for (const { path, code: own } of inner) {
		const gone = own === INVALID_NAME && isFixed(path) && setting.had(path);
		const locked = own === NOT_WRITABLE && setting.proven.has(templateOf(path));
		if (gone || locked) return { outcome: "unsupported", faultCode: own, about: templateOf(path) };
	}
	const codes = parameters.length > 0 ? parameters.map((one) => one.code) : [code];
	return codes.every((own) => isWrongInput(own, input)) ? null : { ...FAILURE, faultCode: code };
}

/** Faults that whoever asked is to blame for. A type that nobody named was ours. */
function isWrongInput(code: number, input: EndedOperation["input"]): boolean {
	if (code === INVALID_TYPE) return valuesOf(input).some(({ type }) => type !== undefined);
	return [INVALID_ARGUMENTS, INVALID_NAME, INVALID_VALUE, NOT_WRITABLE].includes(code);
}

/** A row of a table comes and goes; what stands outside of tables does not. */
function isFixed(path: string): boolean {
	return templateOf(path) === path;
}

function isOfHosts(path: string): boolean {
	return subtreesOf(path).some((subtree) => subtree === "hosts" || subtree === "wifi");
}

function pathsOf(input: EndedOperation["input"]): string[] {
	const { path, paths } = input;
	if (typeof path === "string") return path === "" ? [] : [path];
	return Array.isArray(paths) ? stringsOf(paths) : valuesOf(input).map((value) => value.path);
}

function valuesOf({ values }: EndedOperation["input"]): { readonly path: string; readonly type?: string }[] {
	return Array.isArray(values) ? values : [];
}

function stringsOf(list: unknown): string[] {
	return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}

/** One outcome of a cell, as it is kept. */
export interface FieldOutcome {
	readonly deviceId: string;
	readonly outcome: FieldRecord["outcome"];
	readonly faultCode: number | null;
	readonly about: string | null;
}

/** A cell is judged by so many of its newest operations: old successes don't hide what a device lost since. */
export const FIELD_WINDOW = 200;
const MIN_OPERATIONS = 20;
const MIN_DEVICES = 5;
/** The same unsupported fault from so many devices is the firmware's. */
const DEVICES_OF_FAULT = 3;

const FIELD_CODES = ["fieldUnsupportedFault", "fieldSuccessBelowFloor"] as const;

export interface FieldFinding {
	readonly code: (typeof FIELD_CODES)[number];
	readonly reason: string;
}

/** Whether a limitation's code says that the fleet's outcomes lowered the cell. */
export function isFieldCode(code: string): boolean {
	return (FIELD_CODES as readonly string[]).includes(code);
}

/** Why the fleet's outcomes lower a cell; `null` where they don't (contract, section 5). */
export function fieldFinding(
	workflow: Workflow,
	/** Since the cell was last raised or lowered, the newest `FIELD_WINDOW` of them. */
	outcomes: readonly FieldOutcome[],
	successFloor: number,
): FieldFinding | null {
	const faults = Map.groupBy(
		outcomes.filter(({ outcome }) => outcome === "unsupported"),
		({ faultCode, about }) => JSON.stringify([faultCode, about]),
	);
	for (const [key, same] of faults) {
		const devices = new Set(same.map(({ deviceId }) => deviceId)).size;
		if (devices < DEVICES_OF_FAULT) continue;
		const [faultCode, about] = JSON.parse(key) as [number, string];
		const reason = `${devices} devices answered fault ${faultCode} to ${about}: the firmware lacks it.`;
		return { code: "fieldUnsupportedFault", reason };
	}
	const operations = outcomes.length;
	const devices = new Set(outcomes.map(({ deviceId }) => deviceId)).size;
	const successes = outcomes.filter(({ outcome }) => outcome === "success").length;
	if (operations < MIN_OPERATIONS || devices < MIN_DEVICES || successes / operations >= successFloor) return null;
	const share = (value: number): string => `${Number((value * 100).toFixed(1))} %`;
	return {
		code: "fieldSuccessBelowFloor",
		reason: `${successes} of the last ${operations} ${workflow} operations on ${devices} devices succeeded: ${share(successes / operations)}, below the floor of ${share(successFloor)}.`,
	};
}
