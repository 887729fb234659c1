import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { CellStatus, Workflow } from "../../../src/shared/proof.ts";
import { visibleText } from "../../components/inert.ts";
import { CELL_STATUS, WORKFLOW_NAMES, WORKFLOW_ORDER } from "../../components/vocabulary.ts";
import type { MatrixFilters } from "./filter.ts";

interface Props {
	readonly filters: MatrixFilters;
	readonly vendors: readonly string[];
	readonly onChange: (filters: MatrixFilters) => void;
}

const ALL = { value: "", label: "All" };

export function MatrixFilterBar({ filters, vendors, onChange }: Props) {
	const isFiltered = Object.values(filters).some((value) => value !== undefined && value !== "");
	return (
		<search className="filters" aria-label="Filter the matrix">
			<TextInput
				label="Search"
				placeholder="Model, firmware, OUI, limitation"
				type="search"
				value={filters.q ?? ""}
				onChange={(event) => onChange({ ...filters, q: event.currentTarget.value || undefined })}
			/>
			<NativeSelect
				label="Vendor"
				value={filters.vendor ?? ""}
				data={[ALL, ...vendors.map((vendor) => ({ value: vendor, label: visibleText(vendor) }))]}
				onChange={(event) => onChange({ ...filters, vendor: event.currentTarget.value || undefined })}
			/>
			<NativeSelect
				label="Workflow"
				value={filters.workflow ?? ""}
				data={[ALL, ...WORKFLOW_ORDER.map((workflow) => ({ value: workflow, label: WORKFLOW_NAMES[workflow] }))]}
				onChange={(event) =>
					onChange({ ...filters, workflow: (event.currentTarget.value || undefined) as Workflow | undefined })
				}
			/>
			<NativeSelect
				label={filters.workflow ? `${WORKFLOW_NAMES[filters.workflow]} status` : "Status"}
				value={filters.status ?? ""}
				data={[ALL, ...Object.entries(CELL_STATUS).map(([value, { name }]) => ({ value, label: name }))]}
				onChange={(event) =>
					onChange({ ...filters, status: (event.currentTarget.value || undefined) as CellStatus | undefined })
				}
			/>
			{isFiltered && (
				<Button variant="subtle" onClick={() => onChange({})}>
					Clear filters
				</Button>
			)}
		</search>
	);
}
