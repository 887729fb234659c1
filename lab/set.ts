/** SetParameterValues (A.3.2.1): all is checked before anything is set, unless the model is one that doesn't. */
import type { ParameterValue, Rpcs } from "../src/cwmp/messages.ts";
import type { Cpe } from "./cpe.ts";
import { diagnosticsSet } from "./diagnostics.ts";
import { type Answer, fault, faultText, type ParameterFault, send } from "./faults.ts";
import type { Leaf } from "./tree.ts";

const LEXICAL: Readonly<Record<string, RegExp>> = {
	"xsd:boolean": /^(0|1|true|false)$/,
	"xsd:int": /^[+-]?\d{1,10}$/,
	"xsd:long": /^[+-]?\d{1,19}$/,
	"xsd:unsignedInt": /^\+?\d{1,10}$/,
	"xsd:unsignedLong": /^\+?\d{1,20}$/,
	"xsd:dateTime": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/,
	"xsd:hexBinary": /^([\da-fA-F]{2})*$/,
	"xsd:base64": /^[A-Za-z\d+/=\s]*$/,
};

function hasPrefix(path: string, prefixes: readonly string[]): boolean {
	return prefixes.some((prefix) => path.startsWith(prefix));
}

/** The code of the fault that a value earns, or 0. */
function check(cpe: Cpe, { path, value, type }: ParameterValue): number {
	const { set, values } = cpe.behaviour;
	const leaf = hasPrefix(path, values.hidden) ? undefined : cpe.tree.leaf(path);
	if (leaf === undefined) return 9005;
	if (!leaf.writable) return 9008;
	if (hasPrefix(path, set.rejected)) return 9001;
	if (set.strictTypes && type !== leaf.type) return 9006;
	return (LEXICAL[leaf.type]?.test(value) ?? true) ? 0 : 9007;
}

function isStuck(cpe: Cpe, path: string): boolean {
	return hasPrefix(path, cpe.behaviour.set.stuck) && cpe.tree.value(path) !== cpe.model.tree().leaves.get(path)?.value;
}

/** Booleans are kept the way the device writes them. */
function ownStyle(leaf: Leaf, value: string): string {
	if (leaf.type !== "xsd:boolean") return value;
	const isTrue = value === "1" || value === "true";
	if (leaf.value === "true" || leaf.value === "false") return String(isTrue);
	return isTrue ? "1" : "0";
}

export function setParameterValues(cpe: Cpe, request: Rpcs["SetParameterValues"]["request"]): Answer {
	const { set, faults } = cpe.behaviour;
	const wrong: ParameterFault[] = [];
	const right: ParameterValue[] = [];
	for (const parameter of request.parameters) {
		const code = check(cpe, parameter);
		if (code === 0) right.push(parameter);
		else wrong.push({ path: parameter.path, code, message: faultText(code) });
	}
	// A parameter may stand only once in a list (A.3.2.1).
	if (new Set(right.map(({ path }) => path)).size < right.length) return fault(9003);
	if (wrong.length > 0 && set.atomic) return fault(9003, faults.listsParameters ? wrong : []);

	const taken = right.filter(({ path }) => !hasPrefix(path, set.ignored) && !isStuck(cpe, path));
	const later = taken.filter(({ path }) => hasPrefix(path, set.needsReboot));
	for (const parameter of taken) if (!later.includes(parameter)) apply(cpe, parameter);
	const diagnostic = diagnosticsSet(cpe, taken);
	if (wrong.length > 0) return fault(9003, faults.listsParameters ? wrong : []);
	cpe.setParameterKey(request.parameterKey);
	if (later.length > 0) cpe.atBoot(() => later.forEach((parameter) => void apply(cpe, parameter)));
	const status = later.length > 0 ? 1 : 0;
	const answer = send({ kind: "response", rpc: "SetParameterValues", body: { status } }, diagnostic);
	const drops = right.some(({ path }) => hasPrefix(path, set.dropsAfter));
	return drops ? { ...answer, drops } : answer;
}

function apply(cpe: Cpe, { path, value }: ParameterValue): void {
	const leaf = cpe.tree.leaf(path);
	if (leaf === undefined) return;
	const after = ownStyle(leaf, value);
	const [first = ""] = cpe.tree.roots;
	const root = cpe.tree.roots.find((one) => path.startsWith(one)) ?? first;
	// A device with both roots keeps what they share in step.
	for (const other of cpe.tree.roots) cpe.tree.set(other + path.slice(root.length), after);
	if (after !== leaf.value) cpe.settingChanged(cpe.model.root + path.slice(root.length));
}
