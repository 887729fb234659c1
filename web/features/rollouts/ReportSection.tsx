import type { Change } from "../../../src/shared/changes.ts";
import type { RolloutReport } from "../../../src/shared/rollouts.ts";
import { apiUrl } from "../../api/client.ts";
import { useTenant } from "../../api/tenant.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { ITEM_STATES } from "../../components/changeVocabulary.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { formatDuration } from "../../components/time.ts";
import { adviceFor } from "../changes/advice.ts";
import { DeviceLink, ItemStateBadge } from "../changes/parts.tsx";
import { useReport } from "./queries.ts";

/** What became of it, by reason, to read and to take along. */
export function ReportSection({ change }: { readonly change: Change }) {
	const query = useReport(change);
	return (
		<Section title="Report" aside={<Downloads id={change.id} />}>
			<Loaded query={query} lines={4}>
				{(report) => (
					<>
						<Durations report={report} />
						<h3>By outcome</h3>
						<DataTable label="Outcomes" rows={outcomesOf(report)} columns={OUTCOME_COLUMNS} rowId={keyOf} />
						{change.kind === "download" && report.versions.length > 0 && (
							<>
								<h3>Firmware of the devices that are through</h3>
								<DataTable
									label="Versions"
									rows={report.versions}
									columns={VERSION_COLUMNS}
									rowId={({ before, after }) => `${before} ${after}`}
								/>
							</>
						)}
					</>
				)}
			</Loaded>
		</Section>
	);
}

function Downloads({ id }: { readonly id: string }) {
	const tenant = useTenant();
	const path = `/changes/${encodeURIComponent(id)}/report`;
	return (
		<span className="badges">
			<a href={apiUrl(`${path}.csv`, { tenant })} download={`certus-change-${id}.csv`}>
				CSV, a line a device
			</a>
			<a href={apiUrl(path, { tenant })} download={`certus-change-${id}.json`}>
				JSON
			</a>
		</span>
	);
}

function Durations({ report: { durations } }: { readonly report: RolloutReport }) {
	if (durations === null) return <p className="muted">No device that began is through yet.</p>;
	const { medianSeconds, p95Seconds, maxSeconds } = durations;
	return (
		<p>
			From its beginning to its end a device took {formatDuration(medianSeconds * 1_000)} (median),{" "}
			{formatDuration(p95Seconds * 1_000)} (95 of 100), {formatDuration(maxSeconds * 1_000)} at most.
		</p>
	);
}

interface Outcome {
	readonly outcome: "applied" | "running" | "waiting" | RolloutReport["failures"][number]["outcome"];
	readonly code: string;
	readonly detail: string;
	readonly devices: number;
	readonly deviceIds: readonly string[];
}

function outcomesOf({ total, failures }: RolloutReport): Outcome[] {
	const without = (outcome: "applied" | "running" | "waiting"): Outcome[] =>
		total[outcome] === 0 ? [] : [{ outcome, code: "", detail: "", devices: total[outcome], deviceIds: [] }];
	return [...without("applied"), ...failures, ...without("running"), ...without("waiting")];
}

const keyOf = ({ outcome, code, detail }: Outcome) => `${outcome} ${code} ${detail}`;

const DEVICES_AT_FIRST = 3;

const OUTCOME_COLUMNS: readonly Column<Outcome>[] = [
	{ id: "outcome", header: "Outcome", cell: ({ outcome }) => <ItemStateBadge state={outcome} /> },
	{
		id: "devices",
		header: "Devices",
		cell: ({ devices }) => <span className="numeric">{devices.toLocaleString("en")}</span>,
	},
	{ id: "why", header: "Why", cell: (outcome) => <Why outcome={outcome} /> },
	{
		id: "which",
		header: "Which",
		cell: ({ devices, deviceIds }) =>
			deviceIds.length === 0 ? (
				<span className="muted">–</span>
			) : (
				<Bounded items={deviceIds} atFirst={DEVICES_AT_FIRST}>
					{(shown) => (
						<ul className="plain-list">
							{shown.map((id) => (
								<li key={id}>
									<DeviceLink id={id} />
								</li>
							))}
							{shown.length === deviceIds.length && devices > shown.length && (
								<li className="muted">and {(devices - shown.length).toLocaleString("en")} more, in the CSV</li>
							)}
						</ul>
					)}
				</Bounded>
			),
	},
];

function Why({ outcome: { outcome, code, detail } }: { readonly outcome: Outcome }) {
	if (code === "") return <span className="muted">{ITEM_STATES[outcome].name.toLowerCase()}</span>;
	const advice = adviceFor(code);
	return (
		<>
			<InertText text={detail} max={300} /> <code>{code}</code>
			{advice !== null && <span className="muted"> {advice}</span>}
		</>
	);
}

const VERSION_COLUMNS: readonly Column<RolloutReport["versions"][number]>[] = [
	{ id: "before", header: "Before", cell: ({ before }) => <Version version={before} /> },
	{ id: "after", header: "After", cell: ({ after }) => <Version version={after} /> },
	{
		id: "devices",
		header: "Devices",
		cell: ({ devices }) => <span className="numeric">{devices.toLocaleString("en")}</span>,
	},
];

function Version({ version }: { readonly version: string | null }) {
	return version === null ? <span className="muted">unknown</span> : <InertText text={version} max={80} plain mono />;
}
