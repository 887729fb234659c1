import { type MatrixRow, WORKFLOWS } from "../../shared/proof.ts";
import { csvOf } from "./csv.ts";

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

export function toCsv(rows: readonly MatrixRow[]): string {
	return csvOf(COLUMNS, rows);
}
