import { Button, NativeSelect } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Certification, Stage } from "../../../src/shared/certification.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { TypedFilter } from "../../components/TypedFilter.tsx";
import { STAGE_ORDER, STAGES, WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { EMPTY_INTAKE } from "./forms.ts";
import { IntakeDialog } from "./IntakeDialog.tsx";
import { type CertificationFilters, useCertifications } from "./queries.ts";
import { StageTrail } from "./StageTrail.tsx";

const route = getRouteApi("/certifications");

export function CertificationsPage() {
	const { model, stage } = route.useSearch();
	const navigate = route.useNavigate();
	const [isTakingIn, setTakingIn] = useState(false);
	const mayCertify = useMay("certify");
	const query = useCertifications({ model, stage });
	const change = (next: CertificationFilters) =>
		void navigate({ search: ({ tenant }) => ({ tenant, ...next }), replace: true });
	const isFiltered = model !== undefined || stage !== undefined;
	return (
		<Page
			title="Certifications"
			note="Each takes one model and firmware from intake to certified: only then do its cells turn green."
			actions={
				<Button disabled={!mayCertify} onClick={() => setTakingIn(true)}>
					Take a model in
				</Button>
			}
		>
			<search className="filters" aria-label="Filter the certifications">
				<TypedFilter
					label="Model"
					placeholder="Its exact name"
					value={model}
					onChange={(next) => change({ stage, model: next })}
				/>
				<NativeSelect
					label="Stage"
					value={stage ?? ""}
					data={[{ value: "", label: "All" }, ...STAGE_ORDER.map((value) => ({ value, label: STAGES[value] }))]}
					onChange={(event) => change({ model, stage: (event.currentTarget.value || undefined) as Stage | undefined })}
				/>
				{isFiltered && (
					<Button variant="subtle" onClick={() => change({})}>
						Clear filters
					</Button>
				)}
			</search>
			<Paged query={query} empty={<NoCertifications isFiltered={isFiltered} />}>
				{(items) => <DataTable label="Certifications" rows={items} columns={COLUMNS} rowId={({ id }) => id} />}
			</Paged>
			<IntakeDialog intake={EMPTY_INTAKE} isOpen={isTakingIn} onClose={() => setTakingIn(false)} />
		</Page>
	);
}

function NoCertifications({ isFiltered }: { readonly isFiltered: boolean }) {
	if (isFiltered) return <Empty title="No certification matches these filters." />;
	return (
		<Empty title="No model has been taken in yet.">
			<p>
				Take one in here, on its row of the matrix, or under <Link to="/models">Models</Link>. What is missing for each
				next stage is then said on its page.
			</p>
			<OtherTenants lead="Each tenant has its own pipeline." />
		</Empty>
	);
}

const COLUMNS: readonly Column<Certification>[] = [
	{
		id: "model",
		header: "Model",
		cell: ({ id, vendor, model }) => (
			<Link to="/certifications/$id" params={{ id }} className="row-name">
				<span className="muted">
					<InertText text={vendor} max={60} plain />
				</span>{" "}
				<InertText text={model} max={60} plain />
			</Link>
		),
	},
	{
		id: "versions",
		header: "Firmware and hardware",
		cell: ({ firmwareRange, hardwareVersion }) => (
			<>
				<InertText text={firmwareRange.versions.join(", ")} max={80} plain mono />{" "}
				<span className="muted">
					HW <InertText text={hardwareVersion || "–"} max={40} plain />
				</span>
			</>
		),
	},
	{ id: "stage", header: "Stage", cell: (certification) => <StageTrail certification={certification} /> },
	{
		id: "missing",
		header: "Missing for the next",
		cell: ({ missing, stage }) =>
			missing.length === 0 ? (
				<span className="muted">{stage === "certified" ? "–" : "nothing"}</span>
			) : (
				<>
					<InertText text={missing[0] ?? ""} max={120} plain />
					{missing.length > 1 && <span className="muted"> and {missing.length - 1} more</span>}
				</>
			),
	},
	{
		id: "workflows",
		header: "Scope",
		cell: ({ workflows }) => workflows.map((workflow) => WORKFLOW_NAMES[workflow]).join(", "),
	},
	{
		id: "createdAt",
		header: "Taken in",
		cell: ({ createdAt, createdBy }) => (
			<>
				<Ago at={createdAt} />{" "}
				<span className="muted">
					by <InertText text={createdBy} max={40} plain />
				</span>
			</>
		),
	},
];
