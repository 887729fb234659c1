import { NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { Site } from "../../../src/shared/subscribers.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { visibleText } from "../../components/inert.ts";
import { Failure } from "../../components/Loaded.tsx";
import { PRESENCES } from "../../components/vocabulary.ts";
import { useDevices } from "../devices/queries.ts";
import { useAddSite, usePlaceDevice } from "./queries.ts";

interface SiteProps {
	readonly subscriberId: string;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function SiteDialog({ subscriberId, isOpen, onClose }: SiteProps) {
	return (
		<Dialog title="Add a site" isOpen={isOpen} onClose={onClose}>
			<SiteForm subscriberId={subscriberId} onClose={onClose} />
		</Dialog>
	);
}

function SiteForm({ subscriberId, onClose }: Omit<SiteProps, "isOpen">) {
	const [name, setName] = useState("");
	const [address, setAddress] = useState("");
	const add = useAddSite();
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const place = address.trim();
				add.mutate({ subscriberId, name, ...(place !== "" && { address: place }) }, { onSuccess: onClose });
			}}
		>
			<TextInput
				label="Name"
				required
				maxLength={128}
				value={name}
				onChange={(event) => setName(event.currentTarget.value)}
				data-autofocus
			/>
			<TextInput
				className="field-apart"
				label="Address"
				maxLength={512}
				value={address}
				onChange={(event) => setAddress(event.currentTarget.value)}
			/>
			{add.error && <Failure error={add.error} title="Not added" />}
			<DialogButtons submit="Add" onCancel={onClose} isPending={add.isPending} />
		</form>
	);
}

interface PlaceProps {
	readonly site: Site;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function PlaceDeviceDialog({ site, isOpen, onClose }: PlaceProps) {
	return (
		<Dialog title="Put a device here" isOpen={isOpen} onClose={onClose}>
			<PlaceForm site={site} onClose={onClose} />
		</Dialog>
	);
}

const TYPING_MS = 250;

function PlaceForm({ site, onClose }: Omit<PlaceProps, "isOpen">) {
	const [search, setSearch] = useState("");
	const [settled] = useDebouncedValue(search.trim(), TYPING_MS);
	const [deviceId, setDeviceId] = useState("");
	const devices = useDevices({ q: settled || undefined });
	const place = usePlaceDevice();
	const items = (devices.data?.pages ?? []).flatMap((page) => page.items).filter(({ siteId }) => siteId !== site.id);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				place.mutate({ id: deviceId, siteId: site.id }, { onSuccess: onClose });
			}}
		>
			<p>
				At <InertText text={site.name} max={128} plain />. A device that stands at another site moves here; a lab device
				stands at none.
			</p>
			<TextInput
				type="search"
				label="Find a device"
				placeholder="Serial, OUI, model"
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
				data-autofocus
			/>
			<NativeSelect
				className="field-apart"
				label="Device"
				required
				value={deviceId}
				data={[
					{ value: "", label: devices.data === undefined ? "…" : "Choose one" },
					...items.map(({ id, serialNumber, model, presence }) => ({
						value: id,
						label: `${visibleText(serialNumber, 48)} · ${visibleText(model, 40)} · ${PRESENCES[presence].name.toLowerCase()}`,
					})),
				]}
				onChange={(event) => setDeviceId(event.currentTarget.value)}
				error={devices.data !== undefined && items.length === 0 && "No device matches."}
			/>
			{devices.error && <Failure error={devices.error} title="The devices could not be listed" />}
			{place.error && <Failure error={place.error} title="Not put here" />}
			<DialogButtons submit="Put it here" onCancel={onClose} isPending={place.isPending} />
		</form>
	);
}
