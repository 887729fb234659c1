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

interface NamedRow {
	readonly vendor: string;
	readonly model: string;
	readonly softwareVersion: string | null;
}

/** So many paths are named. */
const MAX_NAMED = 5;

/** What a cell is of, in the words of a refusal; of a green `config` by the paths that were not proven to be set. */
export function nameOfCell(
	workflow: Workflow,
	{ vendor, model, softwareVersion }: NamedRow,
	row: RowFacts | null = null,
	templates: readonly string[] = [],
): string {
	const isByPath = workflow === "config" && row?.cells.config !== undefined && row.cells.config !== "red";
	const unproven = isByPath ? templates.filter((path) => !row.provenPaths.includes(path)) : [];
	const more = unproven.length > MAX_NAMED ? `, and ${unproven.length - MAX_NAMED} more` : "";
	const paths = unproven.length === 0 ? "" : ` of ${unproven.slice(0, MAX_NAMED).join(", ")}${more}`;
	return `${workflow}${paths} on ${vendor} ${model}, version ${softwareVersion ?? "unknown"},`;
}
