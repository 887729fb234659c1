import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { MatrixRow, Workflow } from "../../../src/shared/proof.ts";
import { WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { MatrixCell } from "./MatrixCell.tsx";
import { RowIdentity, RowStatus, RowTraits } from "./RowIdentity.tsx";

const ROW_HEIGHT = 57;

interface Props {
	readonly rows: readonly MatrixRow[];
	readonly workflows: readonly Workflow[];
}

/** Only the rows in sight are in the document; two empty rows hold the place of the others. */
export function MatrixTable({ rows, workflows }: Props) {
	const scrollRef = useRef<HTMLElement>(null);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scrollRef.current,
		estimateSize: () => ROW_HEIGHT,
		getItemKey: (index) => rows[index]?.id ?? index,
		overscan: 12,
	});
	const items = virtual.getVirtualItems();
	const before = items[0]?.start ?? 0;
	const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
	const columns = workflows.length + 4;
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className="matrix-scroll" ref={scrollRef} tabIndex={0} aria-label="Compatibility matrix, scrollable">
			<table className="matrix" aria-label="Compatibility matrix" aria-rowcount={rows.length + 1}>
				<thead>
					<tr aria-rowindex={1}>
						<th scope="col" className="matrix-model">
							Model and firmware
						</th>
						<th scope="col">Status</th>
						{workflows.map((workflow) => (
							<th key={workflow} scope="col" className="matrix-workflow">
								{WORKFLOW_NAMES[workflow]}
							</th>
						))}
						<th scope="col">Traits</th>
						<th scope="col" className="matrix-count">
							Limits
						</th>
					</tr>
				</thead>
				<tbody>
					<Gap height={before} columns={columns} />
					{items.map(({ index, key }) => {
						const row = rows[index];
						return row === undefined ? null : (
							<tr key={key} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2}>
								<th scope="row" className="matrix-model">
									<RowIdentity row={row} />
								</th>
								<td className="matrix-status">
									<RowStatus row={row} />
								</td>
								{workflows.map((workflow) => (
									<td key={workflow} className="matrix-cell">
										<MatrixCell row={row} workflow={workflow} />
									</td>
								))}
								<td className="matrix-traits">
									<RowTraits row={row} />
								</td>
								<td className="matrix-count numeric">
									{row.limitations.length === 0 ? <span className="muted">0</span> : row.limitations.length}
								</td>
							</tr>
						);
					})}
					<Gap height={after} columns={columns} />
				</tbody>
			</table>
		</section>
	);
}

function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
	if (height <= 0) return null;
	return (
		// biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row that only holds a place takes no focus
		<tr aria-hidden="true" className="matrix-gap">
			<td colSpan={columns} style={{ height }} />
		</tr>
	);
}
