import { Button, TextInput } from "@mantine/core";
import { useDeferredValue, useMemo, useState } from "react";
import type { Parameter } from "../../../src/shared/devices.ts";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { ParameterGrid } from "./ParameterGrid.tsx";
import { searchRows, treeOf, unfoldedRows } from "./parameterTree.ts";
import { useParameters } from "./queries.ts";

/** A large tree opens folded to the second level, a small one whole. */
const UNFOLDED_AT_FIRST = 150;

export function ParametersTab({ deviceId }: { readonly deviceId: string }) {
	const query = useParameters(deviceId);
	return (
		<Loaded query={query} lines={10}>
			{({ items, complete }) =>
				items.length === 0 ? (
					<Empty title="No parameter is known yet.">
						What an Inform carries appears by itself; “Read parameters” asks for more.
					</Empty>
				) : (
					<Tree deviceId={deviceId} parameters={items} isComplete={complete} />
				)
			}
		</Loaded>
	);
}

interface TreeProps {
	readonly deviceId: string;
	readonly parameters: readonly Parameter[];
	readonly isComplete: boolean;
}

function Tree({ deviceId, parameters, isComplete }: TreeProps) {
	const [search, setSearch] = useState("");
	const text = useDeferredValue(search.trim());
	const rows = useMemo(() => treeOf(parameters), [parameters]);
	const objects = useMemo(() => rows.filter(({ isObject }) => isObject), [rows]);
	const [folded, setFolded] = useState<ReadonlySet<string>>(
		() => new Set(parameters.length <= UNFOLDED_AT_FIRST ? [] : pathsFrom(objects, 1)),
	);
	const shown = useMemo(
		() => (text === "" ? unfoldedRows(rows, folded) : searchRows(rows, text)),
		[rows, folded, text],
	);
	const toggle = (path: string) => {
		const next = new Set(folded);
		if (!next.delete(path)) next.add(path);
		setFolded(next);
	};
	return (
		<>
			<div className="filters">
				<TextInput
					type="search"
					label="Search parameters"
					placeholder="Path or value"
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
				{text === "" && (
					<>
						<Button variant="default" onClick={() => setFolded(new Set())}>
							Unfold all
						</Button>
						<Button variant="default" onClick={() => setFolded(new Set(pathsFrom(objects, 1)))}>
							Fold all
						</Button>
					</>
				)}
				<p className="muted filters-note" role="status">
					{text === "" ? "" : `${shown.length.toLocaleString("en")} of `}
					{parameters.length.toLocaleString("en")} parameters and objects
					{!isComplete && " (the first; there are more on the server)"}
				</p>
			</div>
			{shown.length === 0 ? (
				<Empty title="No path or value matches." />
			) : (
				<ParameterGrid deviceId={deviceId} rows={shown} isFlat={text !== ""} folded={folded} onToggle={toggle} />
			)}
		</>
	);
}

function pathsFrom(objects: readonly { path: string; level: number }[], level: number): string[] {
	return objects.filter((object) => object.level >= level).map(({ path }) => path);
}
