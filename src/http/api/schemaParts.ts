import { OPERATION_KINDS } from "../../shared/operations.ts";
import { nameOfInput } from "./schemaNames.ts";

type Schema = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
	readonly paths: Readonly<Record<string, unknown>>;
	readonly components: { readonly schemas: Readonly<Record<string, Schema>> } & Readonly<Record<string, unknown>>;
}

const SCHEMAS = "#/components/schemas/";
const ref = (name: string) => ({ $ref: SCHEMAS + name });

/**
 * What each kind of operation takes, as one of several: a request is judged by its kind alone first, as what may be asked
 * for follows from that, and then its input.
 */
export function describeKinds(document: OpenApiDocument): OpenApiDocument {
	const { components } = document;
	const { schemas } = components;
	const asked = schemas.NewOperationInput as Schema;
	const change = schemas.NewChangeInput as Schema;
	const properties = asked.properties as Readonly<Record<string, Schema>>;
	const ofKind: Record<string, Schema> = {};
	for (const kind of OPERATION_KINDS) {
		const input = `${nameOfInput(kind)}Input`;
		const needsInput = ((schemas[input]?.required as readonly string[] | undefined) ?? []).length > 0;
		const required = ["kind", ...(needsInput ? ["input"] : [])];
		const own = { kind: { type: "string", const: kind }, input: ref(input) };
		const whole = { ...asked, properties: { ...properties, ...own }, required };
		ofKind[`New${nameOfInput(kind)}`] = whole;
		ofKind[`Wanted${nameOfInput(kind)}`] = { type: "object", properties: own, required, additionalProperties: false };
	}
	const wanted = { ...(change.properties as Schema), operation: oneOf("Wanted") };
	return {
		...document,
		components: {
			...components,
			schemas: {
				...{ ...schemas, ...ofKind, NewOperationInput: oneOf("New") },
				NewChangeInput: { ...change, properties: wanted },
			},
		},
	};
}

function oneOf(prefix: "New" | "Wanted"): Schema {
	const names = OPERATION_KINDS.map((kind) => [kind, prefix + nameOfInput(kind)] as const);
	const mapping = Object.fromEntries(names.map(([kind, name]) => [kind, SCHEMAS + name]));
	return { oneOf: names.map(([, name]) => ref(name)), discriminator: { propertyName: "kind", mapping } };
}

/** Without the schemas that nothing leads to: of most there is what goes in, or what comes out. */
export function withoutUnused(document: OpenApiDocument): OpenApiDocument {
	const { schemas, ...others } = document.components;
	const used = new Set<string>();
	const queue: unknown[] = [document.paths];
	for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
		if (typeof next === "string" && next.startsWith(SCHEMAS)) {
			const name = next.slice(SCHEMAS.length);
			if (!used.has(name)) queue.push(schemas[name] ?? null);
			used.add(name);
		} else if (typeof next === "object" && next !== null) queue.push(...Object.values(next));
	}
	const kept = Object.entries(schemas).filter(([name]) => used.has(name));
	return { ...document, components: { ...others, schemas: Object.fromEntries(kept) } };
}
