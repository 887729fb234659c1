import { getRouteApi, Link } from "@tanstack/react-router";
import type { Certification } from "../../../src/shared/certification.ts";
import { Mark } from "../../components/badges.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { STAGES, WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { CanarySection } from "./CanarySection.tsx";
import { DiscoverySection } from "./DiscoverySection.tsx";
import { HistoryList } from "./HistoryList.tsx";
import { NEXT_STEP } from "./pipeline.ts";
import { useCertification, useRowsOf } from "./queries.ts";
import { StageSteps } from "./StageSteps.tsx";
import { stageTone } from "./StageTrail.tsx";
import { StepActions } from "./StepActions.tsx";
import { Verifications } from "./Verifications.tsx";

const route = getRouteApi("/certifications/$id");

export function CertificationPage() {
	const { id } = route.useParams();
	const query = useCertification(id);
	const certification = query.data;
	return (
		<Page
			title={certification ? `Certification of ${certification.vendor} ${certification.model}` : "Certification"}
			heading={
				certification && (
					<>
						<span className="muted">
							Certification of <InertText text={certification.vendor} max={80} plain />
						</span>{" "}
						<InertText text={certification.model} max={80} plain />{" "}
						<span className="heading-serial">
							<InertText text={certification.firmwareRange.versions.join(", ")} max={80} mono plain />
						</span>
					</>
				)
			}
			note={
				certification && (
					<span className="badges">
						<Mark tone={stageTone(certification)}>{STAGES[certification.stage]}</Mark>
						<span className="muted">
							taken in by <InertText text={certification.createdBy} max={60} plain />,{" "}
							<Ago at={certification.createdAt} />
						</span>
					</span>
				)
			}
			actions={<Link to="/certifications">All certifications</Link>}
		>
			<Loaded query={query} lines={14}>
				{(loaded) => <Pipeline certification={loaded} />}
			</Loaded>
		</Page>
	);
}

function Pipeline({ certification }: { readonly certification: Certification }) {
	const { history, canary, verifications, cleared } = certification;
	return (
		<>
			<Section title="Stages">
				<StageSteps certification={certification} />
				<Missing certification={certification} />
				<StepActions certification={certification} />
			</Section>
			<Subject certification={certification} />
			{canary !== null && <CanarySection canary={canary} cleared={cleared} />}
			{verifications.length > 0 && <Verifications items={verifications} />}
			{history.some(({ action }) => action === "discovery") && <DiscoverySection certification={certification} />}
			<Section title="Who did what">
				<HistoryList history={history} />
			</Section>
		</>
	);
}

/** What the next stage still asks for, in the API's words. */
function Missing({ certification }: { readonly certification: Certification }) {
	const { stage, missing } = certification;
	const next = NEXT_STEP[stage];
	if (next === null) {
		return (
			<p className="stage-next">Nothing is missing. A new certification renews it, when its evidence has grown old.</p>
		);
	}
	if (missing.length === 0) {
		return <p className="stage-next">Nothing is missing for the {next}.</p>;
	}
	return (
		<div className="stage-next">
			<p>For the {next} there is missing:</p>
			<ul>
				{missing.map((each) => (
					<li key={each}>
						<InertText text={each} />
					</li>
				))}
			</ul>
		</div>
	);
}

function Subject({ certification }: { readonly certification: Certification }) {
	const { productClass, hardwareVersion, firmwareRange, parameterRoot, cwmpVersion, transport, workflows } =
		certification;
	const rows = useRowsOf(certification);
	return (
		<Section title="Subject">
			<Facts
				items={[
					{ name: "Product class", value: <InertText text={productClass} max={80} /> },
					{ name: "Hardware", value: <InertText text={hardwareVersion} max={80} mono /> },
					{ name: "Firmware", value: <InertText text={firmwareRange.versions.join(", ")} max={240} mono /> },
					{ name: "Data model root", value: parameterRoot && <span className="mono">{parameterRoot}</span> },
					{ name: "CWMP", value: cwmpVersion && <InertText text={cwmpVersion} max={16} /> },
					{ name: "Transport", value: transport.toUpperCase() },
					{ name: "Workflows in scope", value: workflows.map((workflow) => WORKFLOW_NAMES[workflow]).join(", ") },
					{
						name: "Matrix",
						value:
							rows.data === undefined || rows.data.length === 0
								? null
								: rows.data.map(({ id, firmwareRange: { versions } }, index) => (
										<span key={id}>
											{index > 0 && ", "}
											<Link to="/matrix/$rowId" params={{ rowId: id }}>
												Row of <InertText text={versions.join(", ")} max={60} mono plain />
											</Link>
										</span>
									)),
					},
				]}
			/>
		</Section>
	);
}
