import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { Parameter } from "../../../src/shared/devices.ts";
import { InertText } from "../../components/InertText.tsx";
import { Chevron } from "../../components/icons.tsx";
import { Ago } from "../../components/Time.tsx";
import type { TreeRow } from "./parameterTree.ts";

const ROW_HEIGHT = 30;
const MAX_INDENT = 10;

interface Props {
	readonly rows: readonly TreeRow[];
	/** Search results stand with their full paths; the tree with the last step of each. */
	readonly isFlat: boolean;
	readonly folded: ReadonlySet<string>;
	readonly onToggle: (path: string) => void;
}

/** Only the rows in sight are in the document; heights are measured, since values wrap. */
export function ParameterGrid({ rows, isFlat, folded, onToggle }: Props) {
	const scrollRef = useRef<HTMLElement>(null);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scrollRef.current,
		estimateSize: () => ROW_HEIGHT,
		getItemKey: (index) => rows[index]?.path ?? index,
		overscan: 20,
	});
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className="grid-scroll" ref={scrollRef} tabIndex={0} aria-label="Parameters, scrollable">
			{/* biome-ignore-start lint/a11y/useSemanticElements: rows are laid out absolutely, which a table's own elements can't be */}
			{/* biome-ignore-start lint/a11y/useFocusableInteractive: a table to read, not a grid to move in; its buttons take the focus */}
			<div role="table" aria-label="Parameters" aria-rowcount={rows.length + 1} className="grid">
				<div role="row" aria-rowindex={1} className="grid-row grid-head">
					<span role="columnheader">{isFlat ? "Path" : "Name"}</span>
					<span role="columnheader">Value</span>
					<span role="columnheader">Type</span>
					<span role="columnheader">Writable</span>
					<span role="columnheader">Read</span>
				</div>
				<div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="grid-body">
					{virtual.getVirtualItems().map(({ index, key, start }) => {
						const row = rows[index];
						return row === undefined ? null : (
							<div
								key={key}
								ref={virtual.measureElement}
								data-index={index}
								data-path={row.path}
								role="row"
								aria-rowindex={index + 2}
								className={`grid-row${row.isObject ? " grid-object" : ""}`}
								style={{ transform: `translateY(${start}px)` }}
							>
								<NameCell row={row} isFlat={isFlat} isFolded={folded.has(row.path)} onToggle={onToggle} />
								<ValueCells row={row} />
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

interface NameProps {
	readonly row: TreeRow;
	readonly isFlat: boolean;
	readonly isFolded: boolean;
	readonly onToggle: (path: string) => void;
}

function NameCell({ row, isFlat, isFolded, onToggle }: NameProps) {
	const indent = isFlat ? 0 : Math.min(row.level, MAX_INDENT);
	return (
		// biome-ignore lint/a11y/useSemanticElements: see the grid
		<span role="cell" className="grid-name" style={{ paddingInlineStart: `${indent * 14}px` }} title={row.path}>
			{row.isObject && !isFlat ? (
				<button
					type="button"
					className="fold"
					aria-expanded={!isFolded}
					aria-label={row.path}
					onClick={() => onToggle(row.path)}
				>
					<Chevron isOpen={!isFolded} />
					<InertText text={row.name} max={256} plain mono />
					<span className="muted numeric">{row.leaves}</span>
				</button>
			) : (
				<InertText text={isFlat ? row.path : row.name} max={256} plain mono />
			)}
		</span>
	);
}

function ValueCells({ row: { parameter, isObject } }: { readonly row: TreeRow }) {
	return (
		<>
			{/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
			<span role="cell" className="grid-value">
				{!isObject && parameter !== null && <Value parameter={parameter} />}
			</span>
			{/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
			<span role="cell" className="grid-type muted">
				{isObject ? "object" : (parameter?.type ?? "")}
			</span>
			{/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
			<span role="cell" className="grid-writable muted">
				{parameter === null || parameter.writable === null ? "" : parameter.writable ? "writable" : "read-only"}
			</span>
			{/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
			<span role="cell" className="grid-time muted">
				{parameter?.readAt != null && <Ago at={parameter.readAt} />}
			</span>
		</>
	);
}

function Value({ parameter: { value } }: { readonly parameter: Parameter }) {
	if (value === null) return <span className="muted">not read</span>;
	if (value === "") return <span className="muted">empty</span>;
	return <InertText text={value} max={300} mono />;
}
