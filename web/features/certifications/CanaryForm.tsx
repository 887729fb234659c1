import { Checkbox, Group, Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { irreversibleEffects } from "../../../src/shared/irreversible.ts";
import { useSigned } from "../../api/tenant.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { formatDuration } from "../../components/time.ts";
import { DeviceList } from "./DeviceList.tsx";
import type { StepFormProps } from "./DiscoveryForm.tsx";
import { type CanaryDraft, canaryBody, usualCanary } from "./forms.ts";
import { useStartCanary } from "./queries.ts";

export function CanaryForm({ certification, onClose }: StepFormProps) {
	const { id, vendor, model, firmwareRange, workflows } = certification;
	const { me, tenant } = useSigned();
	const [draft, setDraft] = useState(() => usualCanary(firmwareRange.versions, me.name));
	const start = useStartCanary(id);
	const field = (name: Exclude<keyof CanaryDraft, "versions" | "scope" | "deviceIds">) => ({
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			setDraft({ ...draft, [name]: event.currentTarget.value }),
	});
	const effects = irreversibleEffects(workflows);
	const minutes = Number(draft.durationMinutes);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				start.mutate(canaryBody(draft, tenant, model), { onSuccess: onClose });
			}}
		>
			<p>
				From now on operations that people make on these devices count: a workflow that is yellow may be used on more
				than one of them, and each success or failure is judged against the floor. It starts no operation by itself.
			</p>
			<Stack gap="sm">
				<Facts
					items={[
						{ name: "Tenant", value: tenant },
						{ name: "Model", value: <InertText text={`${vendor} ${model}`} max={120} plain /> },
					]}
				/>
				<Checkbox.Group
					label="Firmware"
					value={[...draft.versions]}
					onChange={(versions) => setDraft({ ...draft, versions })}
				>
					<Group gap="md" className="choices">
						{firmwareRange.versions.map((version) => (
							<Checkbox key={version} value={version} label={<InertText text={version} max={80} mono plain />} />
						))}
					</Group>
				</Checkbox.Group>
				<Radio.Group
					label="Devices"
					value={draft.scope}
					onChange={(scope) => setDraft({ ...draft, scope: scope as CanaryDraft["scope"] })}
				>
					<Group gap="md" className="choices">
						<Radio value="upTo" label="Any of this model, up to a number" />
						<Radio value="these" label="Chosen ones" />
					</Group>
				</Radio.Group>
				{draft.scope === "upTo" ? (
					<TextInput
						type="number"
						min={1}
						max={10_000}
						required
						label="Devices at most"
						description="A device that somebody acts on joins, until there are so many."
						{...field("maxDevices")}
					/>
				) : (
					<DeviceList
						certification={certification}
						chosen={draft.deviceIds}
						onChange={(deviceIds) => setDraft({ ...draft, deviceIds })}
					/>
				)}
				<div className="form-row">
					<TextInput
						type="number"
						min={1}
						max={129_600}
						required
						label="Duration, in minutes"
						description={minutes > 0 ? daysOf(minutes) : undefined}
						inputWrapperOrder={["label", "input", "description", "error"]}
						{...field("durationMinutes")}
					/>
					<TextInput
						type="number"
						min={0.1}
						max={100}
						step="any"
						required
						label="Success floor, %"
						description="Below it the canary stops by itself."
						inputWrapperOrder={["label", "input", "description", "error"]}
						{...field("successFloor")}
					/>
				</div>
				<div className="form-row">
					<TextInput
						type="number"
						min={1}
						max={100_000}
						required
						label="Successes at least"
						description="Of each workflow, on each version."
						inputWrapperOrder={["label", "input", "description", "error"]}
						{...field("minOperations")}
					/>
					<TextInput
						type="number"
						min={1}
						max={10_000}
						required
						label="On devices at least"
						description="Or on all there are."
						inputWrapperOrder={["label", "input", "description", "error"]}
						{...field("minDevices")}
					/>
				</div>
				<TextInput
					required
					maxLength={256}
					label="Rollback owner"
					description="A user's id or email, or a token's name: told when it stops, and answers for what can't be rolled back."
					{...field("rollbackOwner")}
				/>
				<Effects effects={effects} />
			</Stack>
			{start.error && <Failure error={start.error} title="Not started" />}
			<DialogButtons
				submit="Start canary"
				onCancel={onClose}
				isPending={start.isPending}
				isDisabled={draft.versions.length === 0 || (draft.scope === "these" && draft.deviceIds.length === 0)}
			/>
		</form>
	);
}

function daysOf(minutes: number): string {
	const days = minutes / 1_440;
	return days >= 1 ? `${Number(days.toFixed(1))} ${days === 1 ? "day" : "days"}` : formatDuration(minutes * 60_000);
}

/** Said before the start, and kept with the canary. */
export function Effects({ effects }: { readonly effects: readonly string[] }) {
	return (
		<section className="effects tone-yellow" aria-label="What can't be taken back">
			<h4>What can't be taken back</h4>
			{effects.length === 0 ? (
				<p>Nothing: the workflows in scope only read.</p>
			) : (
				<ul>
					{effects.map((effect) => (
						<li key={effect}>{effect}</li>
					))}
				</ul>
			)}
		</section>
	);
}
