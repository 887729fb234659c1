import { Link } from "@tanstack/react-router";
import type { Certification } from "../../../src/shared/certification.ts";
import { Bounded } from "../../components/Bounded.tsx";
import { Mark } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Section } from "../../components/Page.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { CANARY_OUTCOMES, CANARY_STATUS, WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { Effects } from "./CanaryForm.tsx";

type Canary = NonNullable<Certification["canary"]>;
type Cell = Canary["cells"][number];

interface Props {
	readonly canary: Canary;
	readonly cleared: Certification["cleared"];
}

/** How many links to devices stand in a fact. */
const DEVICES_AT_FIRST = 8;

export function CanarySection({ canary, cleared }: Props) {
	const { name, means, tone } = CANARY_STATUS[canary.status];
	return (
		<Section
			title="Canary"
			aside={
				<span className="section-verdict">
					<Mark tone={tone}>{name}</Mark>
					<span className="muted">{means}</span>
				</span>
			}
		>
			{/* Otherwise its cells say the same. */}
			{canary.status === "stopped" && (
				<p className="canary-reason">
					<InertText text={canary.reason} />
				</p>
			)}
			{canary.cells.length === 0 ? (
				<p className="muted">No operation has been counted yet.</p>
			) : (
				<DataTable
					label="Canary"
					rows={canary.cells}
					columns={COLUMNS}
					rowId={({ workflow, softwareVersion }) => `${workflow} ${softwareVersion}`}
				/>
			)}
			<Scope canary={canary} />
			<Effects effects={canary.irreversible} />
			{cleared.length > 0 && (
				<>
					<h3>Cleared by approval</h3>
					<ul className="plain-list">
						{cleared.map(({ workflow, softwareVersion, at }) => (
							<li key={`${workflow} ${softwareVersion} ${at}`}>
								<Mark tone="green" quiet>
									{WORKFLOW_NAMES[workflow]}
								</Mark>{" "}
								on <InertText text={softwareVersion} max={80} mono plain />, <Ago at={at} />
							</li>
						))}
					</ul>
				</>
			)}
		</Section>
	);
}

function Scope({ canary }: { readonly canary: Canary }) {
	const { deviceIds, joined, maxDevices, endedAt } = canary;
	return (
		<div className="canary-scope">
			<Facts
				items={[
					{ name: "Tenant", value: canary.tenant },
					{ name: "Model", value: <InertText text={canary.model} max={80} /> },
					{ name: "Firmware", value: <InertText text={canary.firmwareRange.versions.join(", ")} max={160} mono /> },
					{
						name: "Devices",
						value:
							deviceIds === null
								? `any of the model, at most ${maxDevices.toLocaleString("en")}`
								: `${deviceIds.length.toLocaleString("en")} chosen ones`,
					},
					{
						name: `Have joined (${joined.length.toLocaleString("en")})`,
						value:
							joined.length === 0 ? (
								"none yet"
							) : (
								<Bounded items={joined} atFirst={DEVICES_AT_FIRST}>
									{(shown) => (
										<span className="badges">
											{shown.map((id) => (
												<Link key={id} to="/devices/$id" params={{ id }} className="mono">
													{id.slice(0, 8)}
												</Link>
											))}
										</span>
									)}
								</Bounded>
							),
					},
					{ name: "Success floor", value: `${Number((canary.successFloor * 100).toFixed(2))} %` },
					{
						name: "Asked for",
						value: `${canary.minOperations.toLocaleString("en")} successes on ${canary.minDevices.toLocaleString("en")} devices`,
					},
					{ name: "Rollback owner", value: <InertText text={canary.rollbackOwner} max={80} /> },
					{ name: "Started", value: <At at={canary.startedAt} /> },
					endedAt === null
						? { name: "Ends", value: <At at={canary.endsAt} /> }
						: { name: "Ended", value: <At at={endedAt} /> },
				]}
			/>
		</div>
	);
}

const COLUMNS: readonly Column<Cell>[] = [
	{ id: "workflow", header: "Workflow", cell: ({ workflow }) => WORKFLOW_NAMES[workflow] },
	{
		id: "version",
		header: "Firmware",
		cell: ({ softwareVersion }) => <InertText text={softwareVersion} max={60} mono plain />,
	},
	{
		id: "outcome",
		header: "Outcome",
		cell: ({ outcome }) => <Mark tone={CANARY_OUTCOMES[outcome].tone}>{CANARY_OUTCOMES[outcome].name}</Mark>,
	},
	{
		id: "counts",
		header: "Succeeded",
		cell: ({ successes, failures }) => (
			<span className="numeric">
				{successes.toLocaleString("en")} of {(successes + failures).toLocaleString("en")}
			</span>
		),
	},
	{
		id: "devices",
		header: "On devices",
		cell: ({ devices }) => <span className="numeric">{devices.toLocaleString("en")}</span>,
	},
	{ id: "detail", header: "Detail", cell: ({ detail }) => <InertText text={detail} max={240} plain /> },
];
