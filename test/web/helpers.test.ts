import { describe, expect, test } from "vitest";
import type { LiveEvent } from "../../src/shared/events.ts";
import { apiUrl } from "../../web/api/client.ts";
import { keys, staleAfter } from "../../web/api/keys.ts";
import { singleSignOnAt } from "../../web/api/session.ts";
import { chooseTenant } from "../../web/api/tenant.ts";
import { clip, visibleParts } from "../../web/components/inert.ts";
import { formatAgo, formatDuration } from "../../web/components/time.ts";
import { humanise } from "../../web/components/vocabulary.ts";
import { meantBy } from "../../web/features/audit/subjects.ts";
import { searchRows, treeOf, unfoldedRows } from "../../web/features/devices/parameterTree.ts";
import { verifyDigest } from "../../web/features/evidence/digest.ts";
import { readEvidence } from "../../web/features/evidence/documents.ts";
import { foreignSeparator } from "../../web/features/subscribers/csv.ts";

describe("a device's text", () => {
	test("shows control, zero-width and bidirectional characters by name", () => {
		expect(visibleParts("a\u0007b\u202Ec\u007F\u200B")).toEqual([
			{ kind: "text", text: "a", name: "" },
			{ kind: "hidden", text: "BEL", name: "U+0007" },
			{ kind: "text", text: "b", name: "" },
			{ kind: "hidden", text: "U+202E", name: "U+202E" },
			{ kind: "text", text: "c", name: "" },
			{ kind: "hidden", text: "DEL", name: "U+007F" },
			{ kind: "hidden", text: "U+200B", name: "U+200B" },
		]);
	});

	test("leaves line breaks, tabs and every script alone", () => {
		const text = "größe\tмодель\n型号 😀";
		expect(visibleParts(text)).toEqual([{ kind: "text", text, name: "" }]);
	});

	test("is cut between characters, never within one", () => {
		expect(clip("ab😀", 3)).toBe("ab");
		expect(clip("ab😀", 4)).toBe("ab😀");
		expect(clip("abc", 2)).toBe("ab");
	});
});

describe("the parameter tree", () => {
	const parameter = (path: string, value: string | null = "v") => ({
		path,
		value,
		type: null,
		writable: null,
		readAt: null,
	});
	const rows = treeOf([
		parameter("Device.Hosts.Host.10.Name", "ten"),
		parameter("Device.Hosts.Host.2.Name", "two"),
		parameter("Device.DeviceInfo.", null),
		parameter("Device.DeviceInfo.UpTime", "5"),
	]);

	test("puts instances in the order of their numbers, and fills in objects that were not reported", () => {
		expect(rows.map(({ path }) => path)).toEqual([
			"Device.",
			"Device.DeviceInfo.",
			"Device.DeviceInfo.UpTime",
			"Device.Hosts.",
			"Device.Hosts.Host.",
			"Device.Hosts.Host.2.",
			"Device.Hosts.Host.2.Name",
			"Device.Hosts.Host.10.",
			"Device.Hosts.Host.10.Name",
		]);
		expect(rows[0]).toMatchObject({ name: "Device.", level: 0, isObject: true, parameter: null, leaves: 3 });
	});

	test("folds what is below an object, and not its neighbours", () => {
		expect(unfoldedRows(rows, new Set(["Device.DeviceInfo.", "Device.Hosts.Host."])).map(({ name }) => name)).toEqual([
			"Device.",
			"DeviceInfo.",
			"Hosts.",
			"Host.",
		]);
	});

	test("finds by path and by value, all words at once", () => {
		expect(searchRows(rows, "host TWO").map(({ path }) => path)).toEqual(["Device.Hosts.Host.2.Name"]);
	});

	test("takes paths that are odd", () => {
		expect(treeOf([parameter(""), parameter("."), parameter("a..b")]).length).toBeGreaterThan(2);
	});
});

describe("live events", () => {
	const event = (type: LiveEvent["type"], data = {}) =>
		staleAfter({ type, tenant: "t", deviceId: "d", proofRunId: "p", changeId: null, certificationId: "c", data });

	test("an Inform does not make the whole parameter tree stale", () => {
		expect(event("device.informed")).not.toContainEqual(keys.device("t", "d", "parameters"));
	});

	test("parameters are read again once an operation has ended", () => {
		expect(event("operation.changed", { status: "running" })).not.toContainEqual(keys.device("t", "d", "parameters"));
		expect(event("operation.changed", { status: "succeeded" })).toContainEqual(keys.device("t", "d", "parameters"));
	});

	test("a proof run's change makes itself and the lists stale", () => {
		expect(event("proofRun.changed")).toEqual(
			expect.arrayContaining([keys.proofRuns("t"), keys.proofRun("t", "p"), ["certification", "t"]]),
		);
	});

	test("a certification's change makes itself, its list and the matrix stale, and no other certification", () => {
		const stale = event("certification.changed");
		expect(stale).toEqual(
			expect.arrayContaining([keys.certifications("t"), keys.certification("t", "c"), keys.matrix("t")]),
		);
		expect(stale).not.toContainEqual(["certification", "t"]);
	});

	test("hosts and Wi-Fi are read again with the parameters that they come from", () => {
		for (const part of ["hosts", "wifi"] as const) {
			expect(event("operation.changed", { status: "succeeded" })).toContainEqual(keys.device("t", "d", part));
			expect(event("device.informed")).not.toContainEqual(keys.device("t", "d", part));
		}
	});
});

describe("evidence", () => {
	test("is verified against the bytes that were served", async () => {
		const bytes = new TextEncoder().encode("{}").buffer;
		const digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
		expect(await verifyDigest(bytes, digest)).toBe("verified");
		expect(await verifyDigest(bytes, digest.replace("4", "5"))).toBe("mismatch");
	});

	test("of an unknown format is not taken for one that is known", () => {
		expect(readEvidence("{}")).toBeNull();
		expect(readEvidence("null")).toBeNull();
		expect(readEvidence("<xml/>")).toBeNull();
		expect(readEvidence('{"format":"toString"}')).toBeNull();
		expect(readEvidence('{"format":"certus.evidence.run/1"}')).not.toBeNull();
	});
});

test.each([
	["the tenant in the URL, where it is theirs", "b", "b"],
	["default, where the URL's is not", "x", "default"],
	["default, where the URL has none", undefined, "default"],
])("the console shows %s", (_title, wanted, shown) => {
	const tenants = ["a", "b", "default"].map((slug) => ({
		slug,
		role: "viewer",
		permissions: ["read" as const],
	}));
	expect(chooseTenant({ id: "i", name: "n", kind: "token", tenants, permissions: ["read"] }, wanted)).toBe(shown);
});

test("single sign-on leads back to the page that was asked for", () => {
	const at = { pathname: "/devices/1", search: "?tab=wifi&x=%22" } as Location;
	const address = new URL(singleSignOnAt(at), "http://certus.test");
	expect([address.pathname, address.searchParams.get("to")]).toEqual([
		"/api/v1/session/oidc",
		"/devices/1?tab=wifi&x=%22",
	]);
});

test("absent filters stay out of an API address", () => {
	expect(apiUrl("/devices", { tenant: "lab", q: "", cursor: undefined, limit: 50 })).toBe(
		"/api/v1/devices?tenant=lab&limit=50",
	);
});

test("times are put in words", () => {
	expect(formatDuration(412)).toBe("412 ms");
	expect(formatDuration(119_700)).toBe("2 min 0 s");
	expect(formatAgo("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:05:30Z"))).toBe("5 min ago");
	expect(humanise("deviceInfo")).toBe("Device info");
});

describe("a filter's words", () => {
	const found = [
		{ id: "1", serialNumber: "AB12" },
		{ id: "2", serialNumber: "AB123" },
	];
	const names = ({ serialNumber }: (typeof found)[number]) => [serialNumber];
	const id = "0198c0de-0000-7000-8000-00000000000a";

	test.each([
		["are an id already", id.toUpperCase(), undefined, id],
		["name one in full", "ab12", found, "1"],
		["are a part of one name only", "B123", found.slice(1), "2"],
		["are a part of several names", "AB", found, undefined],
		["are in no name", "zz", [], undefined],
		["are still looked up", "AB", undefined, undefined],
		["are none", undefined, undefined, undefined],
	])("%s", (_, words, items, expected) => {
		expect(meantBy(words, items, names).id).toBe(expected);
	});
});

test.each([
	["externalId;name;plan\nK-1;Ann, B.;gold", "semicolons"],
	["externalId\tname\r\n", "tabs"],
	["externalId,name;first\n", null],
	["externalId\nK-1", null],
	["", null],
])("a table's first line %j is parted by %s, where it is no comma", (start, separator) => {
	expect(foreignSeparator(start)).toBe(separator);
});
