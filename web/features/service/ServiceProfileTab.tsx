import { Button, Checkbox, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import type { ServiceProfile } from "../../../src/shared/service.ts";
import { ApiError } from "../../api/client.ts";
import { useMay } from "../../api/tenant.ts";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Failure, Loaded } from "../../components/Loaded.tsx";
import { Ago } from "../../components/Time.tsx";
import { ConfirmDialog } from "../access/ConfirmDialog.tsx";
import { useRemoveServiceProfile, useServiceProfile, useSetServiceProfile } from "./queries.ts";

/** How the tenant suspends its subscribers. */
export function ServiceProfileTab() {
	const [isEditing, setEditing] = useState(false);
	const mayManage = useMay("manageTenant");
	return (
		<Loaded query={useServiceProfile()} lines={4}>
			{(profile) =>
				isEditing ? (
					<ProfileForm
						profile={profile}
						onClose={() => {
							setEditing(false);
							document.querySelector("h1")?.focus({ preventScroll: true });
						}}
					/>
				) : profile === null ? (
					<Empty title="This tenant suspends nobody.">
						<p>
							A service profile says what suspending a subscriber sets on each device at their sites; a restore puts
							back exactly what that changed.
						</p>
						{mayManage ? (
							<Button onClick={() => setEditing(true)}>Set it up</Button>
						) : (
							<p>Somebody with the permission manageTenant sets it up.</p>
						)}
					</Empty>
				) : (
					<Profile profile={profile} mayManage={mayManage} onEdit={() => setEditing(true)} />
				)
			}
		</Loaded>
	);
}

type Wish = ServiceProfile["suspend"][number];

interface ProfileProps {
	readonly profile: ServiceProfile;
	readonly mayManage: boolean;
	readonly onEdit: () => void;
}

function Profile({ profile: { suspend, preApproved, updatedAt }, mayManage, onEdit }: ProfileProps) {
	const [isRemoving, setRemoving] = useState(false);
	const remove = useRemoveServiceProfile();
	return (
		<>
			<p>
				Suspending a subscriber sets this on each device at their sites.{" "}
				{preApproved
					? "It needs nobody's agreement."
					: "It is agreed to as the approval policy says of “Suspend”, under Access."}{" "}
				<span className="muted">
					Set <Ago at={updatedAt} />.
				</span>
			</p>
			<DataTable label="A suspend sets" rows={suspend} columns={COLUMNS} rowId={({ path }) => path} />
			{mayManage && (
				<div className="form-actions">
					<Button variant="default" onClick={onEdit}>
						Edit
					</Button>
					<Button variant="subtle" color="red" onClick={() => setRemoving(true)}>
						Remove
					</Button>
				</div>
			)}
			<ConfirmDialog
				title="Remove the service profile?"
				submit="Remove"
				isOpen={isRemoving}
				onClose={() => setRemoving(false)}
				onConfirm={() => remove.mutate(undefined, { onSuccess: () => setRemoving(false) })}
				write={remove}
			>
				Nobody can be suspended from then on. Who stands suspended can be restored all the same.
			</ConfirmDialog>
		</>
	);
}

const COLUMNS: readonly Column<Wish>[] = [
	{ id: "path", header: "Parameter or fact", cell: ({ path }) => <InertText text={path} max={256} plain mono /> },
	{ id: "value", header: "Value", cell: ({ value }) => <InertText text={value} max={200} plain mono /> },
	{
		id: "type",
		header: "Type",
		cell: ({ type }) =>
			type === undefined ? (
				<span className="muted">the device's own</span>
			) : (
				<InertText text={type} max={64} plain mono />
			),
	},
];

/** Facts that are found on each device by its model's profile. */
const FACTS = ["wan.internet.enabled", "wan.internet.dnsServers", "wifi.enabled", "voice.enabled"] as const;

interface FormProps {
	readonly profile: ServiceProfile | null;
	readonly onClose: () => void;
}

function ProfileForm({ profile, onClose }: FormProps) {
	const [wishes, setWishes] = useState<readonly Wish[]>(
		profile?.suspend ?? [{ path: "wan.internet.enabled", value: "0" }],
	);
	const [preApproved, setPreApproved] = useState(profile?.preApproved ?? false);
	const addRef = useRef<HTMLButtonElement>(null);
	const write = useSetServiceProfile();
	const faults = write.error instanceof ApiError ? write.error.errors : [];
	const change = (index: number, next: Partial<Wish>) =>
		setWishes(wishes.map((wish, at) => (at === index ? { ...wish, ...next } : wish)));
	return (
		<form
			className="form-grid"
			onSubmit={(event) => {
				event.preventDefault();
				write.mutate({ suspend: wishes.map((wish) => ({ ...wish })), preApproved }, { onSuccess: onClose });
			}}
		>
			<p>
				What a suspend sets: a parameter's path, one with <code>{"{i}"}</code> for every instance, or a fact that is
				found on each device by its model's profile ({FACTS.join(", ")}).
			</p>
			<datalist id="service-facts">
				{FACTS.map((fact) => (
					<option key={fact} value={fact} />
				))}
			</datalist>
			<ul className="wishes" aria-label="A suspend sets">
				{wishes.map((wish, index) => (
					<li key={index}>
						<TextInput
							// What had the focus is gone: the button that opened the form, or that adds a line.
							autoFocus={index === wishes.length - 1}
							label={index === 0 ? "Parameter or fact" : undefined}
							aria-label={`Parameter or fact ${index + 1}`}
							required
							maxLength={256}
							list="service-facts"
							value={wish.path}
							onChange={(event) => change(index, { path: event.currentTarget.value })}
							error={faults.find(({ pointer }) => pointer.startsWith(`/suspend/${index}/path`))?.detail}
						/>
						<TextInput
							label={index === 0 ? "Value" : undefined}
							aria-label={`Value ${index + 1}`}
							placeholder="Value"
							value={wish.value}
							onChange={(event) => change(index, { value: event.currentTarget.value })}
							error={faults.find(({ pointer }) => pointer.startsWith(`/suspend/${index}/value`))?.detail}
						/>
						<Button
							variant="subtle"
							color="red"
							disabled={wishes.length === 1}
							aria-label={`Leave out ${index + 1}`}
							onClick={() => {
								setWishes(wishes.filter((_, at) => at !== index));
								addRef.current?.focus();
							}}
						>
							Leave out
						</Button>
					</li>
				))}
			</ul>
			<div>
				<Button ref={addRef} variant="default" onClick={() => setWishes([...wishes, { path: "", value: "" }])}>
					Add another
				</Button>
			</div>
			<Checkbox
				label="Agreed to in advance"
				description="A suspend by this profile needs nobody's agreement, however many devices it touches."
				checked={preApproved}
				onChange={(event) => setPreApproved(event.currentTarget.checked)}
			/>
			{write.error && <Failure error={write.error} title="Not kept" />}
			<div className="form-actions">
				<Button type="submit" loading={write.isPending}>
					Keep
				</Button>
				<Button variant="default" onClick={onClose}>
					Cancel
				</Button>
			</div>
		</form>
	);
}
