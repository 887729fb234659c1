import {
	createColumnHelper,
	createSortedRowModel,
	rowSortingFeature,
	type SortingState,
	sortFn_alphanumeric,
	tableFeatures,
	useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo, useState } from "react";

const features = tableFeatures({
	rowSortingFeature,
	sortedRowModel: createSortedRowModel(),
	sortFns: { alphanumeric: sortFn_alphanumeric },
});

export interface Column<Row> {
	readonly id: string;
	readonly header: string;
	readonly cell: (row: Row) => ReactNode;
	/** What to sort by. Only where all rows are there: sorting one page of many would mislead. */
	readonly sortBy?: (row: Row) => string | number;
	readonly className?: string;
}

interface Props<Row> {
	readonly label: string;
	readonly rows: readonly Row[];
	readonly columns: readonly Column<Row>[];
	readonly rowId: (row: Row) => string;
	readonly sortedBy?: string;
}

/** A table that becomes a list of cards on a phone; the roles keep it a table for those who can't see it. */
export function DataTable<Row>({ label, rows, columns, rowId, sortedBy }: Props<Row>) {
	const [sorting, setSorting] = useState<SortingState>(sortedBy ? [{ id: sortedBy, desc: false }] : []);
	const definitions = useMemo(() => {
		const helper = createColumnHelper<typeof features, { row: Row }>();
		return helper.columns(
			columns.map((column) =>
				helper.accessor(({ row }) => column.sortBy?.(row) ?? "", {
					id: column.id,
					header: column.header,
					enableSorting: column.sortBy !== undefined,
					sortFn: "alphanumeric",
				}),
			),
		);
	}, [columns]);
	const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
	const table = useTable({
		features,
		columns: definitions,
		data,
		getRowId: ({ row }) => rowId(row),
		state: { sorting },
		onSortingChange: setSorting,
	});
	return (
		// biome-ignore-start lint/a11y/noRedundantRoles: on a phone CSS lays it out as blocks, and browsers then drop the roles
		<div className="table-scroll">
			<table className="data-table" role="table" aria-label={label}>
				<thead role="rowgroup">
					<tr role="row">
						{table.getFlatHeaders().map((header) => {
							const direction = header.column.getIsSorted();
							const name = columns.find(({ id }) => id === header.column.id)?.header;
							return (
								<th
									key={header.id}
									role="columnheader"
									scope="col"
									aria-sort={direction === "asc" ? "ascending" : direction === "desc" ? "descending" : undefined}
								>
									{header.column.getCanSort() ? (
										<button type="button" className="sort-button" onClick={() => header.column.toggleSorting()}>
											{name}
											<span aria-hidden="true">{direction === "asc" ? " ↑" : direction === "desc" ? " ↓" : ""}</span>
										</button>
									) : (
										name
									)}
								</th>
							);
						})}
					</tr>
				</thead>
				<tbody role="rowgroup">
					{table.getRowModel().rows.map((row) => (
						<tr key={row.id} role="row">
							{columns.map((column) => (
								<td key={column.id} role="cell" data-label={column.header} className={column.className}>
									<div>{column.cell(row.original.row)}</div>
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
		// biome-ignore-end lint/a11y/noRedundantRoles: see above
	);
}
