import type { CellStatus, MatrixRow, Workflow } from "../../../src/shared/proof.ts";

export interface MatrixFilters {
	readonly q?: string | undefined;
	readonly vendor?: string | undefined;
	readonly status?: CellStatus | undefined;
	/** Narrows the columns to this one; `status` is then that cell's. */
	readonly workflow?: Workflow | undefined;
}

export function filterRows(rows: readonly MatrixRow[], { q, vendor, status, workflow }: MatrixFilters): MatrixRow[] {
	const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
	return rows.filter((row) => {
		if (vendor !== undefined && row.vendor !== vendor) return false;
		if (status !== undefined && (workflow === undefined ? row.status : row.workflows[workflow].status) !== status) {
			return false;
		}
		const text = searchText(row);
		return words.every((word) => text.includes(word));
	});
}

function searchText(row: MatrixRow): string {
	return [
		row.vendor,
		row.model,
		row.productClass,
		...row.ouis,
		...row.hardwareVersions,
		...row.firmwareRange.versions,
		...row.limitations.map(({ code }) => code),
	]
		.join(" ")
		.toLowerCase();
}

export function vendorsOf(rows: readonly MatrixRow[]): string[] {
	return [...new Set(rows.map(({ vendor }) => vendor))].sort((a, b) => a.localeCompare(b, "en"));
}

export function countByStatus(rows: readonly MatrixRow[]): Record<CellStatus, number> {
	const counts: Record<CellStatus, number> = { green: 0, yellow: 0, red: 0, unproven: 0 };
	for (const row of rows) counts[row.status]++;
	return counts;
}

export function firmwareText({ from, to, versions }: MatrixRow["firmwareRange"]): string {
	if (versions.length <= 1) return versions[0] ?? from;
	return `${from} … ${to}`;
}
