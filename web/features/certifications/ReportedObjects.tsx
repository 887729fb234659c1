import { NativeSelect } from "@mantine/core";
import { useMemo, useState } from "react";
import type { ReportedObject } from "../../../src/shared/discoveryReport.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { Mark } from "../../components/badges.tsx";
import { SUBTREES } from "../../components/Coverage.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { InertText } from "../../components/InertText.tsx";
import { humanise } from "../../components/vocabulary.ts";

const OBJECTS_AT_FIRST = 20;

type Wanted = "all" | "supported" | "missing" | "unknown";

const WANTED: Record<Wanted, { name: string; takes: (object: ReportedObject) => boolean }> = {
	all: { name: "All", takes: () => true },
	supported: { name: "The device has", takes: ({ supported }) => supported === true },
	missing: { name: "It lacks", takes: ({ supported }) => supported === false },
	unknown: { name: "It did not say", takes: ({ supported }) => supported === null },
};

/** The standard's objects in the expected subtrees, and what else of the standard the device has. */
export function ReportedObjects({ objects }: { readonly objects: readonly ReportedObject[] }) {
	const had = objects.filter(({ supported }) => supported === true).length;
	return (
		<Disclosure
			summary={`${had.toLocaleString("en")} of ${objects.length.toLocaleString("en")} objects of the standard are there`}
		>
			{() => <Objects objects={objects} />}
		</Disclosure>
	);
}

function Objects({ objects }: { readonly objects: readonly ReportedObject[] }) {
	const [wanted, setWanted] = useState<Wanted>("all");
	const [subtree, setSubtree] = useState("");
	const subtrees = useMemo(() => [...new Set(objects.flatMap((object) => object.subtrees))], [objects]);
	const shown = useMemo(
		() => objects.filter((object) => WANTED[wanted].takes(object) && (!subtree || object.subtrees.includes(subtree))),
		[objects, wanted, subtree],
	);
	return (
		<>
			<div className="filters">
				<NativeSelect
					label="Subtree"
					value={subtree}
					data={[
						{ value: "", label: "All" },
						...subtrees.map((value) => ({ value, label: SUBTREES[value] ?? humanise(value) })),
					]}
					onChange={(event) => setSubtree(event.currentTarget.value)}
				/>
				<NativeSelect
					label="Objects"
					value={wanted}
					data={Object.entries(WANTED).map(([value, { name }]) => ({ value, label: name }))}
					onChange={(event) => setWanted(event.currentTarget.value as Wanted)}
				/>
			</div>
			{shown.length === 0 ? (
				<p className="muted">None.</p>
			) : (
				<Bounded key={`${wanted} ${subtree}`} items={shown} atFirst={OBJECTS_AT_FIRST}>
					{(some) => <DataTable label="Objects" rows={some} columns={COLUMNS} rowId={({ path }) => path} />}
				</Bounded>
			)}
		</>
	);
}

const COLUMNS: readonly Column<ReportedObject>[] = [
	{ id: "path", header: "Object", cell: ({ path }) => <InertText text={path} max={256} mono plain /> },
	{
		id: "supported",
		header: "There",
		cell: ({ supported }) =>
			supported === null ? (
				<span className="muted">not told</span>
			) : (
				<Mark tone={supported ? "green" : "unproven"} quiet>
					{supported ? "yes" : "no"}
				</Mark>
			),
	},
	{
		id: "instances",
		header: "Rows",
		cell: ({ instances, reported }) => (
			<span className="numeric">
				{instances ?? "–"}
				{reported !== null && reported !== instances && (
					<span className="tone-text-yellow"> (it counts {reported})</span>
				)}
			</span>
		),
	},
	{
		id: "present",
		header: "Parameters",
		cell: ({ present, defined }) => (
			<span className="numeric">
				{present ?? "–"} of {defined}
			</span>
		),
	},
	{
		id: "writable",
		header: "Writable",
		cell: ({ writable: { writable, percent } }) => (
			<span className="numeric">
				{writable ?? "–"}
				{percent !== null && <span className="muted"> ({percent} %)</span>}
			</span>
		),
	},
];
