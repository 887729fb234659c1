import { isHiddenValue, isSecretName } from "../../cwmp/redact.ts";
import { isActionName } from "../../device/actions.ts";
import { risksOfObject, risksOfValue } from "../../device/changeRisks.ts";
import { isBelow } from "../../device/madeAnew.ts";
import { managementWay } from "../../device/managementWay.ts";
import { instanceOf, parentOf } from "../../device/profiles/paths.ts";
import { templatePath } from "../../device/standard/model.ts";
import type { Tree, TreeNode } from "../../device/tree.ts";
import type { ValueRead } from "../../engine/ports.ts";
import { cellOf, nameOfCell } from "../../gate/cell.ts";
import { canonicalJson } from "../../lib/canonicalJson.ts";
import { digestOf } from "../../lib/hash.ts";
import type { ChangeItem, ChangeKind, Risk } from "../../shared/changes.ts";
import { RISKS } from "../../shared/changes.ts";
import type { OperationInput } from "../../shared/operations.ts";
import type { CellStatus } from "../../shared/proof.ts";
import type { Rollout } from "../../shared/rollouts.ts";
import type { NewChangeDevice } from "../../store/changeDevices.ts";
import type { Target } from "../../store/gateFacts.ts";
import { withoutSecrets } from "../operationInput.ts";
import { shown, type WantedAction } from "./wanted.ts";

type Item = Omit<ChangeItem, "deviceId">;

/** What a device is known to hold; `live`: what it answered just now. */
export interface DeviceSeen {
	readonly tree: Tree;
	readonly live: ReadonlyMap<string, ValueRead> | null;
	readonly root: string;
	/** To where the ACS sends its connection requests. */
	readonly connectionRequestUrl: string | null;
	/** Hidden parameters of which Certus holds what stands there. */
	readonly held: ReadonlySet<string>;
}

/** The paths whose live values a preview needs. */
export function pathsToRead({ kind, input }: Pick<WantedAction, "kind" | "input">): string[] {
	if (kind === "set") return (input as OperationInput<"set">).values.map(({ path }) => path);
	return kind === "deleteObject" ? [(input as OperationInput<"deleteObject">).path] : [];
}

/** The parameters and objects that the matrix is asked about. */
function templatesOf({ kind, input }: Pick<WantedAction, "kind" | "input">): string[] {
	if (kind === "set") {
		const paths = (input as OperationInput<"set">).values.map(({ path }) => path);
		return [...paths, ...goneOf(input).map(parentOf)].map(templatePath);
	}
	if (kind === "setAttributes") {
		return (input as OperationInput<"setAttributes">).attributes.map(({ path }) => templatePath(path));
	}
	return kind === "addObject" || kind === "deleteObject" ? [templatePath((input as { path: string }).path)] : [];
}

/** One device's part of a preview. */
export function deviceOf(wanted: WantedAction, target: Target, seen: DeviceSeen, place: number): NewChangeDevice {
	const cell = cellOfTarget(wanted, target);
	const notProven: readonly Risk[] = cell === "green" ? [] : ["notProven"];
	const items = itemsOf(wanted, target, seen).map((item) => ({
		...item,
		risks: RISKS.filter((risk) => item.risks.includes(risk) || notProven.includes(risk)),
	}));
	return { device: target.id, place, live: seen.live !== null, cell, items };
}

/** What the cell is of, for a refusal. */
export function nameOfTarget(wanted: WantedAction, target: Target): string {
	const { cells, provenPaths } = target;
	return nameOfCell(wanted.workflow, target, cells && { cells, provenPaths }, templatesOf(wanted));
}

export function cellOfTarget(wanted: WantedAction, { cells, provenPaths }: Target): CellStatus {
	return cellOf(cells && { cells, provenPaths }, wanted.workflow, templatesOf(wanted));
}

function itemsOf(wanted: WantedAction, target: Target, seen: DeviceSeen): Item[] {
	const { kind, input, file } = wanted;
	switch (kind) {
		case "set": {
			const way = managementWay(seen.tree, seen.connectionRequestUrl);
			const gone = goneOf(input);
			const objects = gone.map((path): Item => {
				const risks = risksOfObject(parentOf(path), true, false);
				return { path, before: null, after: NEW_INSTANCE, type: "object", risks };
			});
			const values = (input as OperationInput<"set">).values.map(({ path, value, type }): Item => {
				const isGone = gone.some((object) => isBelow(path, object));
				const node = isGone ? goneNode(path, seen) : nodeOf(path, seen);
				return {
					path,
					before: isSecretName(path) || isHiddenValue(path, node?.value ?? "") ? null : (node?.value ?? null),
					after: shown(path, value),
					type: type ?? node?.type ?? null,
					risks: risksOfValue(path, value, type, node, way).filter(
						(risk) => risk !== "notReversible" || !(isGone || seen.held.has(path)),
					),
				};
			});
			return [...objects, ...values];
		}
		case "setAttributes":
			return (input as OperationInput<"setAttributes">).attributes.map(({ path, notification, accessList }) => ({
				...{ path, before: null, type: null, risks: risksOfObject(path, isKnown(path, seen), false) },
				after: canonicalJson({ notification, accessList }),
			}));
		case "addObject":
		case "deleteObject": {
			const { path } = input as { path: string };
			const isRemoved = kind === "deleteObject";
			const way = isRemoved ? managementWay(seen.tree, seen.connectionRequestUrl) : null;
			const risks = risksOfObject(path, isKnown(path, seen), isRemoved, way).filter(
				(risk) => risk !== "notReversible" || !comesBack(path, seen),
			);
			const there = isRemoved && isKnown(path, seen) ? "there" : null;
			return [{ path, before: there, after: isRemoved ? null : NEW_INSTANCE, type: "object", risks }];
		}
		case "download": {
			if (file?.kind === "firmware") {
				const path = `${seen.root}DeviceInfo.SoftwareVersion`;
				const [before, after] = [target.softwareVersion, file.version];
				return [{ path, before, after, type: "xsd:string", risks: ["notReversible"] }];
			}
			// Whatever stands in it.
			const after = file && (file.device === null ? file.version : file.name);
			return [{ path: "", before: null, after, type: null, risks: ["losesConnectivity", "notReversible"] }];
		}
		case "factoryReset":
			return [{ path: "", before: null, after: null, type: null, risks: ["losesConnectivity", "notReversible"] }];
		case "reboot":
			return [{ path: "", before: null, after: null, type: null, risks: [] }];
	}
}

const NEW_INSTANCE = "a new instance";

/** The objects that a restored backup holds, and the device has no more. */
export function goneOf(input: WantedAction["input"]): readonly string[] {
	return Array.isArray(input.gone) ? input.gone : [];
}

/** What is known of a parameter from the time in which its object was there. */
function goneNode(path: string, { tree }: DeviceSeen): Pick<TreeNode, "value" | "type" | "writable"> {
	const { type = null, writable = null } = tree.get(path) ?? {};
	return { value: null, type, writable };
}

/** Whether a removed object can be added again with all that it held: its table takes it, and nothing of it is hidden. */
function comesBack(object: string, { tree, live, held }: DeviceSeen): boolean {
	if (instanceOf(object) === null || tree.get(parentOf(object))?.writable !== true) return false;
	const values = [...tree, ...(live ?? [])].filter(([path]) => isBelow(path, object) && !path.endsWith("."));
	return values.every(([path, { value }]) => {
		const isHidden = isSecretName(path) || isHiddenValue(path, value ?? "");
		return !isHidden || held.has(path) || isActionName(path) || tree.get(path)?.writable === false;
	});
}

function isKnown(path: string, { tree }: DeviceSeen): boolean {
	if (tree.has(path)) return true;
	for (const name of tree.keys()) if (path.endsWith(".") ? name.startsWith(path) : name === path) return true;
	return false;
}

/** As the device answered just now, else as it was last read; `undefined` where it is not known to have it. */
function nodeOf(path: string, { tree, live }: DeviceSeen): Pick<TreeNode, "value" | "type" | "writable"> | undefined {
	const known = tree.get(path);
	if (live === null) return known;
	const now = live.get(path);
	return now && { value: now.value, type: now.type, writable: known?.writable ?? null };
}

/** Over all that somebody is shown: what is applied is this, and nothing else. */
export function previewDigest(
	wanted: WantedAction,
	devices: readonly NewChangeDevice[],
	rollout: Rollout | null = null,
): string {
	const shownDevices = devices.map(({ device, items }) => ({ device, items }));
	// A digest over a secret would be a way to guess it.
	const input = withoutSecrets(wanted.input);
	return digestOf(canonicalJson({ kind: wanted.kind, input, devices: shownDevices, ...(rollout && { rollout }) }));
}

export function risksOf(devices: readonly NewChangeDevice[]): Risk[] {
	const all = new Set(devices.flatMap(({ items }) => items.flatMap(({ risks }) => risks)));
	return RISKS.filter((risk) => all.has(risk));
}

/** Whether a change's backups have the devices' own configuration files as well. */
export function takesFiles({ kind }: Pick<WantedAction, "kind">, targets: readonly Target[]): boolean {
	return kind !== "reboot" && targets.some(({ configurationFile }) => configurationFile !== null);
}

/** The RPCs that go to each device, in their order. */
export function rpcsOf(kind: ChangeKind, withFile = false, adds = false): string[] {
	const keeps = ["GetParameterNames", ...(withFile ? ["Upload"] : []), "GetParameterValues"];
	switch (kind) {
		case "set":
			return [...keeps, ...(adds ? ["AddObject"] : []), "SetParameterValues", "GetParameterValues"];
		case "setAttributes":
			return [...keeps, "GetParameterAttributes", "SetParameterAttributes"];
		case "addObject":
			return [...keeps, "AddObject"];
		case "deleteObject":
			return [...keeps, "DeleteObject"];
		case "download":
			return [...keeps, "Download"];
		case "factoryReset":
			return [...keeps, "FactoryReset"];
		case "reboot":
			return ["Reboot"];
	}
}
