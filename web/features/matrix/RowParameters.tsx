import { NativeSelect, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import type { MatrixParameter, MatrixRow } from "../../../src/shared/proof.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { type GridColumn, VirtualGrid } from "../../components/VirtualGrid.tsx";
import { filterParameters, type ParameterKind } from "./parameterFilter.ts";
import { useRowParameters } from "./queries.ts";

const KINDS: Record<ParameterKind, string> = {
	all: "All",
	readable: "Readable",
	unreadable: "Not readable",
	writable: "Writable",
	readOnly: "Read-only",
	proven: "Proven to be set",
};

/** Which parameters are readable, writable and proven to be set, as the newest inventory run shows. */
export function RowParameters({ row }: { readonly row: MatrixRow }) {
	const query = useRowParameters(row.id);
	return (
		<Loaded query={query} lines={10}>
			{({ items, complete }) =>
				items.length === 0 ? (
					<Empty title="No parameter is known yet.">An inventory proof on these versions lists them.</Empty>
				) : (
					<Parameters parameters={items} isComplete={complete} />
				)
			}
		</Loaded>
	);
}

interface Props {
	readonly parameters: readonly MatrixParameter[];
	readonly isComplete: boolean;
}

function Parameters({ parameters, isComplete }: Props) {
	const [search, setSearch] = useState("");
	const [kind, setKind] = useState<ParameterKind>("all");
	const text = useDeferredValue(search.trim());
	const shown = useMemo(() => filterParameters(parameters, text, kind), [parameters, text, kind]);
	const [evidence] = parameters[0]?.evidence ?? [];
	return (
		<>
			<search className="filters" aria-label="Filter the parameters">
				<TextInput
					type="search"
					label="Search parameters"
					placeholder="Words of the path"
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
				<NativeSelect
					label="Which"
					value={kind}
					data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
					onChange={(event) => setKind(event.currentTarget.value as ParameterKind)}
				/>
				<p className="muted filters-note" role="status">
					{shown.length.toLocaleString("en")} of {parameters.length.toLocaleString("en")}
					{!isComplete && " (the first; there are more on the server)"}
				</p>
				{evidence && (
					<p className="filters-note">
						<Link to="/evidence/$digest" params={{ digest: evidence.digest }}>
							Evidence
						</Link>
					</p>
				)}
			</search>
			{shown.length === 0 ? (
				<Empty title="No parameter matches." />
			) : (
				<VirtualGrid
					label="Parameters"
					rows={shown}
					columns={COLUMNS}
					rowId={({ path }) => path}
					className="grid grid-of-kinds"
				/>
			)}
		</>
	);
}

const COLUMNS: readonly GridColumn<MatrixParameter>[] = [
	{
		id: "path",
		header: "Parameter",
		className: "grid-name",
		cell: ({ path }) => <InertText text={path} max={256} mono plain />,
	},
	{
		id: "type",
		header: "Type",
		className: "grid-type muted",
		cell: ({ type }) => type !== null && <InertText text={type} max={40} plain />,
	},
	{
		id: "readable",
		header: "Readable",
		className: "grid-kind muted",
		cell: ({ readable }) => (readable ? "readable" : "not readable"),
	},
	{
		id: "writable",
		header: "Writable",
		className: "grid-kind muted",
		cell: ({ writable }) => (writable === null ? "" : writable ? "writable" : "read-only"),
	},
	{
		id: "proven",
		header: "Proven to be set",
		className: "grid-kind",
		cell: ({ provenToSet }) =>
			provenToSet && (
				<Mark tone="green" quiet>
					proven to be set
				</Mark>
			),
	},
];
