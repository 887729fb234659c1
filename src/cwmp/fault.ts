/** SOAP faults with a CWMP detail (A.5), in both directions, and in all the forms that devices give them. */

import { faultParty, isAcsFault, isCpeFault } from "./faults.ts";
import { integerLiteral } from "./fields.ts";
import type { CwmpFault } from "./messages.ts";
import { nextChild, readDeepText, readText, skip } from "./xml/reader.ts";
import { countItem, type Reader } from "./xml/state.ts";
import { element } from "./xml/write.ts";

type ParameterFault = CwmpFault["parameters"][number];

/** What a CWMP `Fault` element said. */
interface Detail {
	code: string | null;
	message: string | null;
	readonly parameters: ParameterFault[];
}

/** Everything found in a SOAP fault, before it is judged. */
interface Found {
	soapCode: string;
	soapText: string;
	readonly details: Detail[];
	/** Text right in a detail element. */
	loose: string;
}

/** Reads the SOAP fault that was opened last; never fails, for its text is all we have. */
export function readFault(reader: Reader): CwmpFault {
	const found: Found = { soapCode: "", soapText: "", details: [], loose: "" };
	const direct: Detail = { code: null, message: null, parameters: [] };
	while (nextChild(reader)) {
		switch (reader.name) {
			case "faultcode":
			case "Code":
				found.soapCode = readDeepText(reader).trim();
				break;
			case "faultstring":
			case "Reason":
				found.soapText = readDeepText(reader);
				break;
			case "detail":
			case "Detail":
				readSoapDetail(reader, found);
				break;
			default:
				readDetailChild(reader, direct);
		}
	}
	if (direct.code !== null) found.details.push(direct);
	return judge(reader, found, direct.code !== null);
}

/** Quirk 44: none or several details that disagree make a malformed fault, which keeps its text. */
function judge(reader: Reader, found: Found, direct: boolean): CwmpFault {
	const soapCode = soapCodeOf(found.soapCode);
	const codes = new Set(found.details.map((detail) => parseCode(detail.code)));
	const [code] = codes;
	const [detail] = found.details;
	if (detail !== undefined && codes.size === 1 && code !== undefined && code !== 0) {
		if (found.details.length > 1) reader.warn("fault.severalDetails", `${found.details.length} details`);
		if (direct) reader.warn("fault.noDetail", "the CWMP fault stands outside a detail");
		const parameters = found.details.flatMap((one) => one.parameters);
		return { code, message: detail.message ?? found.soapText, parameters, soapCode };
	}
	const texts = found.details.map((one) => [one.code, one.message].filter(Boolean).join(" "));
	const message = [found.soapText, found.loose.trim(), ...texts].filter((part) => part !== "").join("; ");
	reader.warn("fault.malformed", message);
	return { code: 0, message, parameters: found.details.flatMap((one) => one.parameters), soapCode };
}

function parseCode(written: string | null): number {
	const code = Number(written?.trim() || 0);
	return isAcsFault(code) || isCpeFault(code) ? code : 0;
}

function soapCodeOf(written: string): string {
	const local = written.slice(written.lastIndexOf(":") + 1).toLowerCase();
	if (local === "client" || local === "sender") return "Client";
	if (local === "server" || local === "receiver") return "Server";
	return written;
}

const maxLooseLength = 1_000;

function readSoapDetail(reader: Reader, found: Found): void {
	const from = reader.position;
	const before = found.details.length;
	const direct: Detail = { code: null, message: null, parameters: [] };
	while (nextChild(reader)) {
		if (reader.name === "Fault") found.details.push(readDetail(reader));
		else readDetailChild(reader, direct);
	}
	if (direct.code !== null) found.details.push(direct);
	if (found.details.length > before) return;
	const written = reader.text.slice(from, Math.min(reader.position, from + maxLooseLength));
	found.loose += written.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");
}

function readDetail(reader: Reader): Detail {
	const detail: Detail = { code: null, message: null, parameters: [] };
	while (nextChild(reader)) readDetailChild(reader, detail);
	return detail;
}

function readDetailChild(reader: Reader, detail: Detail): void {
	if (reader.name === "FaultCode") detail.code = readText(reader);
	else if (reader.name === "FaultString") detail.message = readText(reader);
	else if (reader.name === "SetParameterValuesFault") {
		countItem(reader);
		detail.parameters.push(readParameterFault(reader));
	} else skip(reader);
}

function readParameterFault(reader: Reader): ParameterFault {
	let path = "";
	let code = 0;
	let message = "";
	while (nextChild(reader)) {
		if (reader.name === "ParameterName") path = readText(reader).trim();
		else if (reader.name === "FaultCode") code = parseCode(readText(reader));
		else if (reader.name === "FaultString") message = readText(reader);
		else skip(reader);
	}
	return { path, code, message };
}

export function writeFault(fault: CwmpFault): string {
	const party = fault.soapCode === "Client" || fault.soapCode === "Server" ? fault.soapCode : faultParty(fault.code);
	const parameters = fault.parameters
		.map(({ path, code, message }) => {
			const inner = element("ParameterName", path) + codeAndText(code, message);
			return `<SetParameterValuesFault>${inner}</SetParameterValuesFault>`;
		})
		.join("");
	return (
		`<soapenv:Fault><faultcode>soapenv:${party}</faultcode><faultstring>CWMP fault</faultstring><detail>` +
		`<cwmp:Fault>${codeAndText(fault.code, fault.message)}${parameters}</cwmp:Fault></detail></soapenv:Fault>`
	);
}

function codeAndText(code: number, message: string): string {
	return element("FaultCode", integerLiteral(code)) + element("FaultString", message);
}
