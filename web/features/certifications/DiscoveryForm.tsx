import { useState } from "react";
import type { Certification } from "../../../src/shared/certification.ts";
import type { Device } from "../../../src/shared/devices.ts";
import { DialogButtons } from "../../components/Dialog.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { DeviceChoice } from "./DeviceChoice.tsx";
import { useStartDiscovery } from "./queries.ts";

export interface StepFormProps {
	readonly certification: Certification;
	readonly onClose: () => void;
}

export function DiscoveryForm({ certification, onClose }: StepFormProps) {
	const [device, setDevice] = useState<Device | null>(null);
	const start = useStartDiscovery(certification.id);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (device) start.mutate({ deviceId: device.id }, { onSuccess: onClose });
			}}
		>
			<p>Reads a device's whole tree, branch by branch, and asks for its RPCs. Writes nothing.</p>
			<DeviceChoice certification={certification} device={device} onChange={setDevice} />
			{start.error && <Failure error={start.error} title="Not started" />}
			<DialogButtons
				submit="Start discovery"
				onCancel={onClose}
				isPending={start.isPending}
				isDisabled={device === null}
			/>
		</form>
	);
}
