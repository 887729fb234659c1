import { describe, expect, test } from "vitest";
import { isSecretName, keptValue, redactBody, redactXml, tellsNoSecret } from "../../src/cwmp/redact.ts";

const PSK = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase";
const struct = (name: string, value: string) =>
	`<ParameterValueStruct><Name>${name}</Name>${value}</ParameterValueStruct>`;

describe("a message without its secrets", () => {
	test.each([
		["plain", struct(PSK, "<Value>hunter2</Value>")],
		["typed, with a prefix", `<c:Name>${PSK}</c:Name><c:Value xsi:type="xsd:string">hunter2</c:Value>`],
		["on lines of its own", `<Name>\n\t${PSK}\n</Name >\n\t<Value>hunter2</Value>`],
		["after a comment", `<Name>${PSK}</Name><!-- hidden --><Value>hunter2</Value>`],
		["in CDATA", struct(PSK, "<Value><![CDATA[hunter2]]></Value>")],
		["cut off within the value", `<Name>${PSK}</Name><Value>hunter2`],
		["cut off, with others before", `${struct(PSK, "<Value>x</Value>")}<Name>${PSK}</Name><Value>hunter2`],
		["a transfer's", "<cwmp:Download><Username>u</Username><Password>hunter2</Password></cwmp:Download>"],
		["a transfer's in CDATA", "<Password><![CDATA[hunter2]]></Password>"],
		["with an attribute", `<Password xsi:type="xsd:string">hunter2</Password>`],
	])("%s", (_what, xml) => {
		const redacted = redactXml(xml);
		expect(redacted).not.toContain("hunter2");
		expect(redacted).toContain("[redacted]");
	});

	test("keeps everything else to the byte, in any encoding", () => {
		const others = [
			struct("Device.WiFi.SSID.1.SSID", "<Value>Café €</Value>"),
			struct(PSK, "<Value></Value>"),
			struct(PSK, "<Value/>"),
			"<Password/><Password></Password>",
		].join("");
		expect(redactXml(others)).toBe(others);
		for (const body of [Buffer.from(others), Buffer.from(others, "utf16le"), Buffer.from([0xff, 0x00, 0x3c])]) {
			expect(redactBody(body)).toBe(body);
		}
		const mixed = `<a>Café</a>${struct(PSK, "<Value>hunter2</Value>")}<b>€</b>`;
		const expected = mixed.replace("hunter2", "[redacted]");
		expect(Buffer.from(redactBody(Buffer.from(mixed))).toString()).toBe(expected);
		const wide = Buffer.from(`\ufeff${mixed}`, "utf16le");
		expect(Buffer.from(redactBody(wide)).toString("utf16le")).toBe(`\ufeff${expected}`);
		const bigEndian = Buffer.from(wide).swap16();
		expect(Buffer.from(redactBody(bigEndian)).swap16().toString("utf16le")).toBe(`\ufeff${expected}`);
	});

	test("costs no more than its length, whatever a device writes", () => {
		const parts = [`<Name>${PSK}</Name><Value>`, "<Name", "<Name> ", `<Name>${PSK}</Name><!--`, "<Password><![CDATA["];
		for (const part of parts) expect(redactXml(part.repeat(20_000)).length).toBeGreaterThan(0);
		expect(redactXml(`<Name>${" ".repeat(500_000)}`).length).toBeGreaterThan(0);
	});
});

test("of a secret value it is kept only that there is one", () => {
	expect([keptValue(PSK, "hunter2"), keptValue(PSK, ""), keptValue("Device.WiFi.SSID.1.SSID", "home")]).toEqual([
		"[redacted]",
		"",
		"home",
	]);
});

describe("an answer that need not be searched", () => {
	const values = (...parameters: readonly (readonly [string, string])[]) =>
		({
			kind: "response",
			rpc: "GetParameterValues",
			body: { parameters: parameters.map(([path, value]) => ({ path, value, type: "xsd:string" })) },
		}) as Parameters<typeof tellsNoSecret>[0];

	test.each([
		["values that everybody may see", [["Device.WiFi.SSID.1.SSID", "home"]], true],
		["a secret that the device hides", [[PSK, ""]], true],
		[
			"a secret",
			[
				["Device.WiFi.SSID.1.SSID", "home"],
				[PSK, "hunter2"],
			],
			false,
		],
		["a secret whose name has white space about it", [[` ${PSK}\n`, "hunter2"]], false],
	] as const)("%s", (_what, parameters, expected) => {
		expect(tellsNoSecret(values(...parameters))).toBe(expected);
	});

	test("tells of every other answer that it may", () => {
		const other = { kind: "response", rpc: "GetOptions", body: {} } as Parameters<typeof tellsNoSecret>[0];
		expect(tellsNoSecret(other)).toBe(false);
	});
});

test.each([
	["Device.ManagementServer.ConnectionRequestPassword", true],
	["InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.WEPKey.1.WEPKey123456789", true],
	["InternetGatewayDevice.LANDevice.1.WLANConfiguration.12.X_000000_DevicePassword", true],
	["Device.X_0.psk", true],
	["Device.DeviceInfo.UpTime", false],
	["Device.Services.VoiceService.1.VoiceProfile.1.Line.1.CallingFeatures.upsk", false],
])("%s is a secret: %s", (path, expected) => {
	expect(isSecretName(path)).toBe(expected);
});
