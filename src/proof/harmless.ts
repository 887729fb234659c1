import { isSecretName } from "../cwmp/redact.ts";
import { rootsOf } from "../device/facts.ts";
import { expressionOf, parentOf } from "../device/profiles/paths.ts";
import type { Tree, TreeNode } from "../device/tree.ts";
import type { CheckContext } from "./check.ts";

/** Text that a provider keeps at a device for itself, or a server that is tried after all others: no subscriber sees it. */
const CANDIDATES: readonly {
	readonly name: string;
	readonly values: readonly string[];
	readonly onlyEmpty: boolean;
}[] = [
	{ name: "DeviceInfo.ProvisioningCode", values: ["Certus.Proof.One", "Certus.Proof.Two"], onlyEmpty: false },
	{ name: "DeviceInfo.FriendlyName", values: ["Certus proof", "Certus proof 2"], onlyEmpty: false },
	// The name is one that nobody can have (RFC 2606).
	{ name: "Time.NTPServer5", values: ["ntp.certus.invalid"], onlyEmpty: true },
];

export interface Choice {
	readonly path: string;
	/** What it may be set to; the first that it does not have already. */
	readonly values: readonly string[];
}

/** A parameter that a device may take another value of without anybody noticing; `null` where none is known. */
export function harmlessParameter(
	tree: Tree,
	{ profile, root }: Pick<CheckContext, "profile" | "root">,
): Choice | null {
	const known = profile.harmlessParameter;
	for (const path of known === null ? [] : instancesOf(known, tree)) {
		const node = tree.get(path);
		const value = node && usable(path, node) ? otherValue(node) : null;
		if (value !== null) return { path, values: [value] };
	}
	for (const { name, values, onlyEmpty } of CANDIDATES) {
		for (const path of rootsOf(root).map((one) => one + name)) {
			const node = tree.get(path);
			if (!node || !usable(path, node) || !isText(node)) continue;
			const left = values.filter((value) => value !== node.value);
			if (left.length > 0 && (!onlyEmpty || node.value === "")) return { path, values: left };
		}
	}
	return null;
}

/** Where those that can be chosen stand: their writability is the device's own to say. */
export function harmlessObjects({ profile, root }: Pick<CheckContext, "profile" | "root">): string[] {
	const [own] = profile.harmlessParameter?.split("{i}") ?? [];
	const objects = rootsOf(root).map((one) => `${one}DeviceInfo.`);
	return [...new Set([...(own === undefined ? [] : [parentOf(own)]), ...objects])];
}

/** What a proof never sets: what holds the device to its server, and what reads back as nothing. */
export function isForbidden(path: string): boolean {
	return /^(?:Device|InternetGatewayDevice)\.ManagementServer\./i.test(path) || isSecretName(path);
}

function usable(path: string, node: TreeNode): boolean {
	return node.writable === true && node.value !== null && !isForbidden(path);
}

function isText({ type }: TreeNode): boolean {
	return type === null || /string/i.test(type);
}

function otherValue({ value, type }: TreeNode): string | null {
	const text = value ?? "";
	if (type === null || /string/i.test(type))
		return text === "Certus.Proof.One" ? "Certus.Proof.Two" : "Certus.Proof.One";
	if (/boolean/i.test(type)) return /^(1|true)$/i.test(text) ? "0" : "1";
	return /int|long/i.test(type) && /^\d{1,9}$/.test(text) ? String(Number(text) + 1) : null;
}

/** The paths of the tree that a template stands for. */
function instancesOf(template: string, tree: Tree): string[] {
	const expression = expressionOf(template);
	return [...tree.keys()].filter((path) => expression.exec(path)?.[0] === path);
}
