/** Reads a data model that the Broadband Forum publishes: a document of TR-106's schema in which nothing is left to import ("full"). */
import { nextChild, openRoot, skip } from "../../cwmp/xml/reader.ts";
import { openReader, type Reader } from "../../cwmp/xml/state.ts";
import { decodeReferences } from "../../cwmp/xml/text.ts";
import { CertusError } from "../../lib/errors.ts";
import {
	type Bounds,
	STANDARD_TYPES,
	type StandardAccess,
	type StandardEntry,
	type StandardModel,
	type StandardObject,
	type StandardStatus,
	type StandardType,
} from "./model.ts";

export interface ImportedModel {
	/** `Device:2.17` */
	readonly name: string;
	/** `Device.`, `InternetGatewayDevice.`, or `Services.` for a model of services, which stands below either. */
	readonly root: string;
	readonly objects: StandardModel;
}

const LIMITS = { maxDepth: 32, maxParameters: 0 };
const ROOTS = ["Device.", "InternetGatewayDevice."];
const SERVICES = "Services.";
const OPEN = { creatable: false, complete: false, since: null, status: "current" } as const;
const MAX_DERIVATIONS = 16;

interface Element {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly Element[];
}

/** What a type or a parameter says of its values. */
interface Facets {
	readonly list: Element | null;
	readonly type: StandardType | null;
	readonly range: readonly Bounds[];
	readonly length: readonly Bounds[];
	readonly enumeration: StandardEntry["enumeration"];
}

export function importDataModel(xml: string): ImportedModel {
	const reader = openReader(xml, LIMITS, () => {});
	openRoot(reader);
	const { name: outermost } = reader;
	if (outermost !== "document") refuse(`the document is a ${outermost}, not a data model`);
	const types = new Map<string, Element>();
	let model: ImportedModel | null = null;
	while (nextChild(reader)) {
		if (reader.name === "dataType") {
			const type = readElement(reader);
			types.set(attribute(type, "name"), type);
		} else if (reader.name === "model" && model === null) model = readModel(reader, types);
		else if (reader.name === "import")
			refuse("the document imports others: the one whose name ends in -full has all in it");
		else skip(reader);
	}
	return model ?? refuse("the document has no model");
}

function refuse(reason: string): never {
	throw new CertusError(400, "datamodel.unreadable", reason);
}

function readModel(reader: Reader, types: ReadonlyMap<string, Element>): ImportedModel {
	const name = attributesOf(reader).get("name") ?? refuse("the model has no name");
	const objects = new Map<string, StandardObject>();
	// Of a service: the number of its instances, which stands beside them.
	const beside = new Map<string, StandardEntry>();
	let root: string | null = null;
	while (nextChild(reader)) {
		if (reader.name !== "object" && reader.name !== "parameter") {
			skip(reader);
			continue;
		}
		const element = readElement(reader);
		if (element.name === "parameter") {
			const name = named(attribute(element, "name"), NAME);
			beside.set(name, readParameter(SERVICES + name, element, null, types));
			continue;
		}
		const path = named(attribute(element, "name"), OBJECT_PATH);
		root ??= ROOTS.find((known) => path.startsWith(known)) ?? SERVICES;
		const object = readObject(root === SERVICES ? SERVICES + path : path, element, types);
		objects.set(object.path, object);
	}
	if (root === null) refuse("the model has no objects");
	if (beside.size === 0) return { name, root, objects };
	const services = { ...OPEN, path: SERVICES, parameters: beside };
	return { name, root, objects: new Map([[SERVICES, services], ...objects]) };
}

function readObject(path: string, element: Element, types: ReadonlyMap<string, Element>): StandardObject {
	const parameters = new Map<string, StandardEntry>();
	const since = element.attributes.get("version") ?? null;
	for (const child of element.children) {
		if (child.name !== "parameter") continue;
		const name = named(attribute(child, "name"), NAME);
		parameters.set(name, readParameter(path + name, child, since, types));
	}
	const creatable = accessOf(element) === "readWrite";
	return { path, creatable, complete: true, since, status: statusOf(element), parameters };
}

function readParameter(
	path: string,
	element: Element,
	since: string | null,
	types: ReadonlyMap<string, Element>,
): StandardEntry {
	const syntax = element.children.find(({ name }) => name === "syntax") ?? refuse(`${path} has no syntax`);
	const value = syntax.children.find(({ name }) => name === "dataType" || isType(name));
	const { list: inherited, type, ...facets } = value ? facetsOf(value, types) : refuse(`${path} has no type`);
	const list = listOf(syntax) ?? inherited;
	return {
		path,
		type: type ?? refuse(`${path} has a type that is not known`),
		access: accessOf(element),
		list: list && { length: boundsOf(list, "size"), items: itemsOf(list) },
		// Items that are lists themselves hold commas of their own, so that nothing can be said of them one by one.
		...(list?.attributes.has("nestedBrackets") ? NESTED : facets),
		since: element.attributes.get("version") ?? since,
		status: statusOf(element),
	};
}

const NESTED = { type: "string", range: [], length: [], enumeration: null } as const;

/** Of a type by name and all that it derives from, the nearest statement of each facet. */
function facetsOf(element: Element, types: ReadonlyMap<string, Element>, derivations = 0): Facets {
	if (derivations > MAX_DERIVATIONS) refuse("a type derives from itself");
	const primitive = element.children.find(({ name }) => isType(name));
	const base = element.attributes.get("ref") ?? element.attributes.get("base");
	const general = primitive ?? (base === undefined ? undefined : types.get(base));
	const inherited = general ? facetsOf(general, types, derivations + 1) : null;
	const type = isType(element.name) ? element.name : (inherited?.type ?? null);
	const enumeration = enumerationOf(element);
	const sizes = boundsOf(element, "size");
	const ranges = boundsOf(element, "range");
	return {
		type,
		list: listOf(element) ?? inherited?.list ?? null,
		range: ranges.length > 0 ? ranges : (inherited?.range ?? []),
		length: sizes.length > 0 ? sizes : (inherited?.length ?? []),
		enumeration: enumeration.length > 0 ? enumeration : (inherited?.enumeration ?? null),
	};
}

function listOf({ children }: Element): Element | null {
	return children.find(({ name }) => name === "list") ?? null;
}

function isType(name: string): name is StandardType {
	return (STANDARD_TYPES as readonly string[]).includes(name);
}

/** Names and values as a table can hold them; no published model has others. */
const OBJECT_PATH = /^(?:[\w-]+\.|\{i\}\.)+$/;
const NAME = /^[\w-]+$/;
const UNWRITABLE_VALUE = /[|\]\p{Cc}]|!$/u;

function named(text: string, form: RegExp): string {
	return form.test(text) ? text : refuse(`a name is none of a model: ${text.slice(0, 80)}`);
}

function writableValue(element: Element): string {
	const value = attribute(element, "value");
	return UNWRITABLE_VALUE.test(value) ? refuse(`a value of an enumeration is none: ${value.slice(0, 80)}`) : value;
}

function enumerationOf({ children }: Element): NonNullable<StandardEntry["enumeration"]> {
	return children
		.filter(({ name }) => name === "enumeration")
		.map((child) => ({
			value: writableValue(child),
			settable: child.attributes.get("access") !== "readOnly" && statusOf(child) !== "deleted",
		}));
}

const ENDS = { size: ["minLength", "maxLength"], range: ["minInclusive", "maxInclusive"] } as const;

function boundsOf({ children }: Element, name: keyof typeof ENDS): Bounds[] {
	return children
		.filter((child) => child.name === name && statusOf(child) !== "deleted")
		.map((child) => ({ min: numberOf(child, ENDS[name][0]), max: numberOf(child, ENDS[name][1]) }))
		.filter(({ min, max }) => min !== null || max !== null);
}

function itemsOf(list: Element): Bounds[] {
	const [min, max] = [numberOf(list, "minItems"), numberOf(list, "maxItems")];
	return min === null && max === null ? [] : [{ min, max }];
}

function numberOf({ attributes }: Element, name: string): number | null {
	const value = Number(attributes.get(name) ?? Number.NaN);
	return Number.isFinite(value) ? value : null;
}

function accessOf({ attributes }: Element): StandardAccess {
	const access = attributes.get("access");
	return access === "readWrite" || access === "writeOnceReadOnly" ? access : "readOnly";
}

function statusOf({ attributes }: Element): StandardStatus {
	const status = attributes.get("status");
	return status === "deprecated" || status === "obsoleted" || status === "deleted" ? status : "current";
}

function attribute({ name, attributes }: Element, key: string): string {
	return attributes.get(key) ?? refuse(`<${name}> has no ${key}`);
}

/** The element that was opened last and what is in it, but texts. */
function readElement(reader: Reader): Element {
	const element = { name: reader.name, attributes: attributesOf(reader), children: [] as Element[] };
	while (nextChild(reader)) {
		if (reader.name === "description") skip(reader);
		else element.children.push(readElement(reader));
	}
	return element;
}

/** By local name, of the tag that was read last. */
function attributesOf({ text, spans, depth, position, warn }: Reader): Map<string, string> {
	const attributes = new Map<string, string>();
	const tag = text.slice(spans[2 * depth - 1], position);
	for (const [, name = "", double, single = ""] of tag.matchAll(/([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
		// A name that is published has a space at its end (UPnP.Device.UPnPQoSDevice of TR-098).
		attributes.set(name, decodeReferences(double ?? single, { warn, references: 0 }).trim());
	}
	return attributes;
}
