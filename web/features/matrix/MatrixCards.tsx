import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import type { MatrixRow, Workflow } from "../../../src/shared/proof.ts";
import { MatrixCell } from "./MatrixCell.tsx";
import { RowIdentity, RowStatus, RowTraits } from "./RowIdentity.tsx";

const CARD_HEIGHT = 320;
const GAP = 12;

interface Props {
	readonly rows: readonly MatrixRow[];
	readonly workflows: readonly Workflow[];
}

/** The matrix on a phone: a card a row, scrolled with the page. */
export function MatrixCards({ rows, workflows }: Props) {
	const listRef = useRef<HTMLUListElement>(null);
	const [offset, setOffset] = useState(0);
	useLayoutEffect(() => setOffset(listRef.current?.offsetTop ?? 0), []);
	const virtual = useWindowVirtualizer({
		count: rows.length,
		estimateSize: () => CARD_HEIGHT,
		getItemKey: (index) => rows[index]?.id ?? index,
		gap: GAP,
		overscan: 4,
		scrollMargin: offset,
	});
	return (
		<ul
			ref={listRef}
			className="matrix-cards"
			aria-label="Compatibility matrix"
			style={{ height: virtual.getTotalSize() }}
		>
			{virtual.getVirtualItems().map(({ index, key, start }) => {
				const row = rows[index];
				return row === undefined ? null : (
					<li
						key={key}
						ref={virtual.measureElement}
						data-index={index}
						aria-setsize={rows.length}
						aria-posinset={index + 1}
						style={{ transform: `translateY(${start - offset}px)` }}
						className="matrix-card"
					>
						<div className="matrix-card-head">
							<RowIdentity row={row} />
							<RowStatus row={row} />
						</div>
						<div className="matrix-card-cells">
							{workflows.map((workflow) => (
								<MatrixCell key={workflow} row={row} workflow={workflow} withName />
							))}
						</div>
						<p className="matrix-card-foot">
							<RowTraits row={row} />
							<span className="muted">
								{row.limitations.length} {row.limitations.length === 1 ? "limitation" : "limitations"}
							</span>
						</p>
					</li>
				);
			})}
		</ul>
	);
}
