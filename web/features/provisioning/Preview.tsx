import { Link } from "@tanstack/react-router";
import type { ProvisioningOutcome, ProvisioningPreview } from "../../../src/shared/provisioning.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import type { Tone } from "../../components/vocabulary.ts";
import { Difference } from "../changes/parts.tsx";

type Item = ProvisioningPreview["items"][number];
type Parameter = Item["parameters"][number];

const OUTCOMES: Record<ProvisioningOutcome, { readonly name: string; readonly means: string; readonly tone: Tone }> = {
	changes: { name: "Would change", means: "It holds something else.", tone: "busy" },
	stands: { name: "As wished", means: "It holds it already.", tone: "green" },
	unknown: { name: "Never read", means: "What it holds now is not known.", tone: "unproven" },
	overruled: { name: "Overruled", means: "Another profile of higher priority has the path.", tone: "yellow" },
	lacking: {
		name: "Lacks a value",
		means: "Something that is to be filled in is missing: it does not apply.",
		tone: "red",
	},
};

const ORDER = Object.keys(OUTCOMES) as readonly ProvisioningOutcome[];

/** How many devices are meant, by what would happen there. */
export function Counts({ counts }: { readonly counts: NonNullable<ProvisioningPreview["counts"]> }) {
	return (
		<p className="preview-counts" role="status">
			<span>
				<b className="numeric">{counts.total.toLocaleString("en")}</b>{" "}
				{counts.total === 1 ? "device is meant" : "devices are meant"}
			</span>
			{ORDER.filter((outcome) => (counts[outcome] ?? 0) > 0).map((outcome) => (
				<Mark key={outcome} tone={OUTCOMES[outcome].tone} title={OUTCOMES[outcome].means} quiet>
					{(counts[outcome] ?? 0).toLocaleString("en")} {OUTCOMES[outcome].name.toLowerCase()}
				</Mark>
			))}
		</p>
	);
}

export function PreviewTable({ items }: { readonly items: readonly Item[] }) {
	return <DataTable label="What would change" rows={items} columns={COLUMNS} rowId={({ deviceId }) => deviceId} />;
}

const PARAMETERS_AT_FIRST = 5;

const COLUMNS: readonly Column<Item>[] = [
	{
		id: "device",
		header: "Device",
		cell: ({ deviceId, serialNumber }) => (
			<Link to="/devices/$id" params={{ id: deviceId }}>
				<InertText text={serialNumber || "(no serial)"} max={48} plain mono />
			</Link>
		),
	},
	{
		id: "outcome",
		header: "Outcome",
		cell: ({ outcome }) => (
			<Mark tone={OUTCOMES[outcome].tone} title={OUTCOMES[outcome].means} quiet>
				{OUTCOMES[outcome].name}
			</Mark>
		),
	},
	{
		id: "parameters",
		header: "What",
		cell: ({ missing, parameters }) =>
			missing !== null ? (
				<>
					has no value for <InertText text={missing} max={120} plain mono />
				</>
			) : (
				<Bounded items={parameters} atFirst={PARAMETERS_AT_FIRST}>
					{(shown) => (
						<ul className="plain-list">
							{shown.map((parameter) => (
								<li key={parameter.path}>
									<InertText text={parameter.path} max={160} plain mono /> <Wished parameter={parameter} />
								</li>
							))}
						</ul>
					)}
				</Bounded>
			),
	},
];

function Wished({ parameter }: { readonly parameter: Parameter }) {
	const { outcome, by } = parameter;
	if (outcome === "stands") return <span className="muted">is so already</span>;
	return (
		<>
			<Difference item={parameter} unknown="never read, or hidden" />
			{by !== null && (
				<span className="muted">
					{" "}
					by{" "}
					<Link to="/provisioning/$id" params={{ id: by.id }}>
						<InertText text={by.name} max={80} plain />
					</Link>
				</span>
			)}
		</>
	);
}
