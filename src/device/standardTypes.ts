import { isSecretName } from "../cwmp/redact.ts";
import type { StandardEntry } from "./standard/model.ts";
import { hasForm, standardEntry } from "./standardModel.ts";

/**
 * How a parameter's type, or the form of its value, differs from the standard model: `undefined` where the model does
 * not have it, `null` where it does not differ.
 */
export function typeDeviation(path: string, type: string, value: string): string | null | undefined {
	const entry = standardEntry(path);
	if (entry === null) return undefined;
	const given = givenType(entry, type);
	const standard = wireType(entry);
	if (given !== null) return `the model has ${standard}, the device ${given}`;
	// A binary value is what the device makes of it: many give it as it is.
	if (standard === "base64" || standard === "hexBinary") return null;
	// Devices whose clock has yet to tell give a time empty, and hide what is secret so (quirk 52): both mean unknown.
	if (value === "")
		return standard === "dateTime" || isSecretName(path) || hasForm(standard, "") ? null : `${standard} with no value`;
	return hasForm(standard, value.trim()) ? null : `${standard} with a value that is none`;
}

/** A list is a string on the wire. */
export function wireType({ type, list }: StandardEntry): StandardEntry["type"] {
	return list === null ? type : "string";
}

/** The type that a device gives where it is another than the standard's, `none` where it gives none; else `null`. */
export function givenType(entry: StandardEntry, type: string): string | null {
	const standard = wireType(entry);
	const given = type.replace(/^.*:/, "");
	// Counters were 32 bits wide in earlier versions of the models: a device of such a version is right.
	if (standard === "unsignedLong" && given === "unsignedInt") return null;
	const same = given.toLowerCase().replace(/binary$/, "") === standard.toLowerCase().replace(/binary$/, "");
	return same ? null : given === "" ? "none" : given;
}
