import { Button, Textarea, TextInput } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type RefObject, useDeferredValue, useMemo, useRef, useState } from "react";
import type { Device, Parameter } from "../../../src/shared/devices.ts";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { useDevice, useParameters } from "../devices/queries.ts";
import { Agreement } from "./Agreement.tsx";
import { OverrideField } from "./OverrideField.tsx";
import { ChangeFailure, DeviceLink } from "./parts.tsx";
import { usePropose } from "./queries.ts";
import { ValueInput } from "./ValueInput.tsx";
import { type Chosen, chosenOf, isChanged, kindOf, matching, settable } from "./values.ts";

const route = getRouteApi("/devices/$id/change");

/** Parameters of one device with the values they are to have; what comes of it is a preview. */
export function NewChangePage() {
	const { id } = route.useParams();
	const device = useDevice(id);
	const parameters = useParameters(id);
	const mayConfigure = useMay("config");
	return (
		<Page
			title="Change parameters"
			note={
				<>
					On <DeviceLink id={id} />. The preview that follows sends nothing but reads.
				</>
			}
			actions={
				<Link to="/devices/$id" params={{ id }}>
					Back to the device
				</Link>
			}
		>
			{mayConfigure ? (
				<Loaded query={device} lines={3}>
					{(known) => (
						<Loaded query={parameters} lines={10}>
							{({ items }) => <Form device={known} parameters={items} />}
						</Loaded>
					)}
				</Loaded>
			) : (
				<Empty title="This sign-in may not change parameters.">
					<p>It lacks the permission config in this tenant.</p>
				</Empty>
			)}
		</Page>
	);
}

function Form({ device, parameters }: { readonly device: Device; readonly parameters: readonly Parameter[] }) {
	const { paths = "" } = route.useSearch();
	const choices = useMemo(() => settable(parameters), [parameters]);
	const [chosen, setChosen] = useState<readonly Chosen[]>(() => {
		const wanted = paths.split(" ");
		return choices.filter(({ path }) => wanted.includes(path)).map(chosenOf);
	});
	const [picked, setPicked] = useState<string | null>(null);
	const searchRef = useRef<HTMLInputElement>(null);
	const [reason, setReason] = useState("");
	const [overrideReason, setOverrideReason] = useState("");
	const propose = usePropose();
	const mayOverride = useMay("override");
	const changed = chosen.filter(isChanged);
	const isRefused = propose.error instanceof ApiError && LIFTABLE.has(propose.error.code);
	const left = choices.filter(({ path }) => !chosen.some(({ parameter }) => parameter.path === path));
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				propose.mutate({
					deviceIds: [device.id],
					set: changed.map(({ parameter: { path }, value }) => ({ path, value })),
					reason,
					...(overrideReason !== "" && { override: { reason: overrideReason } }),
				});
			}}
		>
			<Section title="Parameters">
				<ParameterPicker
					choices={left}
					searchRef={searchRef}
					onPick={(parameter) => {
						setChosen([...chosen, chosenOf(parameter)]);
						setPicked(parameter.path);
					}}
				/>
			</Section>
			<Section title="New values">
				{chosen.length === 0 ? (
					<Empty title="No parameter is chosen yet.">Search above and press “Choose”.</Empty>
				) : (
					<ul className="chosen" aria-label="New values">
						{chosen.map((one) => (
							<ChosenItem
								key={one.parameter.path}
								chosen={one}
								onChange={(value) => setChosen(chosen.map((each) => (each === one ? { ...one, value } : each)))}
								isNew={one.parameter.path === picked}
								onRemove={() => {
									setChosen(chosen.filter((each) => each !== one));
									searchRef.current?.focus();
								}}
							/>
						))}
					</ul>
				)}
				<Textarea
					className="field-apart"
					label="Reason"
					description="For those who agree to it, and for the audit trail."
					required
					maxLength={1_000}
					rows={2}
					value={reason}
					onChange={(event) => setReason(event.currentTarget.value)}
				/>
				<Agreement action="config" />
				{propose.error && <ChangeFailure error={propose.error} title="No preview" />}
				{isRefused && <OverrideField value={overrideReason} onChange={setOverrideReason} isAllowed={mayOverride} />}
				<div className="form-actions">
					<Button type="submit" loading={propose.isPending} disabled={changed.length === 0}>
						Preview
					</Button>
					<span className="muted" role="status">
						{changed.length === 0
							? "Nothing would change yet."
							: `${changed.length} ${changed.length === 1 ? "value" : "values"} would change.`}
					</span>
				</div>
			</Section>
		</form>
	);
}

/** Refusals that somebody with the permission may lift when the preview is made. */
const LIFTABLE: ReadonlySet<string> = new Set(["notSupported", "notProven", "overrideNeeded"]);

const SHOWN = 50;

interface PickerProps {
	readonly choices: readonly Parameter[];
	/** Where the focus goes when what had it is gone. */
	readonly searchRef: RefObject<HTMLInputElement | null>;
	readonly onPick: (parameter: Parameter) => void;
}

function ParameterPicker({ choices, searchRef, onPick }: PickerProps) {
	const [search, setSearch] = useState("");
	const text = useDeferredValue(search.trim());
	const found = useMemo(() => matching(choices, text), [choices, text]);
	return (
		<>
			<TextInput
				ref={searchRef}
				type="search"
				label="Search writable parameters"
				placeholder="Path or value"
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
				onKeyDown={(event) => {
					// It searches while it is typed; the form is sent by its own button.
					if (event.key === "Enter") event.preventDefault();
				}}
			/>
			{choices.length === 0 ? (
				<Empty title="No writable parameter is known.">“Read parameters” on the device's page learns its tree.</Empty>
			) : found.length === 0 ? (
				<Empty title="No writable parameter matches." />
			) : (
				<>
					<ul className="picker" aria-label="Writable parameters">
						{found.slice(0, SHOWN).map((parameter) => (
							<li key={parameter.path}>
								<InertText text={parameter.path} max={256} plain mono />
								<Current parameter={parameter} />
								<Button
									variant="subtle"
									aria-label={`Choose ${visibleText(parameter.path, 256)}`}
									onClick={() => onPick(parameter)}
								>
									Choose
								</Button>
							</li>
						))}
					</ul>
					{found.length > SHOWN && (
						<p className="muted">
							The first {SHOWN} of {found.length.toLocaleString("en")}: search for the others.
						</p>
					)}
				</>
			)}
		</>
	);
}

interface ChosenProps {
	readonly chosen: Chosen;
	readonly isNew: boolean;
	readonly onChange: (value: string) => void;
	readonly onRemove: () => void;
}

function ChosenItem({ chosen, isNew, onChange, onRemove }: ChosenProps) {
	const { parameter } = chosen;
	return (
		<li>
			<span>
				<InertText text={parameter.path} max={256} plain mono />
				<span className="chosen-note">{parameter.type ?? "type unknown"}</span>
			</span>
			<span>
				<span className="chosen-note">Current value</span>
				<Current parameter={parameter} />
			</span>
			<span>
				<ValueInput chosen={chosen} isNew={isNew} onChange={onChange} />
				{!isChanged(chosen) && <span className="chosen-note">as it is</span>}
			</span>
			<Button
				variant="subtle"
				color="red"
				aria-label={`Leave out ${visibleText(parameter.path, 256)}`}
				onClick={onRemove}
			>
				Leave out
			</Button>
		</li>
	);
}

function Current({ parameter }: { readonly parameter: Parameter }) {
	const { value } = parameter;
	if (kindOf(parameter) === "secret") return <span className="muted">hidden</span>;
	if (value === null) return <span className="muted">not read</span>;
	if (value === "") return <span className="muted">empty</span>;
	return <InertText text={value} max={120} plain mono />;
}
