import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import type { Cpe } from "../../lab/cpe.ts";
import type { Behaviour } from "../../lab/model.ts";
import { answerChallenge, type ClientAnswer } from "../../src/cwmp/digest.ts";
import { codesOf, modelWith, openBench, sessionWith } from "./harness.ts";

type How = Partial<Behaviour["connectionRequest"]>;

async function powered(how: How): Promise<Cpe> {
	const { lab } = await openBench();
	const cpe = lab.add(modelWith({ connectionRequest: how }));
	await cpe.powerOn();
	return cpe;
}

async function knock(cpe: Cpe, password = cpe.management("ConnectionRequestPassword")) {
	const url = cpe.management("ConnectionRequestURL");
	const first = await fetch(url);
	const challenge = first.headers.get("www-authenticate");
	let answer: ClientAnswer | null = null;
	if (challenge !== null) {
		answer = answerChallenge(challenge, {
			...{ username: cpe.management("ConnectionRequestUsername"), password, method: "GET" },
			...{ uri: new URL(url).pathname, cnonce: "c", count: 1, allowBasic: true },
		});
	}
	const second = answer === null ? first : await fetch(url, { headers: { authorization: answer.header } });
	return { status: second.status, challenge, answer };
}

describe("a connection request", () => {
	test.each<[string, How, RegExp]>([
		["with Digest", {}, /^Digest .*qop="auth"/],
		["with Digest of before qop (quirk 21)", { kind: "digestWithoutQop" }, /^Digest (?!.*qop)/],
		["with Basic (quirk 23)", { kind: "basic" }, /^Basic /],
		["with a socket that closes after the 401 (quirk 22)", { closesAfter401: true }, /^Digest /],
	])("%s makes a session", async (_title, how, challenge) => {
		const cpe = await powered(how);
		const session = sessionWith(cpe, "6 CONNECTION REQUEST");
		const knocked = await knock(cpe);
		expect(knocked.status).toBe(200);
		expect(knocked.challenge).toMatch(challenge);
		expect(codesOf(await session)).toEqual(["6 CONNECTION REQUEST"]);
	});

	test("goes by the credentials in the tree, not by the factory's", async () => {
		const cpe = await powered({});
		cpe.tree.set("Device.ManagementServer.ConnectionRequestPassword", "set-by-the-acs");
		expect((await knock(cpe, `factory-${cpe.serialNumber}`)).status).toBe(401);
		expect((await knock(cpe)).status).toBe(200);
	});

	test("with an answer that was given before is refused", async () => {
		const cpe = await powered({});
		const { answer } = await knock(cpe);
		const again = await fetch(cpe.management("ConnectionRequestURL"), {
			headers: { authorization: answer?.header ?? "" },
		});
		expect(again.status).toBe(401);
	});

	test("can be answered with 200 and no session (quirk 29)", async () => {
		const cpe = await powered({ kind: "noSession" });
		expect((await knock(cpe)).status).toBe(200);
		expect(cpe.state).toBe("idle");
	});

	test("can be answered with 503 (quirk 30)", async () => {
		expect((await knock(await powered({ kind: "unavailable" }))).status).toBe(503);
	});

	test("behind NAT goes to a private address (quirk 26)", async () => {
		const cpe = await powered({ kind: "unreachable" });
		expect(cpe.management("ConnectionRequestURL")).toMatch(/^http:\/\/10\.255\./);
	});

	test("finds nobody when the power is off", async () => {
		const cpe = await powered({});
		const url = cpe.management("ConnectionRequestURL");
		cpe.powerOff();
		await expect(fetch(url)).rejects.toThrow();
	});

	test("can meet a 401 that is not HTTP (quirk 123)", async () => {
		const cpe = await powered({ kind: "garbled401" });
		const { hostname, port, pathname } = new URL(cpe.management("ConnectionRequestURL"));
		const text = await new Promise<string>((resolve, reject) => {
			const socket = connect(Number(port), hostname);
			let received = "";
			socket.setEncoding("latin1");
			socket.on("data", (chunk) => {
				received += chunk;
			});
			socket.on("end", () => resolve(received));
			socket.on("error", reject);
			socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
		});
		expect(text).toMatch(/^HTTP\/1\.1 401 Unauthorized\nWWW-Authenticate: Digest [^\r]*,\n /);
	});
});
