import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { tree098 } from "../../lab/trees/tr098.ts";
import { run } from "../../src/cli/models.ts";
import { lintProfiles } from "../../src/device/profiles/lint.ts";
import { treeRecord } from "../../src/device/treeRecord.ts";
import { MODELS_FOLDER, readProfiles } from "../../src/modelProfiles.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { keepEffects } from "../support/database.ts";
import { treeOf } from "../support/labTree.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "certus-models-"));
afterAll(() => rmSync(folder, { recursive: true }));

function certus(...argv: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, ["src/main.ts", "models", ...argv], {
		cwd: root,
		encoding: "utf8",
	});
	return { status, stdout, stderr };
}

describe("certus models check", () => {
	test("finds no fault in the profiles of Certus, and tells what they leave open", () => {
		const { status, stdout, stderr } = certus("check");
		expect([status, stderr]).toEqual([0, ""]);
		expect(stdout).toMatch(/\d+ families, 2 generic profiles, 0 faults\n$/);
		expect(stdout).toContain("unknown: settleSeconds");
	});

	test("tells each fault of a folder with its file and place, and exits 1", () => {
		for (const name of ["generic-tr181.yaml", "generic-tr098.yaml"]) {
			copyFileSync(join(MODELS_FOLDER, name), join(folder, name));
		}
		writeFileSync(join(folder, "acme-x.yaml"), "profile: acme-x\n\ttitle: tabs\n");
		writeFileSync(join(folder, "acme-y.yaml"), "profile: acme-z\n");
		const { status, stdout, stderr } = certus("check", folder);
		expect(status).toBe(1);
		expect(stderr).toMatch(/acme-x\.yaml: .*[Tt]ab/);
		expect(stderr).toMatch(/acme-y\.yaml: match: /);
		expect(stdout).toMatch(/0 families, 2 generic profiles, \d+ faults\n$/);
	});

	test.each([[["check", "/nowhere"]], [["guess"]], [["check", "a", "b"]], [["suggest"]], [[]]])(
		"%j is a wrong use",
		(argv) => {
			const { status, stderr } = certus(...argv);
			expect(status).toBe(64);
			expect(stderr.trim().split("\n")).toHaveLength(1);
		},
	);

	test("the schema that it prints is the published one", () => {
		const { status, stdout } = certus("schema");
		expect(status).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
	});
});

describe("certus models suggest", () => {
	let api: TestApi;
	let id: string;
	let url: string;

	beforeAll(async () => {
		api = await openTestApi();
		await api.app.listen({ host: "127.0.0.1", port: 0 });
		url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
		const model = "AC-1\u202e";
		id = await addDevice(api.database, api.tenant.lab.tenant, { serialNumber: "SUGGEST1", model });
		const identity = {
			manufacturer: "Acme",
			oui: "00D09E",
			productClass: "HomeGateway",
			modelName: model,
			hardwareVersion: "1",
			softwareVersion: "1",
			serialPattern: "S#",
		};
		const tree = treeOf(tree098({ identity, hasOptical: true }), Date.parse("2026-03-01T11:00:00Z"));
		const record = treeRecord(tree, [], new Date("2026-03-01T11:00:00Z"));
		const facts = { parameterRoot: "InternetGatewayDevice." as const };
		await keepEffects(api.database, [{ tenant: api.tenant.lab.tenant, device: id, tree: record, facts }]);
	});
	afterAll(() => api[Symbol.asyncDispose]());
	afterEach(() => vi.restoreAllMocks());

	async function suggest(subject: string): Promise<string> {
		const lines: unknown[] = [];
		vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
		await run(["suggest", subject, "--tenant", "lab", "--url", url, "--token", api.adminToken]);
		return lines.join("\n");
	}

	test("drafts a sound profile by serial number and by id, with nothing in it that a terminal obeys", async () => {
		const text = await suggest("SUGGEST1");
		expect(await suggest(id)).toBe(text);
		expect(text).not.toMatch(/\p{Cf}/u);
		const content = parse(text);
		expect(content).toMatchObject({
			profile: "acme-ac-1",
			extends: "generic-tr098",
			facts: {
				associatedDevices: [{ fields: { signal: "X_02AC3E_RSSI" } }],
				optical: [{ fields: { rxPower: "RXPower" } }],
			},
			radioMap: [
				{ instances: [1], band: "2.4GHz" },
				{ instances: [2], band: "5GHz" },
			],
			settleSeconds: "unknown",
		});
		const generics = readProfiles(MODELS_FOLDER).filter(({ name }) => name.startsWith("generic-"));
		const { complaints } = lintProfiles([...generics, { name: "acme-ac-1.yaml", content, problem: null }]);
		expect(complaints).toEqual([]);
	});

	test("says so where there is no such device, or nothing was read of it", async () => {
		await expect(suggest("NOBODY")).rejects.toThrow("knows no device NOBODY");
		await expect(suggest(crypto.randomUUID())).rejects.toThrow("no such device");
		await addDevice(api.database, api.tenant.lab.tenant, { serialNumber: "UNREAD", lastInformAt: null });
		await expect(suggest("UNREAD")).rejects.toThrow("nothing was read of UNREAD");
	});
});
