import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { ChangeFailure } from "../changes/parts.tsx";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";
import { useReplace } from "./queries.ts";

interface Props {
	readonly device: Device;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

/** Another unit takes this one's place; says before what goes over and what stays. */
export function ReplaceDialog({ device, isOpen, onClose }: Props) {
	return (
		<Dialog title="Replace this unit?" isOpen={isOpen} onClose={onClose}>
			<ReplaceForm device={device} onClose={onClose} />
		</Dialog>
	);
}

function ReplaceForm({ device, onClose }: Omit<Props, "isOpen">) {
	const [serialNumber, setSerialNumber] = useState("");
	const [oui, setOui] = useState("");
	const replace = useReplace(device.id);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				replace.mutate(
					{ serialNumber: serialNumber.trim(), ...(oui.trim() !== "" && { oui: oui.trim() }) },
					{ onSuccess: onClose },
				);
			}}
		>
			<p>
				Another unit takes the place of <InertText text={`${device.vendor} ${device.model}`} max={120} plain />, serial
				number <InertText text={device.serialNumber} max={64} mono plain />. Nothing is sent to the old one.
			</p>
			<ul>
				<li>
					To the new unit go the subscriber
					{device.subscriberId === null ? (
						" (it has none)"
					) : (
						<>
							, <SubscriberLink id={device.subscriberId} />,
						</>
					)}{" "}
					the site and the tags. If the subscriber is suspended, so is the new unit; provisioning sets it up when it
					first comes.
				</li>
				<li>
					With the old unit stay its parameters, backups, sessions, changes and timeline. It keeps its page, and belongs
					to nobody.
				</li>
			</ul>
			<TextInput
				label="Serial number of the new unit"
				description="It need not have been seen yet."
				required
				maxLength={64}
				value={serialNumber}
				onChange={(event) => setSerialNumber(event.currentTarget.value)}
				autoCapitalize="none"
				spellCheck={false}
				data-autofocus
			/>
			<TextInput
				className="field-apart"
				label="OUI"
				description={`Six hexadecimal digits; ${device.oui}, as this one's, where it is left empty.`}
				pattern="\s*[0-9A-Fa-f]{6}\s*"
				maxLength={8}
				value={oui}
				onChange={(event) => setOui(event.currentTarget.value)}
				autoCapitalize="none"
				spellCheck={false}
			/>
			{replace.error && <ChangeFailure error={replace.error} title="Not replaced" />}
			<DialogButtons
				submit="Replace"
				onCancel={onClose}
				isPending={replace.isPending}
				isDisabled={serialNumber.trim() === ""}
				isGrave
			/>
		</form>
	);
}
