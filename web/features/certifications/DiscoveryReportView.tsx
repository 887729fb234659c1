import type { DiscoveryReport } from "../../../src/shared/discoveryReport.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { type Fact, Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { formatDuration } from "../../components/time.ts";
import { DEVIATIONS, RPC_OUTCOMES } from "../../components/vocabulary.ts";
import { ReportedObjects } from "./ReportedObjects.tsx";

const REFUSED_AT_FIRST = 10;
const ROWS_AT_FIRST = 20;
/** Durations come in tenths of a second. */
const MEASURED_MS = 100;

/** What a device turned out to be: sums first, the long lists folded. */
export function DiscoveryReportView({ report }: { readonly report: DiscoveryReport }) {
	const { walk, deviations, vendorExtensions, rpcs, objects } = report;
	const deviating = Object.values(report.deviationCounts).reduce((sum, { kinds }) => sum + kinds, 0);
	return (
		<div className="report">
			<h3>What the device has</h3>
			<Facts items={[...sums(report), ...walked(report)]} />
			{walk.refused.length > 0 && (
				<>
					<h4>Branches that were refused</h4>
					<Bounded items={walk.refused} atFirst={REFUSED_AT_FIRST}>
						{(shown) => (
							<ul className="plain-list">
								{shown.map(({ path, fault }) => (
									<li key={path}>
										<InertText text={path} max={200} mono plain />{" "}
										<span className="muted">{fault === null ? "no answer" : `fault ${fault}`}</span>
									</li>
								))}
							</ul>
						)}
					</Bounded>
				</>
			)}
			<h3>How it differs from the standard</h3>
			{deviating === 0 ? <p className="muted">Nothing was found that differs.</p> : <Counts report={report} />}
			{deviations.length > 0 && (
				<Disclosure
					summary={`${deviations.length.toLocaleString("en")} deviations, those of the most parameters first`}
				>
					{() => (
						<Bounded items={deviations} atFirst={ROWS_AT_FIRST}>
							{(shown) => (
								<DataTable
									label="Deviations"
									rows={shown}
									columns={DEVIATION_COLUMNS}
									rowId={({ kind, path }) => `${kind} ${path}`}
								/>
							)}
						</Bounded>
					)}
				</Disclosure>
			)}
			{vendorExtensions.length > 0 && (
				<Disclosure
					summary={`${vendorExtensions.length.toLocaleString("en")} ${vendorExtensions.length === 1 ? "vendor extension" : "vendor extensions"}`}
				>
					{() => (
						<Bounded items={vendorExtensions} atFirst={ROWS_AT_FIRST}>
							{(shown) => (
								<DataTable
									label="Vendor extensions"
									rows={shown}
									columns={EXTENSION_COLUMNS}
									rowId={({ prefix }) => prefix}
								/>
							)}
						</Bounded>
					)}
				</Disclosure>
			)}
			<h3>Objects</h3>
			<ReportedObjects objects={objects} />
			<h3>RPCs</h3>
			<Disclosure summary={rpcsInWords(rpcs)}>
				{() => <DataTable label="RPCs" rows={rpcs} columns={RPC_COLUMNS} rowId={({ name }) => name} />}
			</Disclosure>
		</div>
	);
}

function sums({ root, parameters, objectCount, writable, names }: DiscoveryReport): Fact[] {
	const count = (n: number) => <span className="numeric">{n.toLocaleString("en")}</span>;
	return [
		{ name: "Data model root", value: root && <span className="mono">{root}</span> },
		{ name: "Parameters", value: count(parameters) },
		{ name: "Objects", value: count(objectCount) },
		{
			name: "Writable",
			value:
				writable.writable === null
					? null
					: `${writable.writable.toLocaleString("en")}${writable.percent === null ? "" : ` (${writable.percent} %)`}`,
		},
		{ name: "Standard names", value: count(names.standard) },
		{ name: "Vendor names", value: count(names.vendor) },
		{ name: "Unknown names", value: count(names.unknown) },
		...(names.undetermined > 0 ? [{ name: "Beyond the known model", value: count(names.undetermined) }] : []),
	];
}

function walked({ walk }: DiscoveryReport): Fact[] {
	return [
		{ name: "Walk", value: walk.complete === null ? "none" : walk.complete ? "complete" : "incomplete" },
		{ name: "Values not read", value: <span className="numeric">{walk.unread.toLocaleString("en")}</span> },
		{
			name: "Cost",
			value:
				walk.rpcs === null || walk.durationSeconds === null
					? null
					: `${walk.rpcs.toLocaleString("en")} RPCs in ${formatDuration(Math.max(MEASURED_MS, walk.durationSeconds * 1_000))}${
							walk.withinBudget === false ? ", above the budget" : ""
						}`,
		},
	];
}

function Counts({ report }: { readonly report: DiscoveryReport }) {
	const found = Object.entries(report.deviationCounts).filter(([, { kinds }]) => kinds > 0);
	return (
		<ul className="counts-list">
			{found.map(([kind, { kinds, occurrences }]) => (
				<li key={kind}>
					<span className="numeric">{kinds.toLocaleString("en")}</span> {DEVIATIONS[kind as keyof typeof DEVIATIONS]}
					{occurrences !== kinds && <span className="muted"> on {occurrences.toLocaleString("en")} parameters</span>}
				</li>
			))}
		</ul>
	);
}

function rpcsInWords(rpcs: DiscoveryReport["rpcs"]): string {
	const claimed = rpcs.filter((rpc) => rpc.claimed === true).length;
	const lacking = rpcs.filter((rpc) => rpc.required && rpc.claimed === false).length;
	return `${claimed} of ${rpcs.length} are claimed${lacking > 0 ? `; ${lacking} that every CPE must know are not` : ""}`;
}

const DEVIATION_COLUMNS: readonly Column<DiscoveryReport["deviations"][number]>[] = [
	{ id: "kind", header: "Deviation", cell: ({ kind }) => DEVIATIONS[kind] },
	{ id: "path", header: "Parameter", cell: ({ path }) => <InertText text={path} max={256} mono plain /> },
	{
		id: "standard",
		header: "Standard",
		cell: ({ standard }) =>
			standard === null ? <span className="muted">none</span> : <InertText text={standard} max={120} plain />,
	},
	{ id: "given", header: "Device", cell: ({ example }) => <InertText text={example.given} max={120} mono plain /> },
	{
		id: "occurrences",
		header: "On",
		cell: ({ occurrences }) => <span className="numeric">{occurrences.toLocaleString("en")}</span>,
	},
];

const EXTENSION_COLUMNS: readonly Column<DiscoveryReport["vendorExtensions"][number]>[] = [
	{ id: "prefix", header: "Prefix", cell: ({ prefix }) => <InertText text={prefix} max={80} mono plain /> },
	{
		id: "parameters",
		header: "Parameters",
		cell: ({ parameters }) => <span className="numeric">{parameters.toLocaleString("en")}</span>,
	},
	{
		id: "objects",
		header: "Objects",
		cell: ({ objects }) => <span className="numeric">{objects.toLocaleString("en")}</span>,
	},
	{ id: "example", header: "Example", cell: ({ example }) => <InertText text={example} max={256} mono plain /> },
];

const RPC_COLUMNS: readonly Column<DiscoveryReport["rpcs"][number]>[] = [
	{
		id: "name",
		header: "RPC",
		cell: ({ name, required }) => (
			<>
				<InertText text={name} max={80} plain /> {required && <span className="muted">required</span>}
			</>
		),
	},
	{
		id: "claimed",
		header: "Claimed",
		cell: ({ claimed }) =>
			claimed === null ? <span className="muted">not told</span> : claimed ? "yes" : <span className="muted">no</span>,
	},
	{
		id: "outcome",
		header: "When tried",
		cell: ({ outcome, fault }) =>
			outcome === null ? (
				<span className="muted">not tried</span>
			) : (
				<Mark tone={RPC_OUTCOMES[outcome].tone} quiet>
					{RPC_OUTCOMES[outcome].name}
					{fault !== null && ` ${fault}`}
				</Mark>
			),
	},
];
