import { Checkbox, Group, NativeSelect, Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { WORKFLOW_NAMES, WORKFLOW_ORDER } from "../../components/vocabulary.ts";
import { type IntakeDraft, intakeBody } from "./forms.ts";
import { useTakeIn } from "./queries.ts";

interface Props {
	/** What the form begins with. */
	readonly intake: IntakeDraft;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function IntakeDialog({ intake, isOpen, onClose }: Props) {
	return (
		<Dialog title="Take a model in" isOpen={isOpen} onClose={onClose}>
			<IntakeForm intake={intake} onClose={onClose} />
		</Dialog>
	);
}

type TextField = "vendor" | "model" | "productClass" | "hardwareVersion" | "versions" | "from" | "to" | "cwmpVersion";

function IntakeForm({ intake, onClose }: Omit<Props, "isOpen">) {
	const [draft, setDraft] = useState(intake);
	const takeIn = useTakeIn();
	const field = (name: TextField) => ({
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			setDraft({ ...draft, [name]: event.currentTarget.value }),
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				takeIn.mutate(intakeBody(draft));
			}}
		>
			<Stack gap="xs">
				<p className="muted form-note">Exactly as the devices report themselves.</p>
				<div className="form-row">
					<TextInput label="Vendor" required maxLength={256} {...field("vendor")} />
					<TextInput label="Model" required maxLength={256} {...field("model")} />
				</div>
				<div className="form-row">
					<TextInput label="Product class" maxLength={256} {...field("productClass")} />
					<TextInput label="Hardware version" maxLength={256} {...field("hardwareVersion")} />
				</div>
				<Radio.Group
					label="Firmware"
					description="A range is resolved now, to the versions seen; it does not grow by itself."
					value={draft.firmware}
					onChange={(firmware) => setDraft({ ...draft, firmware: firmware as IntakeDraft["firmware"] })}
				>
					<Group gap="md" className="choices">
						<Radio value="versions" label="These versions" />
						<Radio value="range" label="From one to another" />
					</Group>
				</Radio.Group>
				{draft.firmware === "versions" ? (
					<Textarea label="Versions, one a line" required rows={2} {...field("versions")} />
				) : (
					<div className="form-row">
						<TextInput label="From" required maxLength={256} {...field("from")} />
						<TextInput label="To" required maxLength={256} {...field("to")} />
					</div>
				)}
				<div className="form-row">
					<NativeSelect
						label="Data model root"
						value={draft.parameterRoot}
						data={[
							{ value: "", label: "Not known yet" },
							{ value: "Device.", label: "Device." },
							{ value: "InternetGatewayDevice.", label: "InternetGatewayDevice." },
							{ value: "both", label: "Both" },
						]}
						onChange={(event) => setDraft({ ...draft, parameterRoot: event.currentTarget.value })}
					/>
					<TextInput label="CWMP version" placeholder="1.2" maxLength={16} {...field("cwmpVersion")} />
					<NativeSelect
						label="Transport"
						value={draft.transport}
						data={[
							{ value: "http", label: "HTTP" },
							{ value: "https", label: "HTTPS" },
						]}
						onChange={(event) =>
							setDraft({ ...draft, transport: event.currentTarget.value as IntakeDraft["transport"] })
						}
					/>
				</div>
				<Checkbox.Group
					label="Workflows in scope"
					description="All of them are verified, and the row's status follows from them."
					value={[...draft.workflows]}
					onChange={(chosen) =>
						setDraft({ ...draft, workflows: WORKFLOW_ORDER.filter((workflow) => chosen.includes(workflow)) })
					}
				>
					<div className="choices choice-columns">
						{WORKFLOW_ORDER.map((workflow) => (
							<Checkbox key={workflow} value={workflow} label={WORKFLOW_NAMES[workflow]} />
						))}
					</div>
				</Checkbox.Group>
			</Stack>
			{takeIn.error && <Failure error={takeIn.error} title="Not taken in" />}
			<DialogButtons
				submit="Take it in"
				onCancel={onClose}
				isPending={takeIn.isPending}
				isDisabled={draft.workflows.length === 0}
			/>
		</form>
	);
}
