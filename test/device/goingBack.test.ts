/** What of a backup goes back to its device, and what of the hidden values with it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { differing, goingBack, goneSince, type StandingSecret } from "../../src/device/goingBack.ts";
import { isLoginName } from "../../src/device/heldSecrets.ts";

const NAME = "Device.PPP.Interface.1.Username";
const WORD = "Device.PPP.Interface.1.Password";
const SSID = "Device.WiFi.SSID.1.SSID";
const OWN = "Device.ManagementServer.Password";

const type = "xsd:string";
const BACKUP = [
	{ path: NAME, value: "old", type },
	{ path: WORD, value: null, type },
	{ path: SSID, value: "home", type },
	{ path: OWN, value: null, type },
];
const KEPT = [{ path: WORD, value: "old word" }];
const held = (value: string, sure: boolean): StandingSecret[] => [{ path: WORD, value, sure }];
const live = (name: string) =>
	new Map([
		[NAME, { value: name, type }],
		[WORD, { value: "", type }],
		[SSID, { value: "home", type }],
	]);

/** What is sent, by path, and what is left. */
function sent(kept: typeof KEPT, standing: readonly StandingSecret[], nameNow: string) {
	const back = goingBack(BACKUP, kept, standing);
	return { sent: differing(back, live(nameNow)).map(({ path }) => path), leaves: [...back.leaves].sort() };
}

test.each([
	["a device that was reset, and of which nothing is held", KEPT, [], "factory", [NAME, WORD], []],
	["the same with the old name", KEPT, [], "old", [WORD], []],
	["another password that Certus has set since", KEPT, held("new word", true), "new", [NAME, WORD], []],
	["the same password, for sure", KEPT, held("old word", true), "old", [], []],
	["the same by Certus's word, but under another name", KEPT, held("old word", true), "by hand", [NAME, WORD], []],
	["a password that somebody else may have set", KEPT, held("old word", false), "by hand", [], [WORD, NAME]],
	["a password that was never held", [], [], "by hand", [], [WORD, NAME]],
	["one that is held now, and was not then", [], held("new word", true), "new", [], [WORD, NAME]],
] as const)("%s", (_title, kept, standing, nameNow, expected, leaves) => {
	expect(sent([...kept], standing, nameNow)).toEqual({ sent: expected, leaves: [...leaves].sort() });
});

test("what holds the device to its ACS never goes back, held or not", () => {
	const { values, leaves } = goingBack(BACKUP, [...KEPT, { path: OWN, value: "x" }], []);
	expect([...values.map(({ path }) => path), ...leaves]).not.toContain(OWN);
});

test("whatever is held: a login name goes back with its password, or beside one that stands there for sure", () => {
	const word = fc.constantFrom("old word", "new word");
	const standing = fc.option(fc.record({ value: word, sure: fc.boolean() }), { nil: null });
	fc.assert(
		fc.property(fc.boolean(), standing, fc.constantFrom("old", "other"), (isKept, now, nameNow) => {
			const back = goingBack(BACKUP, isKept ? KEPT : [], now ? [{ path: WORD, ...now }] : []);
			const paths = differing(back, live(nameNow)).map(({ path }) => path);
			if (paths.some(isLoginName)) expect(paths).toContain(WORD);
			if (paths.includes(WORD)) expect([isKept, now?.sure !== false]).toEqual([true, true]);
		}),
	);
});

test("what the device has no more is told, for its object has to be added again first", () => {
	const rule = "Device.NAT.PortMapping.2.ExternalPort";
	const back = goingBack([...BACKUP, { path: rule, value: "80", type: "xsd:unsignedInt" }], KEPT, []);
	const now = live("old");
	expect(differing(back, now).map(({ path }) => path)).not.toContain(rule);
	expect(goneSince(back, now)).toEqual([rule]);
	expect(goneSince(back, new Map([...now, [rule, { value: "80", type }]]))).toEqual([]);
});
