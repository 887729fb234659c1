import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newSigningKey, openSigningKey } from "../../src/app/signingKey.ts";
import { signerOf } from "../../src/proof/signature.ts";
import { addDevice, openTestApi, type TestApi } from "../support/api.ts";
import { bareEnvironment } from "../support/bareEnvironment.ts";
import { addFinishedRun, finish } from "./finishedRun.ts";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const NODE = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));

let api: TestApi;
let device: string;
let directory: string;

beforeAll(async () => {
	api = await openTestApi();
	directory = mkdtempSync(join(tmpdir(), "certus-bundle-"));
	device = await addDevice(api.database, api.tenant.lab.tenant, { serialNumber: "BUNDLE1", model: "AC-9" });
	await api.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
	rmSync(directory, { recursive: true, force: true });
	await api[Symbol.asyncDispose]();
});

const place = () => ({ database: api.database, blobs: api.blobs, tenant: api.tenant.lab });
const file = (name: string): string => join(directory, name);

async function certus(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
	// Nothing of this machine's own Certus: the command must do without.
	const env = { ...bareEnvironment(), CERTUS_DATA_DIR: directory, NO_COLOR: "1" };
	const child = spawn(NODE, [MAIN, ...argv], { env, stdio: ["ignore", "pipe", "pipe"] });
	let [out, err] = ["", ""];
	child.stdout.on("data", (chunk) => (out += chunk));
	child.stderr.on("data", (chunk) => (err += chunk));
	const [code] = await once(child, "close");
	return { code, out, err };
}

describe("the installation's key", () => {
	test("is made once, for nobody else's eyes", () => {
		const first = openSigningKey(directory);
		expect(statSync(file("signing-key.pem")).mode & 0o777).toBe(0o600);
		expect(readFileSync(file("signing-key.pem"), "utf8")).toContain("BEGIN PRIVATE KEY");
		expect(openSigningKey(directory).keyId).toBe(first.keyId);
	});

	test("that is none ends the start with one line", () => {
		const broken = mkdtempSync(join(tmpdir(), "certus-key-"));
		writeFileSync(join(broken, "signing-key.pem"), "rubbish");
		expect(() => openSigningKey(broken)).toThrow(
			expect.objectContaining({ status: 78, message: expect.stringContaining("signing-key.pem can't be used") }),
		);
		rmSync(broken, { recursive: true });
	});

	test("is answered as a public key", async () => {
		const answer = await api.ask("GET", "/keys", { token: await api.token("viewer") });
		const { keyId, algorithm, publicKey } = api.signer;
		expect(answer.json()).toEqual({ items: [{ keyId, algorithm, publicKey }], nextCursor: null });
		expect(publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
		expect(answer.body).not.toContain("PRIVATE");
		expect((await api.ask("GET", "/keys", { token: null })).statusCode).toBe(401);
	});
});

describe("a run's bundle", () => {
	test("is a file, of finished runs only, for its own tenant", async () => {
		const { id } = await addFinishedRun(place(), device, ["inventory"]);
		const answer = await api.ask("GET", `/proof-runs/${id}/bundle?tenant=lab`, {
			token: await api.token("viewer", "lab"),
		});
		expect(answer.statusCode).toBe(200);
		expect(answer.headers).toMatchObject({
			"content-type": expect.stringContaining("application/json"),
			"content-disposition": `attachment; filename="certus-proof-run-${id}.json"`,
		});
		expect((await api.ask("GET", `/proof-runs/${id}/bundle?tenant=lab`)).rawPayload.equals(answer.rawPayload)).toBe(
			true,
		);
		expect((await api.ask("GET", `/proof-runs/${id}/bundle`)).statusCode).toBe(404);
		const body = { tenant: "lab", deviceId: device, workflows: ["inventory"] };
		const queued = (await api.ask("POST", "/proof-runs", { body })).json();
		const refused = await api.ask("GET", `/proof-runs/${queued.id}/bundle?tenant=lab`);
		expect([refused.statusCode, refused.json().code]).toEqual([409, "proofRunNotFinished"]);
	});

	test("verifies offline, and says so; what was altered or signed by another does not", async () => {
		const { id } = await addFinishedRun(place(), device, ["inventory", "reboot"]);
		const { rawPayload } = await api.ask("GET", `/proof-runs/${id}/bundle?tenant=lab`);
		writeFileSync(file("bundle.json"), rawPayload);
		writeFileSync(file("key.pem"), api.signer.publicKey);
		writeFileSync(file("other.pem"), signerOf(newSigningKey()).publicKey);
		writeFileSync(file("altered.json"), Buffer.concat([rawPayload, Buffer.from("\n")]));

		const known = await certus("evidence", "verify", file("bundle.json"), "--key", file("key.pem"));
		expect(known).toMatchObject({ code: 0, err: "" });
		expect(known.out).toContain("intact, signed with the key given");
		expect(known.out).toContain("Acme AC-9 (HomeGateway), hardware HW1, firmware 1.0.0");
		expect(known.out).toContain("simulated: proven on a virtual CPE");
		expect(known.out).toContain("reboot: proven (simulated)");

		const unknown = await certus("evidence", "verify", file("bundle.json"));
		expect(unknown.code).toBe(0);
		expect(unknown.out).toContain("intact, signer unknown");

		const [altered, foreign, missing] = await Promise.all([
			certus("evidence", "verify", file("altered.json"), "--key", file("key.pem")),
			certus("evidence", "verify", file("bundle.json"), "--key", file("other.pem")),
			certus("evidence", "verify", file("nothing.json")),
		]);
		expect(altered).toMatchObject({
			code: 1,
			out: "",
			err: `certus: ${file("altered.json")} does not verify: the file is not in its canonical form\n`,
		});
		expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining(`the key given is`) });
		expect(missing).toMatchObject({
			code: 1,
			err: expect.stringMatching(/^certus: .*nothing\.json can't be read.*\n$/),
		});
		expect((await certus("evidence", "verify")).code).toBe(64);
		expect((await certus("evidence", "--help")).out).toContain("--key FILE");
	});
});

test("certus prove leaves the checks as JUnit XML and the bundle behind", async () => {
	const body = { outcome: "fail", detail: "no M Reboot", limitations: [] } as const;
	const poll = setInterval(async () => {
		const told = api.engine.calls.findLast(([name]) => name === "proofRunChanged");
		const runs = (await api.ask("GET", `/proof-runs?tenant=lab&deviceId=${device}&status=queued`)).json().items;
		const run = runs.find(({ id }: { id: string }) => id === told?.[2]);
		if (run) await finish(place(), run.id, { "reboot/commandKeyReturned": body }, api.now);
	}, 200);
	const { port } = api.app.server.address() as AddressInfo;
	const [junit, bundle] = [file("checks.xml"), file("proven.json")];
	const connection = ["--url", `http://127.0.0.1:${port}`, "--token", api.adminToken, "--tenant", "lab"];
	const answer = await certus(
		...["prove", "--serial", "BUNDLE1", "--workflows", "reboot", "--junit", junit, "--bundle", bundle],
		...connection,
	).finally(() => clearInterval(poll));
	expect(answer.err).toBe("");
	expect(answer.code).toBe(1);
	expect(answer.out).toContain(`written: ${bundle}`);
	expect(readFileSync(junit, "utf8")).toContain('<failure message="no M Reboot" type="commandKeyReturned"/>');
	const verified = await certus("evidence", "verify", bundle);
	expect(verified).toMatchObject({ code: 0, out: expect.stringContaining("reboot: partial (simulated)") });
	expect((await certus("prove", "--serial", "X", "--bundle", "/nowhere/at/all.json", ...connection)).code).toBe(64);
});
