import { type MatrixRow, WORKFLOWS } from "../../shared/proof.ts";

const COLUMNS: readonly (readonly [name: string, of: (row: MatrixRow) => unknown])[] = [
	["id", (row) => row.id],
	["protocol", (row) => row.protocol],
	["vendor", (row) => row.vendor],
	["model", (row) => row.model],
	["productClass", (row) => row.productClass],
	["ouis", (row) => row.ouis],
	["hardwareVersions", (row) => row.hardwareVersions],
	["firmwareFrom", (row) => row.firmwareRange.from],
	["firmwareTo", (row) => row.firmwareRange.to],
	["firmwareVersions", (row) => row.firmwareRange.versions],
	["parameterRoot", (row) => row.parameterRoot],
	["cwmpVersion", (row) => row.cwmpVersion],
	["status", (row) => row.status],
	["stage", (row) => row.stage],
	...WORKFLOWS.map((workflow) => [workflow, (row: MatrixRow) => row.workflows[workflow]?.status] as const),
	["limitations", (row) => row.limitations.map(({ code }) => code)],
	["simulated", (row) => row.simulated],
	["evidenceUrl", (row) => row.evidenceUrl],
	["updatedAt", (row) => row.updatedAt],
];

/** RFC 4180: a header, a line a row, lists joined by semicolons. */
export function toCsv(rows: readonly MatrixRow[]): string {
	const lines = [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, of]) => field(of(row))))];
	return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

function field(value: unknown): string {
	const text = Array.isArray(value) ? value.join("; ") : String(value ?? "");
	// Names come from devices: what a spreadsheet would take for a formula is made text.
	const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
