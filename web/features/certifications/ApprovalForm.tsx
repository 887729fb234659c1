import { Textarea } from "@mantine/core";
import { useState } from "react";
import { DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import type { StepFormProps } from "./DiscoveryForm.tsx";
import { useApprove } from "./queries.ts";

export function ApprovalForm({ certification, onClose }: StepFormProps) {
	const [comment, setComment] = useState("");
	const approve = useApprove(certification.id);
	const passed = (certification.canary?.cells ?? []).filter(({ outcome }) => outcome === "passes");
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				approve.mutate({ comment }, { onSuccess: onClose });
			}}
		>
			<p>What was proven and has passed the canary turns green, and may then be used on many devices at once:</p>
			{passed.length === 0 ? (
				<p className="muted">Nothing has passed yet.</p>
			) : (
				<ul className="plain-list">
					{passed.map(({ workflow, softwareVersion, detail }) => (
						<li key={`${workflow} ${softwareVersion}`}>
							<b>{WORKFLOW_NAMES[workflow]}</b> on <InertText text={softwareVersion} max={80} mono plain />{" "}
							<span className="muted">
								<InertText text={detail} max={160} plain />
							</span>
						</li>
					))}
				</ul>
			)}
			<p className="muted">Whoever started the verification can't approve it.</p>
			<Textarea
				label="Comment"
				description="Kept with the approval, and in the audit trail."
				required
				maxLength={2_000}
				rows={3}
				value={comment}
				onChange={(event) => setComment(event.currentTarget.value)}
				data-autofocus
			/>
			{approve.error && <Failure error={approve.error} title="Not approved" />}
			<DialogButtons submit="Approve" onCancel={onClose} isPending={approve.isPending} />
		</form>
	);
}
