import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Parameter } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { InertText } from "../../components/InertText.tsx";
import { Chevron } from "../../components/icons.tsx";
import { Ago } from "../../components/Time.tsx";
import { type GridColumn, VirtualGrid } from "../../components/VirtualGrid.tsx";
import type { TreeRow } from "./parameterTree.ts";

const MAX_INDENT = 10;

interface Props {
	readonly deviceId: string;
	readonly rows: readonly TreeRow[];
	/** Search results stand with their full paths; the tree with the last step of each. */
	readonly isFlat: boolean;
	readonly folded: ReadonlySet<string>;
	readonly onToggle: (path: string) => void;
}

export function ParameterGrid({ deviceId, rows, isFlat, folded, onToggle }: Props) {
	const mayConfigure = useMay("config");
	const columns = useMemo(
		(): readonly GridColumn<TreeRow>[] => [
			{
				id: "name",
				header: isFlat ? "Path" : "Name",
				className: "grid-name",
				cell: (row) => <Name row={row} isFlat={isFlat} isFolded={folded.has(row.path)} onToggle={onToggle} />,
			},
			...VALUE_COLUMNS,
			{
				id: "writable",
				header: "Writable",
				className: "grid-writable muted",
				cell: (row) => <Writable row={row} deviceId={deviceId} mayConfigure={mayConfigure} />,
			},
			READ_COLUMN,
		],
		[deviceId, isFlat, folded, onToggle, mayConfigure],
	);
	return (
		<VirtualGrid
			label="Parameters"
			rows={rows}
			columns={columns}
			rowId={({ path }) => path}
			className="grid grid-of-values"
			rowClassName={({ isObject }) => (isObject ? "grid-object" : "")}
		/>
	);
}

interface NameProps {
	readonly row: TreeRow;
	readonly isFlat: boolean;
	readonly isFolded: boolean;
	readonly onToggle: (path: string) => void;
}

function Name({ row, isFlat, isFolded, onToggle }: NameProps) {
	const indent = isFlat ? 0 : Math.min(row.level, MAX_INDENT);
	return (
		<span className="grid-step" style={{ paddingInlineStart: `${indent * 14}px` }} title={row.path}>
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

const VALUE_COLUMNS: readonly GridColumn<TreeRow>[] = [
	{
		id: "value",
		header: "Value",
		className: "grid-value",
		cell: ({ isObject, parameter }) => !isObject && parameter !== null && <Value parameter={parameter} />,
	},
	{
		id: "type",
		header: "Type",
		className: "grid-type muted",
		cell: ({ isObject, parameter }) => (isObject ? "object" : (parameter?.type ?? "")),
	},
];

const READ_COLUMN: GridColumn<TreeRow> = {
	id: "read",
	header: "Read",
	className: "grid-time muted",
	cell: ({ parameter }) => parameter?.readAt != null && <Ago at={parameter.readAt} />,
};

interface WritableProps {
	readonly row: TreeRow;
	readonly deviceId: string;
	readonly mayConfigure: boolean;
}

/** Also the way to another value. */
function Writable({ row: { parameter, isObject, path }, deviceId, mayConfigure }: WritableProps) {
	if (parameter?.writable == null) return "";
	if (!parameter.writable) return "read-only";
	if (isObject || !mayConfigure) return "writable";
	return (
		<Link to="/devices/$id/change" params={{ id: deviceId }} search={{ paths: path }} title={`Change ${path}`}>
			writable
		</Link>
	);
}

function Value({ parameter: { value } }: { readonly parameter: Parameter }) {
	if (value === null) return <span className="muted">not read</span>;
	if (value === "") return <span className="muted">empty</span>;
	return <InertText text={value} max={300} mono />;
}
