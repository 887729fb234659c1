import { describe, expect, test } from "vitest";
import {
	answerChallenge,
	basicChallenge,
	type ClientRequest,
	digestChallenge,
	parseAuthorization,
	verifyAuthorization,
} from "../../src/cwmp/digest.ts";
import { parseChallenges } from "../../src/cwmp/http-challenges.ts";

const rfc2617 =
	'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
	'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", ' +
	'response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"';

const rfc7616Nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
const rfc7616 = (algorithm: string, response: string): string =>
	`Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=${algorithm}, ` +
	`nonce="${rfc7616Nonce}", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ` +
	`response="${response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
const md5Response = "8ca523f5e9506fed4657c9700eebdbec";
const sha256Response = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";

const lion = { username: "Mufasa", password: "Circle of Life" };
const request: ClientRequest = {
	...lion,
	method: "GET",
	uri: "/dir/index.html",
	cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
	count: 1,
	allowBasic: false,
};

function verified(header: string, credentials: { username: string; password: string }, method = "GET"): boolean {
	const authorization = parseAuthorization(header);
	return authorization !== null && verifyAuthorization(authorization, method, credentials);
}

describe("the server's side", () => {
	test("the example of RFC 2617 is verified", () => {
		expect(verified(rfc2617, { username: "Mufasa", password: "Circle Of Life" })).toBe(true);
		expect(verified(rfc2617, lion)).toBe(false);
		expect(verified(rfc2617, { username: "Mufasa", password: "Circle Of Life" }, "POST")).toBe(false);
	});

	test.each([
		["MD5", md5Response],
		["SHA-256", sha256Response],
	])("the example of RFC 7616 with %s is verified", (algorithm, response) => {
		expect(verified(rfc7616(algorithm, response), lion)).toBe(true);
		expect(verified(rfc7616(algorithm, response.replace(/^./, "0")), lion)).toBe(false);
		expect(verified(rfc7616(algorithm, response.slice(1)), lion)).toBe(false);
		expect(verified(rfc7616(algorithm, response), { ...lion, username: "Scar" })).toBe(false);
	});

	test("an answer without qop, as RFC 2069 has it, is verified", () => {
		const header =
			'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
			'uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea"';
		expect(verified(header, { username: "Mufasa", password: "CircleOfLife" })).toBe(true);
	});

	test("quotes around everything or nothing, odd spacing and upper case make no difference", () => {
		const odd =
			'  digest   Username = Mufasa,realm="testrealm@host.com" ,  nonce=dcd98b7102dd2f0e8b11d0f600bfb0c093,,' +
			'uri="/dir/index.html" qop="auth", NC="00000001",cnonce=0a4f113b , algorithm="MD5", ' +
			'response="6629FAE49393A05397450978507C4EF1"';
		expect(verified(odd, { username: "Mufasa", password: "Circle Of Life" })).toBe(true);
	});

	test("a comma, a quote and an equals sign inside a quoted value belong to it", () => {
		const authorization = parseAuthorization(
			'Digest username="a, b=\\"c\\"", realm="r", nonce="n", uri="/x?a=1,2", response="00"',
		);
		expect(authorization).toMatchObject({ username: 'a, b="c"', uri: "/x?a=1,2", nonce: "n", nc: null });
	});

	test("quirk 120: the nonce and its count are reported, for the caller to judge replays", () => {
		expect(parseAuthorization(rfc2617)).toMatchObject({
			scheme: "digest",
			username: "Mufasa",
			nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
			nc: "00000001",
		});
	});

	test("quirk 120: Basic that was sent unasked is understood", () => {
		const header = `Basic ${Buffer.from("acs:pass:word").toString("base64")}`;
		expect(parseAuthorization(header)).toMatchObject({ scheme: "basic", username: "acs", nonce: null, nc: null });
		expect(verified(header, { username: "acs", password: "pass:word" })).toBe(true);
		expect(verified(header, { username: "acs", password: "password" })).toBe(false);
		expect(verified(header, { username: "ACS", password: "pass:word" })).toBe(false);
	});

	test("letters beyond ASCII are right in UTF-8 and in latin1", () => {
		for (const encoding of ["utf8", "latin1"] as const) {
			const header = `Basic ${Buffer.from("josé:ñandú", encoding).toString("base64")}`;
			expect(verified(header, { username: "josé", password: "ñandú" })).toBe(true);
		}
	});

	test.each([undefined, "", "Bearer x", "Digest", "Basic", "Basic %%%", 'Digest username="a"', "Basic YQ=="])(
		"%j is no authorization",
		(header) => {
			expect(parseAuthorization(header)).toBeNull();
		},
	);

	test("an algorithm or a quality of protection that is not spoken is refused", () => {
		expect(verified(rfc7616("SHA-512-256", sha256Response), lion)).toBe(false);
		expect(verified(rfc7616("MD5", md5Response).replace("qop=auth", "qop=auth-int"), lion)).toBe(false);
	});

	test("a challenge is written with its values in quotes", () => {
		expect(digestChallenge({ realm: 'a "b"', nonce: "n" })).toBe(
			'Digest realm="a \\"b\\"", qop="auth", nonce="n", algorithm=MD5',
		);
		expect(
			digestChallenge({ realm: "r", nonce: "n", qop: false, algorithm: "SHA-256", opaque: "o", stale: true }),
		).toBe('Digest realm="r", nonce="n", opaque="o", algorithm=SHA-256, stale=true');
		expect(basicChallenge("r")).toBe('Basic realm="r"');
	});
});

describe("the client's side", () => {
	const challenge = (rest: string): string =>
		`Digest realm="http-auth@example.org", nonce="${rfc7616Nonce}", opaque="FQhe", ${rest}`;

	test.each([
		["MD5", md5Response],
		["SHA-256", sha256Response],
	])("the example of RFC 7616 with %s is answered", (algorithm, response) => {
		const answer = answerChallenge(challenge(`qop="auth, auth-int", algorithm=${algorithm}`), request);
		expect(answer?.header).toContain(`response="${response}"`);
		expect(answer?.header).toContain("qop=auth, nc=00000001, cnonce=");
		expect(answer?.header).toContain('opaque="FQhe"');
	});

	test("quirk 21: without qop in the challenge no qop, nc, cnonce or opaque is sent", () => {
		const answer = answerChallenge('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"', {
			...request,
			password: "CircleOfLife",
		});
		expect(answer?.header).toBe(
			'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
				'uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea"',
		);
	});

	test.each(["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"] as const)(
		"what is sent with %s is verified",
		(algorithm) => {
			const header = digestChallenge({ realm: "Router", nonce: "abc", algorithm });
			const answer = answerChallenge(header, { ...request, username: 'jo"sé', count: 26 });
			expect(answer?.header).toContain("nc=0000001a");
			expect(verified(Buffer.from(answer?.header ?? "").toString("latin1"), { ...lion, username: 'jo"sé' })).toBe(true);
		},
	);

	test("of several challenges, in one header or in many, the strongest is answered", () => {
		const one =
			'Basic realm="b, Digest", Digest realm="m", nonce="1", qop="auth", Digest realm="s", nonce="2", algorithm=SHA-256';
		expect(answerChallenge(one, request)?.header).toContain('realm="s"');
		expect(answerChallenge(["Basic realm=b", 'Digest realm="m", nonce="1"'], request)?.header).toContain('realm="m"');
		expect(parseChallenges(one).map(({ scheme }) => scheme)).toEqual(["basic", "digest", "digest"]);
	});

	test("quirk 23: Basic is used only where it is allowed", () => {
		expect(answerChallenge('Basic realm="r"', request)).toBeNull();
		expect(answerChallenge('Basic realm="r"', { ...request, allowBasic: true })).toEqual({
			scheme: "basic",
			header: "Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl",
		});
	});

	test("what can't be answered is not", () => {
		expect(answerChallenge('Digest realm="r", nonce="n", qop="auth-int"', request)).toBeNull();
		expect(answerChallenge('Digest realm="r", nonce="n", algorithm=SHA-512-256', request)).toBeNull();
		expect(answerChallenge("Digest realm=r", request)).toBeNull();
		expect(answerChallenge("", request)).toBeNull();
	});

	test("a header of any form ends within its length", () => {
		expect(parseChallenges(`Digest ${'a="'.repeat(2_000)}`)).toHaveLength(1);
		expect(parseChallenges("=".repeat(5_000))).toEqual([]);
		expect(parseChallenges("x".repeat(100_000))).toEqual([]);
	});
});
