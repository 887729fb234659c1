/** Messages for every RPC in both directions: plain ones, and such with everything nasty that a schema allows. */
import { faultParty } from "../../src/cwmp/faults.ts";
import type { Message, RpcName } from "../../src/cwmp/messages.ts";

export interface Sample {
	readonly title: string;
	/** The first CWMP version whose schema has it. */
	readonly since: "1.0" | "1.1" | "1.2";
	readonly message: Message;
}

/** At most 32 characters, for command keys; the control character and the lone surrogate are replaced on the way. */
const key = "<k>&\"']]>ü漢😀 \t\n\r";
const text = `${key} -- <!-- ${"x".repeat(120)} \u0002\ud800`;
const time = "2024-02-29T23:59:59Z";
const unknownTime = "0001-01-01T00:00:00Z";
const uuid = "01234567-89ab-cdef-0123-456789ABCDEF";

const values = [
	{ path: "InternetGatewayDevice.DeviceInfo.SoftwareVersion", value: "1.2.3", type: "xsd:string" },
	{ path: "Device.X_ÄÖ.1.Name", value: text, type: "xsd:string" },
	{ path: "Device.Time.CurrentLocalTime", value: time, type: "xsd:dateTime" },
	{ path: "Device.A.Enable", value: "1", type: "xsd:boolean" },
	{ path: "Device.A.Count", value: "4294967295", type: "xsd:unsignedInt" },
	{ path: "Device.A.Level", value: "-7", type: "xsd:int" },
	{ path: "Device.A.Empty", value: "", type: "xsd:string" },
	{ path: "Device.A.Spaces", value: "  a  b  ", type: "xsd:string" },
];
const binary = { path: "Device.A.Blob", value: "AAEC/w==", type: "xsd:base64" };

const device = { manufacturer: "A & B <Ltd>", oui: "00D09E", productClass: "", serialNumber: "SN/1 2" };

function request<N extends RpcName>(rpc: N, body: object): Message {
	return { kind: "request", rpc, body } as Message;
}

function response<N extends RpcName>(rpc: N, body: object): Message {
	return { kind: "response", rpc, body } as Message;
}

function fault(code: number, message = "", parameters: readonly object[] = []): Message {
	return { kind: "fault", fault: { code, message, parameters, soapCode: faultParty(code) } } as Message;
}

const result = {
	uuid,
	deploymentUnitRef: "Device.SoftwareModules.DeploymentUnit.1.",
	version: "1.0",
	currentState: "Installed",
	resolved: true,
	executionUnitRefs: "a,b",
	startTime: time,
	completeTime: unknownTime,
	fault: { code: 0, message: "" },
};
const failed = { ...result, currentState: "Failed", resolved: false, fault: { code: 9023, message: text } };

const version10: readonly Message[] = [
	request("GetRPCMethods", {}),
	response("GetRPCMethods", { methods: ["Inform", "X_00D09E_Do<It>"] }),
	request("Inform", {
		device,
		events: [
			{ code: "0 BOOTSTRAP", commandKey: "" },
			{ code: "7 TRANSFER COMPLETE", commandKey: "" },
			{ code: "M Download", commandKey: key },
			{ code: "X 00D09E Own event", commandKey: "" },
		],
		maxEnvelopes: 1,
		currentTime: "2024-02-29T23:59:59+01:00",
		retryCount: 4_000_000_000,
		parameters: values,
	}),
	request("Inform", { device, events: [], maxEnvelopes: 1, currentTime: time, retryCount: 0, parameters: [] }),
	response("Inform", { maxEnvelopes: 1 }),
	request("TransferComplete", {
		commandKey: key,
		fault: { code: 0, message: "" },
		startTime: time,
		completeTime: unknownTime,
	}),
	request("TransferComplete", {
		commandKey: "",
		fault: { code: 9010, message: text },
		startTime: unknownTime,
		completeTime: unknownTime,
	}),
	response("TransferComplete", {}),
	request("RequestDownload", {
		fileType: "1 Firmware Upgrade Image",
		arguments: [
			{ name: "Version", value: text },
			{ name: "", value: "" },
		],
	}),
	request("RequestDownload", { fileType: "2 Web Content", arguments: [] }),
	response("RequestDownload", {}),
	request("Kicked", { command: key, referer: "http://a/?b&c", argument: text, next: "http://a/" }),
	response("Kicked", { nextUrl: "http://a/?b=1&c=<2>" }),
	request("GetParameterNames", { path: "", nextLevel: true }),
	request("GetParameterNames", { path: "Device.", nextLevel: false }),
	response("GetParameterNames", {
		parameters: [
			{ path: "Device.", writable: false },
			{ path: "Device.A<&>", writable: true },
		],
	}),
	response("GetParameterNames", { parameters: [] }),
	request("GetParameterValues", { paths: ["Device.", "Device.A.[x==\"1\" && y<'2'].B"] }),
	response("GetParameterValues", { parameters: values }),
	response("GetParameterValues", { parameters: [] }),
	request("SetParameterValues", { parameters: [...values, binary], parameterKey: key }),
	request("SetParameterValues", { parameters: values.slice(0, 1), parameterKey: "" }),
	response("SetParameterValues", { status: 0 }),
	response("SetParameterValues", { status: 1 }),
	request("GetParameterAttributes", { paths: ["Device.A"] }),
	response("GetParameterAttributes", {
		parameters: [
			{ path: "Device.A", notification: 2, accessList: ["Subscriber"] },
			{ path: "Device.B", notification: 0, accessList: [] },
		],
	}),
	request("SetParameterAttributes", {
		parameters: [
			{ path: "Device.A", notification: 1 },
			{ path: "Device.B", accessList: [] },
			{ path: "Device.C.", notification: 0, accessList: ["Subscriber"] },
			{ path: "Device.D" },
		],
	}),
	response("SetParameterAttributes", {}),
	request("AddObject", { path: "Device.A.", parameterKey: key }),
	response("AddObject", { instanceNumber: 4_294_967_295, status: 1 }),
	request("DeleteObject", { path: "Device.A.1.", parameterKey: "" }),
	response("DeleteObject", { status: 0 }),
	request("Download", {
		commandKey: key,
		fileType: "3 Vendor Configuration File",
		url: "https://h:1/f?a=1&b=<2>",
		username: text,
		password: text,
		fileSizeBytes: 123_456_789,
		targetFileName: "a b.bin",
		delaySeconds: 0,
		successUrl: "",
		failureUrl: "",
	}),
	response("Download", { status: 1, startTime: unknownTime, completeTime: unknownTime }),
	request("Upload", {
		commandKey: key,
		fileType: "2 Vendor Log File",
		url: "http://h/",
		username: "",
		password: text,
		delaySeconds: 60,
	}),
	response("Upload", { status: 0, startTime: time, completeTime: time }),
	request("Reboot", { commandKey: key }),
	response("Reboot", {}),
	request("FactoryReset", {}),
	response("FactoryReset", {}),
	request("ScheduleInform", { delaySeconds: 30, commandKey: key }),
	response("ScheduleInform", {}),
	request("GetQueuedTransfers", {}),
	response("GetQueuedTransfers", { transfers: [{ commandKey: key, state: 2 }] }),
	response("GetQueuedTransfers", { transfers: [] }),
	request("SetVouchers", { vouchers: ["AAEC/w==", "AA=="] }),
	response("SetVouchers", {}),
	request("GetOptions", { optionName: "<o>" }),
	response("GetOptions", {
		options: [
			{
				optionName: "<o>",
				voucherSerial: 7,
				state: 3,
				mode: 2,
				startDate: time,
				expirationDate: "",
				isTransferable: true,
			},
			{
				optionName: "p",
				voucherSerial: 0,
				state: 0,
				mode: 0,
				startDate: time,
				expirationDate: time,
				isTransferable: false,
			},
		],
	}),
	...[8000, 8001, 8002, 8003, 8004, 8005, 8800, 8899].map((code) => fault(code, text)),
	...[9000, 9001, 9002, 9003, 9004, 9005, 9008, 9009, 9013, 9800, 9899].map((code) => fault(code)),
	fault(9003, text, [
		{ path: "Device.A<&>", code: 9007, message: text },
		{ path: "Device.B", code: 9008, message: "" },
	]),
];

const version11: readonly Message[] = [
	request("AutonomousTransferComplete", {
		announceUrl: "",
		transferUrl: "http://a/?b&c",
		isDownload: true,
		fileType: "1 Firmware Upgrade Image",
		fileSizeBytes: 0,
		targetFileName: text,
		fault: { code: 9018, message: text },
		startTime: time,
		completeTime: time,
	}),
	response("AutonomousTransferComplete", {}),
	request("GetAllQueuedTransfers", {}),
	response("GetAllQueuedTransfers", {
		transfers: [
			{
				commandKey: key,
				state: 3,
				isDownload: false,
				fileType: "4 Vendor Log File",
				fileSizeBytes: 9,
				targetFileName: text,
			},
		],
	}),
	response("GetAllQueuedTransfers", { transfers: [] }),
	fault(8006),
	fault(9019, text),
];

const version12: readonly Message[] = [
	request("ScheduleDownload", {
		commandKey: key,
		fileType: "1 Firmware Upgrade Image",
		url: "http://a/?b&c",
		username: "u",
		password: text,
		fileSizeBytes: 0,
		targetFileName: "",
		timeWindows: [
			{ startSeconds: 0, endSeconds: 60, mode: "1 At Any Time", userMessage: "", maxRetries: -1 },
			{ startSeconds: 60, endSeconds: 90, mode: "4 Confirmation Needed", userMessage: text, maxRetries: 3 },
		],
	}),
	response("ScheduleDownload", {}),
	request("CancelTransfer", { commandKey: key }),
	response("CancelTransfer", {}),
	request("ChangeDUState", {
		operations: [
			{ operation: "install", url: "http://a/b", uuid: "", username: "", password: "", executionEnvRef: "" },
			{ operation: "install", url: "http://a/b", uuid, username: "u", password: text, executionEnvRef: "Device.X." },
			{ operation: "update", uuid, version: "1", url: "http://a/", username: "u", password: text },
			{ operation: "update", uuid: "", version: "", url: "", username: "", password: "" },
			{ operation: "uninstall", uuid, version: "", executionEnvRef: "" },
			{ operation: "uninstall", uuid, version: "<1>", executionEnvRef: "Device.X." },
		],
		commandKey: key,
	}),
	response("ChangeDUState", {}),
	request("DUStateChangeComplete", { results: [result, failed], commandKey: key }),
	response("DUStateChangeComplete", {}),
	request("AutonomousDUStateChangeComplete", {
		results: [
			{ ...result, operationPerformed: "Install" },
			{ ...failed, operationPerformed: "X_Own<1>" },
		],
	}),
	response("AutonomousDUStateChangeComplete", {}),
	fault(9021, text),
	fault(9032),
];

function titled(since: Sample["since"], messages: readonly Message[]): readonly Sample[] {
	return messages.map((message, index) => {
		const name = message.kind === "fault" ? `fault ${message.fault.code}` : `${message.rpc} ${message.kind}`;
		return { title: `${since}-${index} ${name}`, since, message };
	});
}

export const samples: readonly Sample[] = [
	...titled("1.0", version10),
	...titled("1.1", version11),
	...titled("1.2", version12),
];

/** What comes back of a text that held characters which XML has no place for. */
export function afterTransport<T>(value: T): T {
	if (typeof value === "string") return value.toWellFormed().replaceAll("\u0002", "\ufffd") as T;
	if (Array.isArray(value)) return value.map(afterTransport) as T;
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, afterTransport(inner)])) as T;
}
