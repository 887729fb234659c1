import { parseArgs, styleText } from "node:util";
import Table from "cli-table3";
import { type CellStatus, type MatrixRow, WORKFLOWS } from "../shared/proof.ts";
import { type Client, CONNECTION_HELP, CONNECTION_OPTIONS, connect, listAll } from "./client.ts";

export const help = `certus matrix: prints the compatibility matrix

${CONNECTION_HELP}`;

export async function run(argv: readonly string[]): Promise<void> {
	const { values } = parseArgs({ args: [...argv], options: CONNECTION_OPTIONS });
	await printMatrix(connect(values), values.tenant);
}

const COLOURS = { green: "green", yellow: "yellow", red: "red", unproven: "dim" } as const satisfies Record<
	CellStatus,
	string
>;

/** A line a row: what was proven on which versions, with the address of its evidence. */
export async function printMatrix(client: Client, tenant: string | undefined): Promise<void> {
	const rows = await listAll<MatrixRow>(client, `/matrix${tenant === undefined ? "" : `?tenant=${tenant}`}`);
	if (rows.length === 0) {
		console.log(
			`No model has been seen in the tenant ${tenant ?? "default"} yet: point a CPE at Certus, or see \`npm run demo\`.`,
		);
		return;
	}
	const shown = WORKFLOWS.filter((workflow) => rows.some((row) => row.workflows[workflow].status !== "unproven"));
	const table = new Table({
		head: ["model", "firmware", "root", ...shown, "faultBehaviour", "limitations"],
		style: { head: [], border: [] },
	});
	for (const row of rows) {
		table.push([
			`${row.vendor} ${row.model}`,
			row.firmwareRange.versions.join(", "),
			row.parameterRoot ?? "–",
			...shown.map((workflow) => {
				const { status, verdict } = row.workflows[workflow];
				return paint(status, verdict === null ? status : `${status}: ${verdict}`);
			}),
			row.traits.faultBehaviour?.verdict ?? "–",
			row.limitations.map(({ code }) => code).join("\n"),
		]);
	}
	console.log(table.toString());
	for (const row of rows.filter(({ workflows }) => shown.some((workflow) => workflows[workflow].evidence.length > 0))) {
		console.log(`${row.vendor} ${row.model} ${row.firmwareRange.versions.join(", ")}: ${row.evidenceUrl}`);
	}
}

function paint(status: CellStatus, text: string): string {
	return styleText(COLOURS[status], text);
}
