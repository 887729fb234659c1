import type { ChangeKind } from "../shared/changes.ts";
import type { CellStatus, Workflow } from "../shared/proof.ts";

/** What a matrix row says, as far as the gate asks it. */
export interface RowFacts {
	readonly cells: Readonly<Partial<Record<Workflow, CellStatus>>>;
	/** Of `config`: the paths that were proven to be set, instances as `{i}`. */
	readonly provenPaths: readonly string[];
}

/** The workflow whose cell gates a kind of operation (contract, section 4). */
export function gatingWorkflow(kind: ChangeKind, fileKind: "firmware" | "config" | null): Workflow {
	if (kind === "download") return fileKind === "config" ? "config" : "firmware";
	return kind === "reboot" || kind === "factoryReset" ? kind : "config";
}

/**
 * The state of the cell that an action belongs to; for `config` by path (instances as `{i}`): what was not itself proven
 * to be set is unproven, however green its cell is. A row that is not there proves nothing.
 */
export function cellOf(row: RowFacts | null, workflow: Workflow, templates: readonly string[]): CellStatus {
	const status = row?.cells[workflow] ?? "unproven";
	if (workflow !== "config" || status === "red" || row === null) return status;
	const proven = new Set(row.provenPaths);
	return templates.every((path) => proven.has(path)) ? status : "unproven";
}

/** What a cell is of, in the words of a refusal. */
export function nameOfCell(
	workflow: Workflow,
	{ vendor, model, softwareVersion }: { vendor: string; model: string; softwareVersion: string | null },
): string {
	return `${workflow} on ${vendor} ${model}, version ${softwareVersion ?? "unknown"},`;
}
