import type { Parameter } from "../../../src/shared/devices.ts";

/** A parameter that is to be set, and what was typed for it. */
export interface Chosen {
	readonly parameter: Parameter;
	readonly value: string;
}

type ValueKind = "boolean" | "number" | "secret" | "text";

/** Names of what nobody should read over a shoulder; what the API takes out of its answers it knows itself. */
const SECRET = /(password|passphrase|presharedkey|wepkey\d*|secret|psk|_key|privatekey|authkey|pin)$/i;
const NUMBER =
	/^(?:int|unsignedint|long|unsignedlong|short|byte|unsignedshort|unsignedbyte|integer|decimal|float|double)$/;

/** By the type that the device gave. */
export function kindOf({ path, type }: Pick<Parameter, "path" | "type">): ValueKind {
	if (SECRET.test(path)) return "secret";
	const name = (type ?? "").replace(/^.*:/, "").toLowerCase();
	if (name === "boolean") return "boolean";
	return NUMBER.test(name) ? "number" : "text";
}

export function isTrue(value: string | null): boolean {
	return value === "1" || value?.toLowerCase() === "true";
}

/** What an input begins with: the value that stands there, as far as it may be seen. */
export function chosenOf(parameter: Parameter): Chosen {
	const kind = kindOf(parameter);
	if (kind === "secret") return { parameter, value: "" };
	if (kind === "boolean") return { parameter, value: String(isTrue(parameter.value)) };
	return { parameter, value: parameter.value ?? "" };
}

/** Whether it would change anything, as far as it is known. */
export function isChanged({ parameter, value }: Chosen): boolean {
	const kind = kindOf(parameter);
	if (kind === "secret") return value !== "";
	if (parameter.value === null) return kind === "boolean" || value !== "";
	return kind === "boolean" ? isTrue(parameter.value) !== isTrue(value) : parameter.value !== value;
}

/** What can be set: leaves that the device says can be, or says nothing of. */
export function settable(parameters: readonly Parameter[]): Parameter[] {
	return parameters.filter(({ path, writable }) => !path.endsWith(".") && writable !== false);
}

/** Those whose path or value holds all of the words. */
export function matching(parameters: readonly Parameter[], text: string): Parameter[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return parameters.filter(({ path, value }) => {
		const haystack = `${path} ${value ?? ""}`.toLowerCase();
		return words.every((word) => haystack.includes(word));
	});
}
