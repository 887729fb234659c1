import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { MatrixRow } from "../../../src/shared/proof.ts";
import { useMay } from "../../api/tenant.ts";
import { STAGES } from "../../components/vocabulary.ts";
import { intakeOfRow } from "../certifications/forms.ts";
import { IntakeDialog } from "../certifications/IntakeDialog.tsx";
import { useCertificationsOf } from "./queries.ts";

/** The certifications that are about this row's versions, newest first. */
export function RowCertifications({ row }: { readonly row: MatrixRow }) {
	const certifications = useCertificationsOf(row);
	if (certifications.data === undefined) return <span className="muted">…</span>;
	if (certifications.data.length === 0) return <span className="muted">none</span>;
	return certifications.data.map(({ id, stage }, index) => (
		<span key={id}>
			{index > 0 && ", "}
			<Link to="/certifications/$id" params={{ id }}>
				{id.slice(0, 8)}, {STAGES[stage].toLowerCase()}
			</Link>
		</span>
	));
}

export function TakeIn({ row }: { readonly row: MatrixRow }) {
	const [isOpen, setOpen] = useState(false);
	const mayCertify = useMay("certify");
	return (
		<>
			<Button variant="default" disabled={!mayCertify} onClick={() => setOpen(true)}>
				Take this model in
			</Button>
			<IntakeDialog intake={intakeOfRow(row)} isOpen={isOpen} onClose={() => setOpen(false)} />
		</>
	);
}
