import { Checkbox, TextInput } from "@mantine/core";
import { useId } from "react";
import { type Day, type RolloutDraft, wavesOf } from "./draft.ts";
import { DAYS } from "./words.ts";

interface Props {
	readonly draft: RolloutDraft;
	readonly onChange: (draft: RolloutDraft) => void;
}

type TextField = Exclude<keyof RolloutDraft, "hasWindow" | "days">;

/** How it goes over its devices: waves, how many at once, when, and when it pauses by itself. */
export function RolloutFields({ draft, onChange }: Props) {
	const field = (name: TextField) => ({
		value: draft[name],
		onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
			onChange({ ...draft, [name]: event.currentTarget.value }),
	});
	const number = (name: TextField, min: number, max: number) => ({
		...{ type: "number", min, max, required: true, ...field(name) },
	});
	return (
		<div className="form-grid">
			<TextInput
				label="Waves"
				description="Each wave's size, in devices or as a share of all; the last one takes what is left. Firmware goes to one device first: before a larger first wave comes a wave of one."
				required
				{...field("waves")}
				error={wavesOf(draft.waves) === null && "Numbers and shares, such as 1, 10, 10%, 100%."}
			/>
			<div className="form-row">
				<TextInput label="Devices at the same time" {...number("concurrency", 1, 1_000)} />
				<TextInput label="Minutes between two waves" {...number("pauseMinutes", 0, 43_200)} />
				<TextInput
					label="Hours that a device may be away"
					{...number("deadlineHours", 0.1, 2_160)}
					step="any"
					aria-describedby="deadline-note"
				/>
			</div>
			<p className="form-note muted" id="deadline-note">
				A device is acted on when it calls in by itself. What does not come while its wave lasts is skipped.
			</p>
			<fieldset className="plain-fieldset">
				<legend>It pauses by itself</legend>
				<div className="form-row">
					<TextInput label="At so many failures" {...number("failures", 1, 10_000)} />
					<TextInput
						label="Among the last devices"
						{...number("of", 1, 10_000)}
						error={Number(draft.of) < Number(draft.failures) && "At least as many as the failures."}
					/>
				</div>
			</fieldset>
			<Window draft={draft} onChange={onChange} />
		</div>
	);
}

function Window({ draft, onChange }: Props) {
	const id = useId();
	const toggle = (day: Day, isChosen: boolean) =>
		onChange({
			...draft,
			days: (Object.keys(DAYS) as Day[]).filter((each) => (each === day ? isChosen : draft.days.includes(each))),
		});
	return (
		<fieldset className="plain-fieldset">
			<legend>Maintenance window</legend>
			<Checkbox
				label="Only at certain times of the day"
				checked={draft.hasWindow}
				onChange={(event) => onChange({ ...draft, hasWindow: event.currentTarget.checked })}
			/>
			{draft.hasWindow && (
				<>
					<div className="form-row">
						<TextInput
							type="time"
							label="From"
							required
							value={draft.from}
							onChange={(event) => onChange({ ...draft, from: event.currentTarget.value })}
						/>
						<TextInput
							type="time"
							label="To"
							required
							value={draft.to}
							onChange={(event) => onChange({ ...draft, to: event.currentTarget.value })}
							error={draft.from === draft.to && "Another time than it begins."}
						/>
						<TextInput
							label="Time zone"
							placeholder="UTC"
							list={id}
							value={draft.timeZone}
							onChange={(event) => onChange({ ...draft, timeZone: event.currentTarget.value })}
						/>
					</div>
					<datalist id={id}>
						{Intl.supportedValuesOf("timeZone").map((zone) => (
							<option key={zone} value={zone} />
						))}
					</datalist>
					<fieldset className="plain-fieldset">
						<legend>Days on which it begins</legend>
						<div className="day-choices">
							{(Object.keys(DAYS) as Day[]).map((day) => (
								<Checkbox
									key={day}
									label={DAYS[day]}
									checked={draft.days.includes(day)}
									onChange={(event) => toggle(day, event.currentTarget.checked)}
								/>
							))}
						</div>
					</fieldset>
					<p className="form-note muted">
						No day chosen: every day. The clock is the one on the device's wall: that of its subscriber's variable{" "}
						<code>timeZone</code>, else of the zone that the device itself told, else the zone given here, else UTC. A
						window that ends before it begins ends on the next day.
					</p>
				</>
			)}
		</fieldset>
	);
}
