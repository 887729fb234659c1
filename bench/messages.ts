/** What the hand-made CPEs say, as bytes: a TR-098 gateway whose Inform carries ten parameters. */

export interface Parameter {
	readonly path: string;
	readonly value: string;
	readonly type: string;
}

export const ROOT = "InternetGatewayDevice.";
export const IDENTITY = { manufacturer: "Example Networks", oui: "02BE0C", productClass: "HG-098" } as const;
export const MODEL = { name: "HG-098", hardware: "1.0", software: "3.2.1-4711" } as const;
const PPP = `${ROOT}WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.`;

export const PERIODIC = "2 PERIODIC";
export const BOOTSTRAP = "0 BOOTSTRAP";

/** Nothing listens there: a connection request fails at once. */
const CONNECTION_REQUEST_URL = "http://127.0.0.1:9/cr";

export const INFORM_PARAMETERS: readonly Parameter[] = [
	{ path: `${ROOT}DeviceSummary`, value: "InternetGatewayDevice:1.4[](Baseline:1)", type: "string" },
	{ path: `${ROOT}DeviceInfo.SpecVersion`, value: "1.0", type: "string" },
	{ path: `${ROOT}DeviceInfo.HardwareVersion`, value: MODEL.hardware, type: "string" },
	{ path: `${ROOT}DeviceInfo.SoftwareVersion`, value: MODEL.software, type: "string" },
	{ path: `${ROOT}DeviceInfo.ProvisioningCode`, value: "", type: "string" },
	{ path: `${ROOT}ManagementServer.ConnectionRequestURL`, value: CONNECTION_REQUEST_URL, type: "string" },
	{ path: `${ROOT}ManagementServer.ParameterKey`, value: "1f0c2d3e4b5a6978", type: "string" },
	{ path: `${PPP}ExternalIPAddress`, value: "203.0.113.17", type: "string" },
	{ path: `${PPP}ConnectionStatus`, value: "Connected", type: "string" },
	{ path: `${ROOT}DeviceInfo.UpTime`, value: "86400", type: "unsignedInt" },
];

export function serialOf(device: number): string {
	return `BENCH${String(device).padStart(9, "0")}`;
}

export function envelope(id: string, body: string): string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:cwmp="urn:dslforum-org:cwmp-1-0">
<SOAP-ENV:Header><cwmp:ID SOAP-ENV:mustUnderstand="1">${id}</cwmp:ID></SOAP-ENV:Header>
<SOAP-ENV:Body>
${body}
</SOAP-ENV:Body>
</SOAP-ENV:Envelope>
`;
}

export function parameterList(parameters: readonly Parameter[]): string {
	const structs = parameters.map(
		({ path, value, type }) =>
			`<ParameterValueStruct>\n<Name>${path}</Name>\n<Value xsi:type="xsd:${type}">${value}</Value>\n</ParameterValueStruct>\n`,
	);
	return `<ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[${parameters.length}]">\n${structs.join("")}</ParameterList>`;
}

/** An Inform of any device; `upTime` where it is to differ from the last one. */
export function informOf(event: string, upTime?: number): (device: number) => string {
	const parameters = INFORM_PARAMETERS.map((parameter) =>
		upTime !== undefined && parameter.path.endsWith(".UpTime") ? { ...parameter, value: String(upTime) } : parameter,
	);
	const { manufacturer, oui, productClass } = IDENTITY;
	const whole = envelope(
		"1851680043",
		`<cwmp:Inform>
<DeviceId><Manufacturer>${manufacturer}</Manufacturer><OUI>${oui}</OUI><ProductClass>${productClass}</ProductClass><SerialNumber>{serial}</SerialNumber></DeviceId>
<Event SOAP-ENC:arrayType="cwmp:EventStruct[1]"><EventStruct><EventCode>${event}</EventCode><CommandKey></CommandKey></EventStruct></Event>
<MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-03-01T12:30:00Z</CurrentTime><RetryCount>0</RetryCount>
${parameterList(parameters)}
</cwmp:Inform>`,
	);
	const [head = "", tail = ""] = whole.split("{serial}");
	return (device) => head + serialOf(device) + tail;
}

export function post(host: string, body: string, cookie: string): string {
	const cookieLine = cookie === "" ? "" : `Cookie: ${cookie}\r\n`;
	return body === ""
		? `POST / HTTP/1.1\r\nHost: ${host}\r\n${cookieLine}Content-Length: 0\r\n\r\n`
		: `POST / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\nSOAPAction: ""\r\n${cookieLine}Content-Type: text/xml; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
