import { afterAll, beforeAll, expect, test } from "vitest";
import { digestOf } from "../../src/lib/hash.ts";
import { readAudit } from "../../src/store/audit.ts";
import { addDevice, MAX_UPLOAD_BYTES, openTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;

beforeAll(async () => {
	api = await openTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

type Part = readonly [name: string, value: string | Buffer, filename?: string];

function form(parts: readonly Part[]): { body: Buffer; headers: Record<string, string> } {
	const boundary = "certus-test-boundary";
	const chunks = parts.flatMap(([name, value, filename]) => [
		Buffer.from(
			`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}\r\n\r\n`,
		),
		Buffer.from(value),
		Buffer.from("\r\n"),
	]);
	return {
		body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
		headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
	};
}

const image = Buffer.from("firmware image");
const fields: readonly Part[] = [
	["kind", "firmware"],
	["vendor", "Acme"],
	["model", "AC-1"],
	["hardwareVersions", "HW1, HW2"],
	["hardwareVersions", "HW3"],
	["version", "2.0"],
];
const upload = (parts: readonly Part[], headers: Record<string, string> = {}, query = "") => {
	const sent = form(parts);
	return api.ask("POST", `/files${query}`, { body: sent.body, headers: { ...sent.headers, ...headers } });
};
const without = (name: string): Part[] => fields.filter(([field]) => field !== name);

test("a file is taken in, wherever it stands among the fields", async () => {
	for (const parts of [
		[...fields, ["file", image, "../../fw ä.bin"] as const],
		[["file", image, "C:\\fw.bin"] as const, ...fields],
	]) {
		const answer = await upload(parts);
		expect(answer.statusCode).toBe(201);
		expect(answer.json()).toMatchObject({
			kind: "firmware",
			vendor: "Acme",
			model: "AC-1",
			hardwareVersions: ["HW1", "HW2", "HW3"],
			version: "2.0",
			fromVersions: null,
			fileType: "1 Firmware Upgrade Image",
			sizeBytes: image.length,
			digest: digestOf(image),
			name: expect.stringMatching(/^fw(_)?\.bin$/),
		});
	}
	expect(await api.blobs.read(digestOf(image))).toEqual(image);
	const last = (await readAudit(api.scope("default"), { after: 0, limit: 500 })).at(-1);
	expect(last?.entry).toMatchObject({ action: "file.create", detail: { digest: digestOf(image) } });
});

test("a configuration is never typed as firmware by itself, and fits any hardware", async () => {
	const parts = [...without("hardwareVersions"), ["file", "x", "c.cfg"] as const].map((part) =>
		part[0] === "kind" ? (["kind", "config"] as const) : part,
	);
	expect((await upload(parts)).json()).toMatchObject({
		fileType: "3 Vendor Configuration File",
		hardwareVersions: ["*"],
	});
});

test.each<[string, readonly Part[], string]>([
	["no file", fields, "/file"],
	["the file in another part", [...fields, ["image", image, "fw.bin"]], "/file"],
	["firmware for no hardware", [...without("hardwareVersions"), ["file", image, "f"]], "/hardwareVersions"],
	["no kind", [...without("kind"), ["file", image, "f"]], "/kind"],
	["an unknown kind", [...without("kind"), ["kind", "music"], ["file", image, "f"]], "/kind/0"],
	...["1 Firmware Upgrade Image", "01 Firmware", "6 Stored Firmware Image", "X 02AAAA Firmware"].map(
		(fileType): [string, readonly Part[], string] => [
			`a configuration that a device may flash as ${fileType}`,
			[...without("kind"), ["kind", "config"], ["fileType", fileType], ["file", image, "f"]],
			"/fileType",
		],
	),
	["a version twice", [...fields, ["version", "3"], ["file", image, "f"]], "/version"],
	["an unknown field", [...fields, ["colour", "red"], ["file", image, "f"]], "/colour"],
])("%s is refused", async (_title, parts, pointer) => {
	const answer = await upload(parts);
	expect([answer.statusCode, answer.json().code]).toEqual([422, "invalidBody"]);
	expect(answer.json().errors[0].pointer).toBe(pointer);
});

test("too large a file leaves nothing behind", async () => {
	const exact = Buffer.alloc(MAX_UPLOAD_BYTES, 1);
	expect((await upload([...fields, ["file", exact, "f"]])).statusCode).toBe(201);
	const large = Buffer.alloc(MAX_UPLOAD_BYTES + 1, 2);
	const answer = await upload([...fields, ["file", large, "f"]]);
	expect([answer.statusCode, answer.json().code]).toEqual([413, "fileTooLarge"]);
	expect(await api.blobs.size(digestOf(large))).toBeNull();
	expect(answer.headers["content-type"]).toContain("application/problem+json");
});

test("JSON is no file", async () => {
	const answer = await api.ask("POST", "/files", { body: { kind: "firmware" } });
	expect([answer.statusCode, answer.json().code]).toEqual([415, "unsupportedMediaType"]);
});

test("an upload that is sent twice with one key is one file", async () => {
	const parts: Part[] = [...fields, ["file", image, "f.bin"]];
	const [first, second] = [
		await upload(parts, { "idempotency-key": "f" }),
		await upload(parts, { "idempotency-key": "f" }),
	];
	expect(second.json()).toEqual(first.json());
	const other = await upload([...fields, ["file", "other", "f.bin"]], { "idempotency-key": "f" });
	expect(other.json().code).toBe("idempotencyKeyReused");
});

test("files belong to their tenant and are listed there, newest first", async () => {
	const made = [];
	for (let i = 0; i < 3; i++) {
		api.now = new Date(api.now.getTime() + 1000);
		made.unshift((await upload([...fields, ["tenant", "lab"], ["file", `${i}`, "f"]])).json().id);
	}
	expect((await upload([...fields, ["tenant", "lab"], ["file", "x", "f"]], {}, "?tenant=other")).json().code).toBe(
		"tenantConflict",
	);
	const page = (await api.ask("GET", "/files?tenant=lab&limit=2")).json();
	const rest = (await api.ask("GET", `/files?tenant=lab&limit=2&cursor=${page.nextCursor}`)).json();
	expect([...page.items, ...rest.items].map((item: { id: string }) => item.id)).toEqual(made);
	expect((await api.ask("DELETE", `/files/${made[0]}`)).statusCode).toBe(404);
});

test("a file goes when nothing wants it, and its bytes when nobody has them", async () => {
	const bytes = Buffer.from("shared by two");
	const [first, second] = [
		await upload([...fields, ["file", bytes, "f"]]),
		await upload([...fields, ["file", bytes, "f"]]),
	].map((answer) => answer.json().id);
	const device = await addDevice(api.database, api.tenant.default.tenant);
	const body = { kind: "download", input: { fileId: first } };
	const operation = (await api.ask("POST", `/devices/${device}/operations`, { body })).json();
	expect((await api.ask("DELETE", `/files/${first}`)).json()).toMatchObject({ status: 409, code: "fileInUse" });
	await api.ask("POST", `/operations/${operation.id}/cancel`);
	expect((await api.ask("DELETE", `/files/${first}`)).statusCode).toBe(204);
	// Young bytes stay, in case somebody is just putting them again.
	api.now = new Date(Date.now() + 2 * 3600_000);
	expect(await api.blobs.size(digestOf(bytes))).toBe(bytes.length);
	expect((await api.ask("DELETE", `/files/${second}`)).statusCode).toBe(204);
	expect(await api.blobs.size(digestOf(bytes))).toBeNull();
});
