import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	type Device,
	faultCodeOf,
	headerOf,
	openSystem,
	type RawCpe,
	type RawReply,
	rpcOf,
	type TestSystem,
} from "./support.ts";

interface Credentials {
	readonly username: string;
	readonly password: string;
}

let at: TestSystem;
beforeAll(async () => {
	at = await openSystem();
});
afterAll(() => at[Symbol.asyncDispose]());

let tenants = 0;

/** A tenant of one's own with the settings given, and the credentials that its CPEs use. */
async function tenantWith(settings: object): Promise<{ tenant: string; credentials: Credentials }> {
	const tenant = `auth-${++tenants}`;
	await at.api.must("POST", "/tenants", { slug: tenant, name: tenant });
	await at.api.must("PATCH", `/tenants/${tenant}`, settings);
	const credentials = await at.api.must<Credentials>("POST", `/tenants/${tenant}/cpe-credentials`);
	return { tenant, credentials };
}

function basic({ username, password }: Credentials): string {
	return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

const md5 = (...parts: string[]): string => createHash("md5").update(parts.join(":")).digest("hex");

/** Of the challenge, the value of a parameter. */
function challenged(reply: RawReply, name: string): string {
	const challenge = headerOf(reply, "WWW-Authenticate").find((value) => /^digest/i.test(value)) ?? "";
	return new RegExp(`${name}="?([^",]+)`).exec(challenge)?.[1] ?? "";
}

/** RFC 2617 by hand: with qop and a counter that never counts, or as RFC 2069 had it. */
function digest(credentials: Credentials, reply: RawReply, cpe: RawCpe, qop: boolean): string {
	const [realm, nonce] = [challenged(reply, "realm"), challenged(reply, "nonce")];
	const uri = `/cwmp/${cpe.options.tenant}`;
	const ha1 = md5(credentials.username, realm, credentials.password);
	const ha2 = md5("POST", uri);
	const [nc, cnonce] = ["00000001", "0a4f113b"];
	const response = qop ? md5(ha1, nonce, nc, cnonce, "auth", ha2) : md5(ha1, nonce, ha2);
	return (
		`Digest username="${credentials.username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"` +
		(qop ? `, qop=auth, nc=${nc}, cnonce="${cnonce}"` : "")
	);
}

const wrong = (credentials: Credentials): Credentials => ({ ...credentials, password: `${credentials.password}x` });

/** Inform with an Authorization header. */
function inform(cpe: RawCpe, authorization: string | null, headers: Record<string, string> = {}): Promise<RawReply> {
	cpe.cookie = null;
	return cpe.inform(["1 BOOT"], { headers: { Authorization: authorization, ...headers } });
}

async function devicesOf(tenant: string): Promise<Device[]> {
	return at.api.devices(tenant);
}

describe("the mode none", () => {
	test("asks nothing, and ignores credentials that come all the same", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "none" });
		const cpe = at.cpe({ tenant });
		for (const authorization of [null, basic(wrong(credentials)), "Digest nonsense", "Bearer x", '"', "Basic %%%"]) {
			expect(rpcOf((await inform(cpe, authorization)).body)).toBe("InformResponse");
		}
	});

	test("asks nothing of a CPE behind a proxy either", async () => {
		const { tenant } = await tenantWith({ deviceAuthentication: "none" });
		const reply = await inform(at.cpe({ tenant }), null, { "X-Forwarded-For": "192.0.2.1" });
		expect(reply.status).toBe(200);
	});
});

describe("the mode basic", () => {
	test("challenges with basic alone, takes the right credentials, and the session needs none after its Inform", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		const cpe = at.cpe({ tenant });
		const refused = await inform(cpe, null);
		expect(refused.status).toBe(401);
		expect(headerOf(refused, "WWW-Authenticate")).toEqual([expect.stringMatching(/^Basic realm=/)]);
		expect(headerOf(refused, "Set-Cookie")).toEqual([]);
		expect(rpcOf((await inform(cpe, basic(credentials))).body)).toBe("InformResponse");
		await cpe.toTheEnd();
	});

	test("quirk 120: takes Basic that is sent before it was asked", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		expect((await inform(at.cpe({ tenant }), basic(credentials))).status).toBe(200);
	});

	test("wrong credentials get 401, and there is neither a device nor a session", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		const cpe = at.cpe({ tenant });
		for (const authorization of [
			basic(wrong(credentials)),
			basic({ ...credentials, username: "x" }),
			basic({ username: "", password: "" }),
			"Basic",
			"Basic %%%",
			"Bearer x",
		]) {
			const reply = await inform(cpe, authorization);
			expect([authorization, reply.status, headerOf(reply, "Set-Cookie")]).toEqual([authorization, 401, []]);
		}
		expect(await devicesOf(tenant)).toEqual([]);
	});

	test("wrong credentials for a device that is known make no session, and leave the one that is open", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		const cpe = at.cpe({ tenant });
		await inform(cpe, basic(credentials));
		const cookie = cpe.cookie;
		const device = await at.api.device(tenant, cpe.serialNumber);
		const thief = at.cpe({ tenant, serialNumber: cpe.serialNumber });
		expect((await inform(thief, basic(wrong(credentials)))).status).toBe(401);
		expect(await at.api.sessions(tenant, device.id)).toHaveLength(1);
		cpe.cookie = cookie;
		expect((await cpe.toTheEnd()).length).toBeGreaterThan(0);
	});

	test("the same Inform again, with wrong credentials, does not get the answer that the right ones got", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		const cpe = at.cpe({ tenant });
		const xml = cpe.informXml();
		expect((await cpe.post(xml, { headers: { Authorization: basic(credentials) } })).status).toBe(200);
		const thief = at.cpe({ tenant });
		const reply = await thief.post(xml, { headers: { Authorization: basic(wrong(credentials)) } });
		expect([reply.status, headerOf(reply, "Set-Cookie")]).toEqual([401, []]);
	});
});

describe("the mode digest", () => {
	test.each([
		["with qop", true],
		["without qop, as RFC 2069 has it", false],
	])("takes an answer %s", async (_name, qop) => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "digest" });
		const cpe = at.cpe({ tenant });
		const refused = await inform(cpe, null);
		expect([refused.status, headerOf(refused, "WWW-Authenticate").length]).toEqual([401, 1]);
		expect(challenged(refused, "nonce")).not.toBe("");
		expect(rpcOf((await inform(cpe, digest(credentials, refused, cpe, qop))).body)).toBe("InformResponse");
		await cpe.toTheEnd();
	});

	test("quirk 120: takes the same nonce with nc=00000001 every time, over sessions and connections", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "digest" });
		const cpe = at.cpe({ tenant });
		const authorization = digest(credentials, await inform(cpe, null), cpe, true);
		for (let i = 0; i < 4; i++) {
			expect((await inform(cpe, authorization)).status).toBe(200);
			await cpe.toTheEnd();
			cpe.hangUp();
		}
	});

	test("refuses Basic, however right it is, and a wrong password", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "digest" });
		const cpe = at.cpe({ tenant });
		const refused = await inform(cpe, basic(credentials));
		expect(refused.status).toBe(401);
		expect(headerOf(refused, "WWW-Authenticate").every((value) => /^digest/i.test(value))).toBe(true);
		expect((await inform(cpe, digest(wrong(credentials), refused, cpe, true))).status).toBe(401);
		expect((await inform(cpe, digest({ ...credentials, username: "x" }, refused, cpe, true))).status).toBe(401);
		expect(await devicesOf(tenant)).toEqual([]);
	});

	test("refuses a nonce that it did not make, as stale, and one that was altered", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "digest" });
		const cpe = at.cpe({ tenant });
		const refused = await inform(cpe, null);
		const nonce = challenged(refused, "nonce");
		const forged = { ...refused, head: refused.head.replace(nonce, `z${nonce.slice(1)}`) };
		expect((await inform(cpe, digest(credentials, forged, cpe, true))).status).toBe(401);
		expect(await devicesOf(tenant)).toEqual([]);
	});
});

describe("the mode auto", () => {
	test("asks nothing from loopback", async () => {
		const { tenant } = await tenantWith({ deviceAuthentication: "auto" });
		expect((await inform(at.cpe({ tenant }), null)).status).toBe(200);
	});

	test.each(["X-Forwarded-For", "Forwarded", "X-Real-IP", "x-forwarded-for"])(
		"asks of loopback with the header %s: some proxy stands before it",
		async (header) => {
			const { tenant, credentials } = await tenantWith({ deviceAuthentication: "auto" });
			const cpe = at.cpe({ tenant });
			const forwarded = { [header]: header === "Forwarded" ? "for=127.0.0.1" : "127.0.0.1" };
			const refused = await inform(cpe, null, forwarded);
			expect(refused.status).toBe(401);
			expect(headerOf(refused, "WWW-Authenticate").map((value) => value.split(" ")[0])).toEqual(["Digest", "Basic"]);
			expect((await inform(cpe, basic(wrong(credentials)), forwarded)).status).toBe(401);
			expect(await devicesOf(tenant)).toEqual([]);
			expect((await inform(cpe, digest(credentials, refused, cpe, true), forwarded)).status).toBe(200);
			expect((await inform(cpe, basic(credentials), forwarded)).status).toBe(200);
		},
	);

	test("asks of loopback too where a proxy is trusted, or the public CWMP URL is not loopback", async () => {
		for (const settings of [
			{ CERTUS_TRUSTED_PROXIES: "192.0.2.1" },
			{ CERTUS_PUBLIC_CWMP_URL: "https://acs.example.net" },
		]) {
			await using other = await openSystem(settings);
			expect((await inform(other.cpe(), null)).status).toBe(401);
		}
	});

	test("the sixth wrong password costs the right one nothing", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		const cpe = at.cpe({ tenant });
		for (let i = 0; i < 6; i++) expect((await inform(cpe, basic(wrong(credentials)))).status).toBe(401);
		expect((await inform(cpe, basic(credentials))).status).toBe(200);
	});
});

describe("credentials", () => {
	test("that were rotated hold at once, and the old ones no more", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "basic" });
		const next = await at.api.must<Credentials>("POST", `/tenants/${tenant}/cpe-credentials`);
		const cpe = at.cpe({ tenant });
		expect((await inform(cpe, basic(credentials))).status).toBe(401);
		expect((await inform(cpe, basic(next))).status).toBe(200);
	});

	test("of one tenant are worth nothing in another", async () => {
		const one = await tenantWith({ deviceAuthentication: "basic" });
		const two = await tenantWith({ deviceAuthentication: "basic" });
		expect((await inform(at.cpe({ tenant: two.tenant }), basic(one.credentials))).status).toBe(401);
	});

	test("the mode tls refuses who shows no certificate, whatever else it sends", async () => {
		const { tenant, credentials } = await tenantWith({ deviceAuthentication: "tls" });
		expect((await inform(at.cpe({ tenant }), basic(credentials))).status).toBe(401);
		expect(await devicesOf(tenant)).toEqual([]);
	});
});

describe("unknown devices", () => {
	test("are refused with a fault where the tenant rejects them, and leave no row", async () => {
		const { tenant } = await tenantWith({ deviceAuthentication: "none", unknownDevices: "reject" });
		const reply = await inform(at.cpe({ tenant }), null);
		expect([reply.status, faultCodeOf(reply.body), headerOf(reply, "Set-Cookie")]).toEqual([200, 8001, []]);
		expect(await devicesOf(tenant)).toEqual([]);
		expect(await at.api.refusals("device.unknown")).toBeGreaterThan(0);
	});

	test("a device that is known is served where unknown ones are rejected", async () => {
		const { tenant } = await tenantWith({ deviceAuthentication: "none", unknownDevices: "accept" });
		const cpe = await at.knownCpe({ tenant });
		await at.api.must("PATCH", `/tenants/${tenant}`, { unknownDevices: "reject" });
		expect(await cpe.session()).toEqual([]);
	});

	test("are only read where the tenant quarantines them", async () => {
		const { tenant } = await tenantWith({ deviceAuthentication: "none", unknownDevices: "quarantine" });
		const cpe = at.cpe({ tenant });
		expect((await cpe.session(["0 BOOTSTRAP"])).map(rpcOf)).not.toContain("SetParameterValues");
		const device = await at.api.device(tenant, cpe.serialNumber);
		expect(device.quarantined).toBe(true);
		const path = "Device.DeviceInfo.ModelName";
		const refused = await at.api.operate(tenant, device.id, "set", { values: [{ path, value: "x" }] });
		expect([refused.status, refused.body.code]).toEqual([409, "quarantined"]);
		const read = await at.api.queue(tenant, device.id, "read", { paths: [path] });
		await cpe.session();
		await at.api.reaches(tenant, read, "succeeded");
	});
});
