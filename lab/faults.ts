/** What a CPE answers to an RPC, and its faults (A.5.1). */
import type { FaultMessage, Message } from "../src/cwmp/messages.ts";

export type Answer =
	| {
			readonly does: "send";
			readonly message: Message;
			/** What it sets going when the session is over. */
			readonly after?: () => void;
			/** The connection goes once it is sent. */
			readonly drops?: boolean;
	  }
	| { readonly does: "silence" }
	| { readonly does: "drop" };

export type ParameterFault = FaultMessage["fault"]["parameters"][number];

const TEXTS: Readonly<Record<number, readonly ["Client" | "Server", string]>> = {
	9000: ["Server", "Method not supported"],
	9001: ["Server", "Request denied (no reason specified)"],
	9002: ["Server", "Internal error"],
	9003: ["Client", "Invalid arguments"],
	9004: ["Server", "Resources exceeded"],
	9005: ["Client", "Invalid parameter name"],
	9006: ["Client", "Invalid parameter type"],
	9007: ["Client", "Invalid parameter value"],
	9008: ["Client", "Attempt to set a non-writable parameter"],
	9009: ["Server", "Notification request rejected"],
	9010: ["Server", "File transfer failure"],
	9011: ["Server", "Upload failure"],
	9013: ["Server", "Unsupported protocol for file transfer"],
	9015: ["Server", "File transfer failure: unable to contact file server"],
	9016: ["Server", "File transfer failure: unable to access file"],
	9018: ["Server", "File transfer failure: file corrupted"],
	9021: ["Server", "Cancelation of file transfer not permitted in current transfer state"],
};

export function faultText(code: number): string {
	return TEXTS[code]?.[1] ?? "Vendor-specific failure";
}

export function fault(code: number, parameters: readonly ParameterFault[] = []): Answer {
	const [soapCode, message] = TEXTS[code] ?? ["Server", faultText(code)];
	return { does: "send", message: { kind: "fault", fault: { code, message, parameters, soapCode } } };
}

export function send(message: Message, after?: () => void): Extract<Answer, { does: "send" }> {
	return { does: "send", message, ...(after ? { after } : {}) };
}
