import { NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { Certification } from "../../../src/shared/certification.ts";
import type { Device } from "../../../src/shared/devices.ts";
import { visibleText } from "../../components/inert.ts";
import { Failure } from "../../components/Loaded.tsx";
import { PRESENCES } from "../../components/vocabulary.ts";
import { MAX_DEVICES, useOwnDevices } from "./queries.ts";

const TYPING_MS = 250;

interface Props {
	readonly certification: Certification;
	readonly device: Device | null;
	readonly onChange: (device: Device | null) => void;
}

/** One of the devices that the certification is about, lab devices first. */
export function DeviceChoice({ certification, device, onChange }: Props) {
	const [search, setSearch] = useState("");
	const [settled] = useDebouncedValue(search.trim(), TYPING_MS);
	const devices = useOwnDevices(certification, settled);
	const items = (devices.data?.items ?? []).toSorted((one, other) => Number(other.lab) - Number(one.lab));
	const isLong = search !== "" || devices.data?.complete === false;
	return (
		<>
			{isLong && (
				<TextInput
					type="search"
					label="Find by serial number"
					description={`There are more than ${MAX_DEVICES} devices of this model.`}
					value={search}
					onChange={(event) => setSearch(event.currentTarget.value)}
				/>
			)}
			<NativeSelect
				label="Device"
				required
				value={device?.id ?? ""}
				data={[
					{ value: "", label: devices.data === undefined ? "…" : "Choose one" },
					...items.map((one) => ({ value: one.id, label: labelOf(one) })),
				]}
				onChange={(event) => onChange(items.find(({ id }) => id === event.currentTarget.value) ?? null)}
				error={devices.data?.items.length === 0 && "No device of this model, hardware and firmware has been seen."}
			/>
			{devices.error && <Failure error={devices.error} title="The devices could not be listed" />}
		</>
	);
}

export function labelOf({ serialNumber, softwareVersion, presence, lab }: Device): string {
	const parts = [
		visibleText(serialNumber, 48),
		visibleText(softwareVersion ?? "", 40),
		PRESENCES[presence].name.toLowerCase(),
		...(lab ? ["lab device"] : []),
	];
	return parts.join(" · ");
}
