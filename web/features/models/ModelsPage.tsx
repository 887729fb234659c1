import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Model } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Page } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { intakeOfModel } from "../certifications/forms.ts";
import { IntakeDialog } from "../certifications/IntakeDialog.tsx";
import { useModels } from "./queries.ts";

export function ModelsPage() {
	return (
		<Page title="Models" note="Every model, hardware and software version that has been seen.">
			<Loaded query={useModels()}>
				{({ items, complete }) =>
					items.length === 0 ? (
						<Empty title="No model has been seen yet.">
							<p>
								Models appear with the first Inform of a device. Point a CPE at the CWMP URL, or run{" "}
								<code>npm run demo</code>.
							</p>
						</Empty>
					) : (
						<>
							{!complete && <p className="muted">The first {items.length}; there are more on the server.</p>}
							<DataTable label="Models" rows={items} columns={COLUMNS} rowId={({ id }) => id} sortedBy="model" />
						</>
					)
				}
			</Loaded>
		</Page>
	);
}

function TakeIn({ model }: { readonly model: Model }) {
	const [isOpen, setOpen] = useState(false);
	const mayCertify = useMay("certify");
	return (
		<>
			<Link to="/certifications" search={{ model: model.model }}>
				Certifications
			</Link>{" "}
			{mayCertify && (
				<button type="button" className="link-button" onClick={() => setOpen(true)}>
					take in
				</button>
			)}
			<IntakeDialog intake={intakeOfModel(model)} isOpen={isOpen} onClose={() => setOpen(false)} />
		</>
	);
}

const COLUMNS: readonly Column<Model>[] = [
	{
		id: "vendor",
		header: "Vendor",
		cell: ({ vendor }) => <InertText text={vendor} max={80} plain />,
		sortBy: ({ vendor }) => vendor,
	},
	{
		id: "model",
		header: "Model",
		cell: ({ model }) => <InertText text={model} max={80} plain />,
		sortBy: ({ model }) => model,
	},
	{
		id: "productClass",
		header: "Product class",
		cell: ({ productClass }) => <InertText text={productClass} max={80} plain />,
	},
	{
		id: "hardwareVersion",
		header: "Hardware",
		cell: ({ hardwareVersion }) => <InertText text={hardwareVersion} max={60} plain mono />,
		sortBy: ({ hardwareVersion }) => hardwareVersion,
	},
	{
		id: "softwareVersion",
		header: "Firmware",
		cell: ({ softwareVersion }) => <InertText text={softwareVersion} max={60} plain mono />,
		sortBy: ({ softwareVersion }) => softwareVersion,
	},
	{
		id: "devices",
		header: "Devices",
		cell: ({ devices, model, softwareVersion }) => (
			<Link to="/devices" search={{ model, softwareVersion }} className="numeric">
				{devices.toLocaleString("en")}
			</Link>
		),
		sortBy: ({ devices }) => devices,
	},
	{
		id: "firstSeenAt",
		header: "First seen",
		cell: ({ firstSeenAt }) => <Ago at={firstSeenAt} />,
		sortBy: ({ firstSeenAt }) => Date.parse(firstSeenAt),
	},
	{ id: "pipeline", header: "Pipeline", cell: (model) => <TakeIn model={model} /> },
	{
		id: "matrix",
		header: "Matrix",
		cell: ({ matrixRowId }) =>
			matrixRowId === null ? (
				<span className="muted">no row</span>
			) : (
				<Link to="/matrix/$rowId" params={{ rowId: matrixRowId }}>
					Row
				</Link>
			),
	},
];
