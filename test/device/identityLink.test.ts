import { expect, test } from "vitest";
import { type Identified, linkOf } from "../../src/device/identityLink.ts";

const older: Identified = {
	oui: "001122",
	productClass: "AC",
	serialNumber: "SN-1",
	mac: "0200000000AA",
	quarantined: false,
	createdAt: new Date("2026-01-01T00:00:00Z"),
	lastInformAt: new Date("2026-03-01T11:00:00Z"),
};
const newer: Identified = {
	...older,
	oui: "334455",
	createdAt: new Date("2026-03-01T11:05:00Z"),
	lastInformAt: new Date("2026-03-01T12:00:00Z"),
};

test("the same serial and MAC under another OUI, since the one fell silent, may be one device", () => {
	expect(linkOf(older, newer)).toEqual({ older, newer });
	expect(linkOf(newer, older)).toEqual({ older, newer });
	const renamed = { ...newer, oui: older.oui, productClass: "AC-2" };
	expect(linkOf(older, renamed)).toEqual({ older, newer: renamed });
	expect(linkOf(older, { ...newer, serialNumber: " SN-1 " })).not.toBeNull();
});

test.each<[string, Partial<Identified>, Partial<Identified>]>([
	["another serial", {}, { serialNumber: "SN-2" }],
	["a placeholder for a serial", { serialNumber: "000000" }, { serialNumber: "000000" }],
	["another MAC", {}, { mac: "0200000000AB" }],
	["no MAC of the one", { mac: null }, {}],
	["no MAC of either", { mac: null }, { mac: null }],
	["a placeholder for a MAC", { mac: "FFFFFFFFFFFF" }, { mac: "FFFFFFFFFFFF" }],
	["nothing that changed", {}, { oui: older.oui }],
	["only the case of the OUI", { oui: "AABBCC" }, { oui: "aabbcc" }],
	["the older one heard since", { lastInformAt: new Date("2026-03-01T11:30:00Z") }, {}],
	["both heard at the same moment", { lastInformAt: newer.createdAt }, {}],
	["the older one never heard", { lastInformAt: null }, {}],
	["the newer one never heard", {}, { lastInformAt: null }],
	["the older one in quarantine", { quarantined: true }, {}],
	["the newer one in quarantine", {}, { quarantined: true }],
])("are not taken for one: %s", (_title, ofOlder, ofNewer) => {
	const [a, b] = [
		{ ...older, ...ofOlder },
		{ ...newer, ...ofNewer },
	];
	expect([linkOf(a, b), linkOf(b, a)]).toEqual([null, null]);
});
