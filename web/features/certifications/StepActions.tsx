import { Button } from "@mantine/core";
import type { ComponentType } from "react";
import type { Certification } from "../../../src/shared/certification.ts";
import type { Permission } from "../../../src/shared/common.ts";
import { usePermissions } from "../../api/tenant.ts";
import { Dialog, useDialog } from "../../components/Dialog.tsx";
import { ApprovalForm } from "./ApprovalForm.tsx";
import { CanaryForm } from "./CanaryForm.tsx";
import { DiscoveryForm, type StepFormProps } from "./DiscoveryForm.tsx";
import { leadingStep, type NextStep, nextSteps } from "./pipeline.ts";
import { VerificationForm } from "./VerificationForm.tsx";

interface Step {
	readonly name: string;
	/** Where it has been done before. */
	readonly again: string;
	readonly permission: Permission;
	readonly form: ComponentType<StepFormProps>;
}

const STEPS: Record<NextStep, Step> = {
	discovery: { name: "Start discovery", again: "Discover again", permission: "certify", form: DiscoveryForm },
	verification: { name: "Start verification", again: "Verify again", permission: "certify", form: VerificationForm },
	canary: { name: "Start canary", again: "Start another canary", permission: "canary", form: CanaryForm },
	approval: { name: "Approve", again: "Approve", permission: "approve", form: ApprovalForm },
};

/** What can be done from this stage; the one that leads on stands first. */
export function StepActions({ certification }: { readonly certification: Certification }) {
	const permissions = usePermissions();
	const dialog = useDialog<{ step: NextStep; title: string }>();
	const steps = nextSteps(certification);
	const leading = leadingStep(certification);
	const may = (step: NextStep) => permissions.includes(STEPS[step].permission);
	const lacking = [...new Set(steps.filter((step) => !may(step)).map((step) => STEPS[step].permission))];
	const isAgain = (step: NextStep) => certification.history.some(({ action }) => action === step);
	const nameOf = (step: NextStep) => (isAgain(step) ? STEPS[step].again : STEPS[step].name);
	const Form = dialog.subject && STEPS[dialog.subject.step].form;
	return (
		<>
			{steps.length > 0 && (
				<fieldset className="action-bar" aria-label="Actions">
					{steps.map((step) => (
						<Button
							key={step}
							variant={step === leading ? "filled" : "default"}
							disabled={!may(step)}
							onClick={() => dialog.open({ step, title: nameOf(step) })}
						>
							{nameOf(step)}
						</Button>
					))}
				</fieldset>
			)}
			{lacking.length > 0 && (
				<p className="muted">
					This sign-in lacks the {lacking.length === 1 ? "permission" : "permissions"} {lacking.join(", ")}.
				</p>
			)}
			<Dialog title={dialog.subject?.title ?? ""} isOpen={dialog.isOpen} onClose={dialog.close}>
				{Form && <Form certification={certification} onClose={dialog.close} />}
			</Dialog>
		</>
	);
}
