import { storableText } from "../../cwmp/xml/text.ts";
import type { ProvisioningSubject } from "./subject.ts";

/** A value with its `{{…}}` taken apart: texts as they are, and names. */
export type Template = readonly (string | { readonly name: string })[];

const NAMES: Readonly<Record<string, (subject: ProvisioningSubject) => string | null | undefined>> = {
	"subscriber.externalId": ({ subscriber }) => subscriber?.externalId,
	"subscriber.name": ({ subscriber }) => subscriber?.name,
	"subscriber.plan": ({ subscriber }) => subscriber?.plan,
	"site.name": ({ site }) => site?.name,
	"site.address": ({ site }) => site?.address,
	"device.serialNumber": ({ serialNumber }) => serialNumber,
	"device.oui": ({ oui }) => oui,
	"device.vendor": ({ vendor }) => vendor,
	"device.model": ({ model }) => model,
	"device.productClass": ({ productClass }) => productClass,
	"device.hardwareVersion": ({ hardwareVersion }) => hardwareVersion,
	"device.softwareVersion": ({ softwareVersion }) => softwareVersion,
	"device.mac": ({ mac }) => mac,
};
const VARIABLE = /^subscriber\.variables\.([A-Za-z][A-Za-z0-9_.-]{0,63})$/;
const TEMPLATE_NAMES: readonly string[] = [...Object.keys(NAMES), "subscriber.variables.<name>"];

/** A value's template; the fault where it names what there is not, or does not close what it opens. */
export function parseTemplate(text: string): Template | { readonly fault: string } {
	const parts: (string | { name: string })[] = [];
	let rest = text;
	for (;;) {
		const open = rest.indexOf("{{");
		if (open < 0) break;
		const close = rest.indexOf("}}", open);
		if (close < 0) return { fault: "a {{ is not closed" };
		const name = rest.slice(open + 2, close).trim();
		if (!Object.hasOwn(NAMES, name) && !VARIABLE.test(name)) {
			return { fault: `there is no {{${name}}}: there are ${TEMPLATE_NAMES.join(", ")}` };
		}
		if (open > 0) parts.push(rest.slice(0, open));
		parts.push({ name });
		rest = rest.slice(close + 2);
	}
	if (rest !== "" || parts.length === 0) parts.push(rest);
	return parts;
}

/** The text for one device, or the first name that has no value for it. */
export function render(template: Template, subject: ProvisioningSubject): { text: string } | { missing: string } {
	let text = "";
	for (const part of template) {
		const value = typeof part === "string" ? part : valueNamed(part.name, subject);
		// What a device told of itself may be no text that it could be sent.
		if (value === null || storableText(value) !== value) return { missing: (part as { name: string }).name };
		text += value;
	}
	return { text };
}

/** The subscriber's variable that a name in a template means. */
export function variableNamed(name: string): string | null {
	return VARIABLE.exec(name)?.[1] ?? null;
}

function valueNamed(name: string, subject: ProvisioningSubject): string | null {
	const variable = variableNamed(name);
	if (variable === null) return NAMES[name]?.(subject) ?? null;
	const { variables = {} } = subject.subscriber ?? {};
	return Object.hasOwn(variables, variable) ? (variables[variable] ?? null) : null;
}
