import { Button, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { Dialog } from "../../components/Dialog.tsx";
import type { Request } from "./queries.ts";

interface Props {
	readonly isOpen: boolean;
	readonly root: Device["parameterRoot"];
	readonly onClose: () => void;
	readonly onConfirm: (request: Request) => void;
}

/** Read what is named, or discover the tree below one path. */
export function ReadDialog({ isOpen, root, onClose, onConfirm }: Props) {
	const [text, setText] = useState("");
	const paths = text.split(/\s+/).filter(Boolean);
	const example = root === "InternetGatewayDevice." ? "InternetGatewayDevice.DeviceInfo." : "Device.DeviceInfo.";
	const request = (next: Request) => {
		onConfirm(next);
		onClose();
	};
	return (
		<Dialog title="Read from the device" isOpen={isOpen} onClose={onClose}>
			<Textarea
				label="Parameters or partial paths"
				description="One a line. A path that ends in a full stop stands for everything below it."
				placeholder={example}
				autosize={false}
				rows={5}
				value={text}
				onChange={(event) => setText(event.currentTarget.value)}
				data-autofocus
			/>
			<Group justify="space-between" gap="xs" className="dialog-buttons">
				<Button
					variant="default"
					title="Learns names, types and values of the whole tree, branch by branch"
					onClick={() => request({ kind: "discover", input: { path: "" } })}
				>
					Discover the whole tree
				</Button>
				<Button disabled={paths.length === 0} onClick={() => request({ kind: "read", input: { paths } })}>
					Read
				</Button>
			</Group>
		</Dialog>
	);
}
