import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";

const ROW_HEIGHT = 30;

export interface GridColumn<Row> {
	readonly id: string;
	readonly header: string;
	readonly className: string;
	readonly cell: (row: Row) => ReactNode;
}

interface Props<Row> {
	readonly label: string;
	readonly rows: readonly Row[];
	readonly columns: readonly GridColumn<Row>[];
	readonly rowId: (row: Row) => string;
	/** Of the grid: how wide its columns are. */
	readonly className: string;
	readonly rowClassName?: (row: Row) => string;
}

/** Only the rows in sight are in the document; heights are measured, since values wrap. */
export function VirtualGrid<Row>({ label, rows, columns, rowId, className, rowClassName }: Props<Row>) {
	const scrollRef = useRef<HTMLElement>(null);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scrollRef.current,
		estimateSize: () => ROW_HEIGHT,
		getItemKey: (index) => {
			const row = rows[index];
			return row === undefined ? index : rowId(row);
		},
		overscan: 20,
	});
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className="grid-scroll" ref={scrollRef} tabIndex={0} aria-label={`${label}, scrollable`}>
			{/* biome-ignore-start lint/a11y/useSemanticElements: rows are laid out absolutely, which a table's own elements can't be */}
			{/* biome-ignore-start lint/a11y/useFocusableInteractive: a table to read, not a grid to move in; its buttons take the focus */}
			<div role="table" aria-label={label} aria-rowcount={rows.length + 1} className={className}>
				<div role="row" aria-rowindex={1} className="grid-row grid-head">
					{columns.map(({ id, header }) => (
						<span key={id} role="columnheader">
							{header}
						</span>
					))}
				</div>
				<div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="grid-body">
					{virtual.getVirtualItems().map(({ index, key, start }) => {
						const row = rows[index];
						return row === undefined ? null : (
							<div
								key={key}
								ref={virtual.measureElement}
								data-index={index}
								role="row"
								aria-rowindex={index + 2}
								className={`grid-row ${rowClassName?.(row) ?? ""}`}
								style={{ transform: `translateY(${start}px)` }}
							>
								{columns.map(({ id, className: cell, cell: content }) => (
									<span key={id} role="cell" className={cell}>
										{content(row)}
									</span>
								))}
							</div>
						);
					})}
				</div>
			</div>
			{/* biome-ignore-end lint/a11y/useFocusableInteractive: see above */}
			{/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
		</section>
	);
}
