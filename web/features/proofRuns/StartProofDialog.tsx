import { Button, Checkbox, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import type { Workflow } from "../../../src/shared/proof.ts";
import { Failure } from "../../components/Loaded.tsx";
import { WORKFLOW_NAMES } from "../../components/vocabulary.ts";
import { useStartProof } from "./queries.ts";

/** What can be proven so far, and what it does to the device. */
const OFFERED: readonly { workflow: Workflow; does: string }[] = [
	{ workflow: "inventory", does: "Reads identity and the standard subtrees. Writes nothing." },
	{ workflow: "reboot", does: "Reboots the device and waits for its return. Lab devices only." },
];

interface Props {
	readonly device: Device;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function StartProofDialog({ device, isOpen, onClose }: Props) {
	const [chosen, setChosen] = useState<readonly string[]>(["inventory"]);
	const start = useStartProof(device.id);
	const close = () => {
		start.reset();
		onClose();
	};
	const workflows = OFFERED.map(({ workflow }) => workflow).filter((workflow) => chosen.includes(workflow));
	return (
		<Modal
			opened={isOpen}
			onClose={close}
			title="Start a proof run"
			centered
			closeButtonProps={{ "aria-label": "Close" }}
		>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					start.mutate(workflows);
				}}
			>
				<Checkbox.Group label="Workflows" value={[...chosen]} onChange={setChosen}>
					<Stack gap="xs" className="choices">
						{OFFERED.map(({ workflow, does }) => (
							<Checkbox key={workflow} value={workflow} label={WORKFLOW_NAMES[workflow]} description={does} />
						))}
					</Stack>
				</Checkbox.Group>
				{!device.lab && (
					<p className="muted">This device is not marked as a lab device: a run that writes or reboots is refused.</p>
				)}
				{start.error && <Failure error={start.error} title="Not started" />}
				<Group justify="flex-end" gap="xs" className="dialog-buttons">
					<Button variant="default" onClick={close}>
						Cancel
					</Button>
					<Button type="submit" disabled={workflows.length === 0} loading={start.isPending}>
						Start
					</Button>
				</Group>
			</form>
		</Modal>
	);
}
