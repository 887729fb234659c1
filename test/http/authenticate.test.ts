import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answerChallenge, type Credentials } from "../../src/cwmp/digest.ts";
import type { DeviceIdentity } from "../../src/cwmp/messages.ts";
import { parseNetworks, peerOf } from "../../src/http/cwmp/addresses.ts";
import { type Authenticate, createAuthenticate } from "../../src/http/cwmp/authenticate.ts";
import { secretContext } from "../../src/lib/vault.ts";
import type { TenantId } from "../../src/store/db.ts";
import type { Tenant } from "../../src/store/tenants.ts";
import { testVault } from "../support/vault.ts";
import { type Served, serve } from "./serve.ts";

const OF_TENANT: Credentials = { username: "cpe", password: "tenant's" };
const OF_DEVICE: Credentials = { username: "own", password: "device's" };
const DEVICE: DeviceIdentity = { manufacturer: "Acme", oui: "00D09E", productClass: "HG", serialNumber: "SN1" };

let mode: Tenant["deviceAuthentication"];
let own: Credentials | null;
let now: Date;
let loopbackIsLocal: boolean;
let trusted: readonly string[];
let authenticate: Authenticate;

const renewed = () =>
	createAuthenticate(
		{ loopbackIsLocal: () => loopbackIsLocal, clientCertificateHeader: "X-Client-Subject" },
		() => now,
		testVault,
	);

let at: Served;
beforeAll(async () => {
	at = await serve(async (request, response) => {
		const tenant: Tenant = {
			tenant: "t" as TenantId,
			slug: "t",
			name: "t",
			lab: false,
			simulated: false,
			unknownDevices: "accept",
			informIntervalSeconds: 300,
			deviceAuthentication: mode,
			cpeUsername: OF_TENANT.username,
			cpePassword: OF_TENANT.password,
			transcriptSessions: 5,
			evidenceMaxAgeDays: 365,
			fieldSuccessFloor: 0.95,
			auditRetentionDays: null,
			approvalPolicy: {},
			policyLoosenedAt: null,
			createdAt: now,
		};
		const denied = authenticate(request, peerOf(request, parseNetworks(trusted)), tenant, DEVICE, own);
		response.writeHead(denied?.status ?? 200, denied?.headers as Record<string, string[]> | undefined);
		response.end(denied?.refusal?.code ?? "let in");
	});
});
afterAll(() => at[Symbol.asyncDispose]());
beforeEach(() => {
	[mode, own, now, loopbackIsLocal, trusted] = ["digest", null, new Date("2026-03-01T12:00:00Z"), false, []];
	authenticate = renewed();
});

async function ask(headers: Record<string, string> = {}) {
	const { status, headers: answered, body } = await at.ask("POST", "/", headers);
	const challenges = [answered["www-authenticate"] ?? []]
		.flat()
		.flatMap((header) => header.split(/, (?=Basic|Digest)/));
	return { status, said: body.toString(), challenges };
}

function answered(challenges: readonly string[], credentials: Credentials, count = 1): Record<string, string> {
	const answer = answerChallenge(challenges, {
		...credentials,
		method: "POST",
		uri: "/",
		cnonce: "c",
		count,
		allowBasic: true,
	});
	return { Authorization: answer?.header ?? "" };
}

const basic = ({ username, password }: Credentials) => ({
	Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
});
const LET_IN = { status: 200, said: "let in", challenges: [] };

test.each([
	["auto", ["Digest", "Basic"]],
	["digest", ["Digest"]],
	["basic", ["Basic"]],
] as const)("%s asks for %j", async (tenantMode, schemes) => {
	mode = tenantMode;
	const { status, challenges } = await ask();
	expect([status, challenges.map((one) => one.split(" ")[0])]).toEqual([401, schemes]);
});

test("none asks for nothing, and wrong credentials that were sent unasked do no harm", async () => {
	mode = "none";
	expect(await ask()).toEqual(LET_IN);
	expect(await ask(basic({ username: "x", password: "y" }))).toEqual(LET_IN);
});

test.each([
	["the tenant's credentials", null, OF_TENANT, 200],
	["the device's own", OF_DEVICE, OF_DEVICE, 200],
	["the tenant's, where the device has its own", OF_DEVICE, OF_TENANT, 401],
	["a wrong password", null, { ...OF_TENANT, password: "wrong" }, 401],
	["another's name", null, { ...OF_TENANT, username: "other" }, 401],
] as const)("digest with %s", async (_title, ofDevice, credentials, status) => {
	own = ofDevice && { ...ofDevice, password: testVault.seal(ofDevice.password, secretContext("t", "device.password")) };
	const { challenges } = await ask();
	expect((await ask(answered(challenges, credentials))).status).toBe(status);
});

test.each([
	["auto", 200],
	["basic", 200],
	["digest", 401],
] as const)("right credentials in Basic where the tenant asks for %s", async (tenantMode, status) => {
	mode = tenantMode;
	expect((await ask(basic(OF_TENANT))).status).toBe(status);
	expect((await ask(basic({ ...OF_TENANT, password: "wrong" }))).status).toBe(401);
});

describe("nonces", () => {
	test("quirk 120: the same one with nc=00000001 may come every time", async () => {
		const { challenges } = await ask();
		for (let i = 0; i < 3; i++) expect(await ask(answered(challenges, OF_TENANT))).toEqual(LET_IN);
	});

	test("one that is too old gets another, and is told that only the nonce was stale", async () => {
		const { challenges } = await ask();
		now = new Date(now.getTime() + 9 * 60_000);
		expect(await ask(answered(challenges, OF_TENANT))).toEqual(LET_IN);
		now = new Date(now.getTime() + 2 * 60_000);
		const stale = await ask(answered(challenges, OF_TENANT));
		expect([stale.status, stale.said]).toEqual([401, "authentication.nonce"]);
		expect(stale.challenges[0]).toContain("stale=true");
		expect(await ask(answered(stale.challenges, OF_TENANT))).toEqual(LET_IN);
	});

	test("a wrong password with an old nonce is not told that the nonce was it", async () => {
		const { challenges } = await ask();
		now = new Date(now.getTime() + 3_600_000);
		const denied = await ask(answered(challenges, { ...OF_TENANT, password: "wrong" }));
		expect([denied.said, denied.challenges[0]?.includes("stale")]).toEqual(["authentication.credentials", false]);
	});

	test("nobody else makes one: not by hand, not from another process, not by moving its time", async () => {
		const { challenges } = await ask();
		const nonce = /nonce="([^"]+)"/.exec(challenges[0] ?? "")?.[1] ?? "";
		const forged = (text: string) => answered([(challenges[0] as string).replace(nonce, text)], OF_TENANT);
		expect(await ask(forged(nonce))).toEqual(LET_IN);
		const [stamp = "", ...rest] = nonce.split("-");
		const later = (Number.parseInt(stamp, 36) + 3_600_000).toString(36);
		for (const text of ["0", "", "a-b-c", nonce.slice(0, -1), `${nonce}0`, [later, ...rest].join("-")])
			expect((await ask(forged(text))).status).toBe(401);
		authenticate = renewed();
		expect((await ask(forged(nonce))).status).toBe(401);
	});

	test("two challenges never carry the same", async () => {
		const seen = new Set(await Promise.all(Array.from({ length: 20 }, async () => (await ask()).challenges[0])));
		expect(seen.size).toBe(20);
	});
});

describe("auto lets this machine in", () => {
	test.each<[string, boolean, readonly string[], Record<string, string>, number]>([
		["from loopback, where that is surely this machine", true, [], {}, 200],
		["not where a proxy may stand before it", false, [], {}, 401],
		["not with a forwarding header", true, [], { "X-Forwarded-For": "127.0.0.1" }, 401],
		["not with RFC 7239's", true, [], { Forwarded: "for=127.0.0.1" }, 401],
		["not by a trusted proxy's word", true, ["127.0.0.1"], { "X-Forwarded-For": "127.0.0.1" }, 401],
		["not from elsewhere behind a trusted proxy", true, ["127.0.0.1"], { "X-Forwarded-For": "192.0.2.1" }, 401],
	])("%s", async (_title, local, proxies, headers, status) => {
		[mode, loopbackIsLocal, trusted] = ["auto", local, proxies];
		expect((await ask(headers)).status).toBe(status);
	});
});

describe("tls by a trusted proxy's header", () => {
	test.each<[string, readonly string[], string | null, number]>([
		["the serial as common name", ["127.0.0.1"], "CN=SN1", 200],
		["OUI and serial", ["127.0.0.1"], "C=DE, O=Acme, CN=00D09E-SN1", 200],
		["OUI, product class and serial", ["127.0.0.1"], "/C=DE/CN=00D09E-HG-SN1", 200],
		["a bare name", ["127.0.0.1"], "00D09E-SN1", 200],
		["another device's", ["127.0.0.1"], "CN=SN2", 401],
		["one that only begins alike", ["127.0.0.1"], "CN=SN10", 401],
		["its serial in another field", ["127.0.0.1"], "O=SN1, CN=SN2", 401],
		["no certificate", ["127.0.0.1"], null, 401],
		["the header from somebody who is no proxy", [], "CN=SN1", 401],
	])("%s", async (_title, proxies, subject, status) => {
		[mode, trusted] = ["tls", proxies];
		expect((await ask(subject === null ? {} : { "X-Client-Subject": subject })).status).toBe(status);
	});

	test("right credentials are no certificate", async () => {
		mode = "tls";
		expect(await ask(basic(OF_TENANT))).toMatchObject({ status: 401, said: "authentication.tls", challenges: [] });
	});
});
