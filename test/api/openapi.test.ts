/** The document that integrators make their clients of. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OPERATION_KINDS } from "../../src/shared/operations.ts";
import { openTestApi, type TestApi } from "../support/api.ts";

interface Operation {
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[];
	readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
	readonly responses: Readonly<
		Record<string, { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }>
	>;
}
interface Document {
	readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
	readonly components: { readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

let api: TestApi;
let document: Document;

beforeAll(async () => {
	api = await openTestApi();
	document = (await api.ask("GET", "/openapi.json", { token: null })).json();
});
afterAll(() => api[Symbol.asyncDispose]());

const operations = () =>
	Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
	);
const headersOf = ({ parameters = [] }: Operation) => parameters.filter((one) => one.in === "header");
const schemaName = (schema: unknown) => (schema as { $ref?: string }).$ref?.replace("#/components/schemas/", "");

test("each operation has an id of its own, made of its method and path", () => {
	const ids = operations().map(({ operation }) => operation.operationId);
	expect(new Set(ids).size).toBe(ids.length);
	for (const id of ids) expect(id).toMatch(/^(get|post|put|patch|delete)[A-Z][A-Za-z]*$/);
	const at = (method: string, path: string) => document.paths[`/api/v1${path}`]?.[method]?.operationId;
	expect([
		at("get", "/devices"),
		at("get", "/devices/{id}"),
		at("post", "/devices/{id}/operations"),
		at("get", "/matrix.csv"),
		at("put", "/tenants/{slug}/service-profile"),
	]).toEqual([
		"getDevices",
		"getDevicesById",
		"postDevicesByIdOperations",
		"getMatrixCsv",
		"putTenantsBySlugServiceProfile",
	]);
});

test("every write takes an Idempotency-Key, but for signing in and out; the live events a Last-Event-ID", () => {
	for (const { name, method, path, operation } of operations()) {
		const isWrite = method !== "get" && path !== "/api/v1/session";
		const wanted = isWrite ? ["Idempotency-Key"] : path === "/api/v1/events" ? ["Last-Event-ID"] : [];
		expect([name, headersOf(operation).map((one) => one.name)]).toEqual([name, wanted]);
		expect(headersOf(operation).some(({ required }) => required === true)).toBe(false);
	}
});

describe("schemas", () => {
	test("have their names, and what refers to one finds it", () => {
		const names = Object.keys(document.components.schemas);
		expect(names).toEqual(
			expect.arrayContaining(["Device", "Change", "MatrixRow", "Problem", "Operation", "ProofRun", "Subscriber"]),
		);
		const used = new Set(JSON.stringify(document).match(/#\/components\/schemas\/[^"]+/g));
		expect([...used].map((one) => one.replace("#/components/schemas/", "")).toSorted()).toEqual(names.toSorted());
	});

	test("of answers and bodies are named", () => {
		const { get, patch } = document.paths["/api/v1/devices/{id}"] ?? {};
		expect(schemaName(get?.responses["200"]?.content["application/json"]?.schema)).toBe("Device");
		expect(schemaName(get?.responses.default?.content["application/problem+json"]?.schema)).toBe("Problem");
		expect(patch?.requestBody).toBeDefined();
		const list = document.paths["/api/v1/devices"]?.get?.responses["200"]?.content["application/json"]?.schema;
		const { items } = (list as { properties: { items: { items: unknown } } }).properties;
		expect(schemaName(items.items)).toBe("Device");
		const body = document.paths["/api/v1/changes"]?.post?.requestBody?.content["application/json"]?.schema;
		expect(schemaName(body)).toBe("NewChangeInput");
	});

	test("say of each kind of operation what it takes", () => {
		const { schemas } = document.components;
		const body = document.paths["/api/v1/devices/{id}/operations"]?.post?.requestBody?.content["application/json"];
		expect(schemaName(body?.schema)).toBe("NewOperationInput");
		const { oneOf, discriminator } = schemas.NewOperationInput as {
			oneOf: { $ref: string }[];
			discriminator: { propertyName: string; mapping: Record<string, string> };
		};
		expect(discriminator.propertyName).toBe("kind");
		expect(Object.keys(discriminator.mapping)).toEqual(OPERATION_KINDS);
		expect(Object.values(discriminator.mapping)).toEqual(oneOf.map(({ $ref }) => $ref));
		expect(schemas.NewOperationSet).toMatchObject({
			properties: { kind: { const: "set" }, input: { $ref: "#/components/schemas/OperationSetInput" } },
			required: ["kind", "input"],
		});
		expect(schemas.NewOperationReboot).toMatchObject({ required: ["kind"] });
		expect(schemas.OperationSetInput).toMatchObject({ required: ["values"] });
		const { operation } = (schemas.NewChangeInput as { properties: { operation: { oneOf: unknown[] } } }).properties;
		expect(operation.oneOf).toHaveLength(OPERATION_KINDS.length);
	});
});
