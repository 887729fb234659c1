import { Checkbox, Stack } from "@mantine/core";
import type { Certification } from "../../../src/shared/certification.ts";
import { Loaded } from "../../components/Loaded.tsx";
import { labelOf } from "./DeviceChoice.tsx";
import { MAX_DEVICES, useOwnDevices } from "./queries.ts";

interface Props {
	readonly certification: Certification;
	readonly chosen: readonly string[];
	readonly onChange: (chosen: string[]) => void;
}

/** Several of the devices that the certification is about. */
export function DeviceList({ certification, chosen, onChange }: Props) {
	const devices = useOwnDevices(certification, "");
	return (
		<Loaded query={devices} lines={3}>
			{({ items, complete }) => (
				<Checkbox.Group
					label="Chosen devices"
					description={complete ? `${chosen.length} of ${items.length}` : `The first ${MAX_DEVICES}; there are more.`}
					value={[...chosen]}
					onChange={onChange}
				>
					<div className="device-list">
						<Stack gap={6}>
							{items.map((device) => (
								<Checkbox key={device.id} value={device.id} label={labelOf(device)} />
							))}
						</Stack>
						{items.length === 0 && (
							<p className="muted">No device of this model, hardware and firmware has been seen.</p>
						)}
					</div>
				</Checkbox.Group>
			)}
		</Loaded>
	);
}
