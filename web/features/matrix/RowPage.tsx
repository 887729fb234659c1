import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { MatrixRow } from "../../../src/shared/proof.ts";
import { CellStatusBadge, Mark, SimulatedTag, Tag } from "../../components/badges.tsx";
import { Coverage } from "../../components/Coverage.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Limitations } from "../../components/Limitations.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { TraitFacts } from "../../components/TraitFacts.tsx";
import { UrlTabs } from "../../components/UrlTabs.tsx";
import { humanise, STAGES, WORKFLOW_ORDER } from "../../components/vocabulary.ts";
import { useMatrixRow } from "./queries.ts";
import { RowHistory } from "./RowHistory.tsx";
import { RowParameters } from "./RowParameters.tsx";
import { RowCertifications, TakeIn } from "./RowPipeline.tsx";
import { SuggestionNote } from "./SuggestionNote.tsx";
import { ROW_TABS, type RowTab } from "./tabs.ts";
import { WorkflowPanel } from "./WorkflowPanel.tsx";

const route = getRouteApi("/matrix/$rowId");

export function RowPage() {
	const { rowId } = route.useParams();
	const query = useMatrixRow(rowId);
	const row = query.data;
	return (
		<Page
			title={row ? `${row.vendor} ${row.model}` : "Matrix row"}
			heading={
				row && (
					<>
						<span className="muted">
							<InertText text={row.vendor} max={80} plain />
						</span>{" "}
						<InertText text={row.model} max={80} plain />
					</>
				)
			}
			note={
				row && (
					<span className="badges">
						<CellStatusBadge status={row.status} />
						<Tag title="How far the pipeline has come">{STAGES[row.stage]}</Tag>
						{row.simulated && <SimulatedTag />}
						<span className="muted">
							updated <Ago at={row.updatedAt} />
						</span>
					</span>
				)
			}
			actions={
				<>
					<Link to="/">All rows</Link>
					{row && <TakeIn row={row} />}
				</>
			}
		>
			<Loaded query={query} lines={14}>
				{(loaded) => <Row row={loaded} />}
			</Loaded>
		</Page>
	);
}

function Row({ row }: { readonly row: MatrixRow }) {
	const { tab = "proofs" } = route.useSearch();
	const navigate = route.useNavigate();
	return (
		<>
			<Identity row={row} />
			{row.suggestion && <SuggestionNote suggestion={row.suggestion} />}
			<UrlTabs
				label="Of this row"
				names={ROW_TABS}
				tab={tab}
				onChange={(next) =>
					void navigate({ search: (search) => ({ ...search, tab: next }), replace: true, resetScroll: false })
				}
			>
				{PANELS[tab](row)}
			</UrlTabs>
		</>
	);
}

const PANELS: Record<RowTab, (row: MatrixRow) => ReactNode> = {
	proofs: (row) => <Proofs row={row} />,
	parameters: (row) => <RowParameters row={row} />,
	history: (row) => <RowHistory row={row} />,
};

function Proofs({ row }: { readonly row: MatrixRow }) {
	return (
		<>
			<Section title="Workflows">
				<div className="workflow-grid">
					{WORKFLOW_ORDER.map((workflow) => (
						<WorkflowPanel key={workflow} row={row} workflow={workflow} />
					))}
				</div>
			</Section>
			<Section title="Limitations" aside={<span className="muted">{row.limitations.length}</span>}>
				<Limitations items={row.limitations} none="None known on these versions." />
			</Section>
			<div className="two-columns">
				<Section title="Coverage by subtree">
					<Coverage coverage={row.coverage} />
				</Section>
				<div>
					<Section title="Traits">
						<TraitFacts traits={row.traits} />
					</Section>
					<Section title="Diagnostics">
						<Facts
							items={Object.entries(row.diagnostics).map(([name, status]) => ({
								name: DIAGNOSTIC_NAMES[name] ?? humanise(name),
								value: (
									<Mark tone={DIAGNOSTIC_TONE[status]} quiet>
										{humanise(status)}
									</Mark>
								),
							}))}
						/>
					</Section>
				</div>
			</div>
		</>
	);
}

const DIAGNOSTIC_NAMES: Readonly<Record<string, string>> = { ipPing: "IP ping", traceRoute: "Traceroute" };
const DIAGNOSTIC_TONE = { supported: "green", unsupported: "red", failing: "red", unproven: "unproven" } as const;

function Identity({ row }: { readonly row: MatrixRow }) {
	return (
		<Section title="Identity">
			<Facts
				items={[
					{ name: "Product class", value: <InertText text={row.productClass} max={80} /> },
					{ name: "OUI", value: <span className="mono">{row.ouis.join(", ")}</span> },
					{ name: "Hardware", value: <InertText text={row.hardwareVersions.join(", ")} max={160} /> },
					{
						name: "Firmware covered",
						value: <InertText text={row.firmwareRange.versions.join(", ") || row.firmwareRange.from} max={240} mono />,
					},
					{ name: "Data model root", value: row.parameterRoot && <span className="mono">{row.parameterRoot}</span> },
					{ name: "CWMP", value: row.cwmpVersion },
					{
						name: "Devices",
						value: (
							<Link to="/devices" search={{ model: row.model }}>
								Devices of this model
							</Link>
						),
					},
					{ name: "Certifications", value: <RowCertifications row={row} /> },
				]}
			/>
			{row.covers.length > 1 && (
				<p className="muted covers">
					Evidence covers{" "}
					{row.covers.map(({ hardwareVersion, softwareVersion }, index) => (
						<span key={`${hardwareVersion} ${softwareVersion}`}>
							{index > 0 && ", "}
							<span className="mono">
								<InertText text={softwareVersion} max={40} plain />
							</span>{" "}
							on hardware <InertText text={hardwareVersion} max={40} plain />
						</span>
					))}
					.
				</p>
			)}
		</Section>
	);
}
