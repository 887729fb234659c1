import type { Device } from "../../../src/shared/devices.ts";
import { useMay } from "../../api/tenant.ts";
import { Dialog, DialogButtons, useDialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useSetLab } from "./queries.ts";

/** Whether proof runs may write to it, and the way to change that. */
export function LabSetting({ device }: { readonly device: Device }) {
	/** What it is to become. */
	const dialog = useDialog<{ lab: boolean }>();
	const lab = dialog.subject?.lab === true;
	const mayCertify = useMay("certify");
	return (
		<>
			{device.lab ? "yes" : "no"}{" "}
			{mayCertify && (
				<button type="button" className="link-button" onClick={() => dialog.open({ lab: !device.lab })}>
					{device.lab ? "make it a field device" : "make it a lab device"}
				</button>
			)}
			<Dialog
				title={lab ? "Make it a lab device?" : "Make it a field device?"}
				isOpen={dialog.isOpen}
				onClose={dialog.close}
			>
				<LabForm device={device} lab={lab} onClose={dialog.close} />
			</Dialog>
		</>
	);
}

interface FormProps {
	readonly device: Device;
	readonly lab: boolean;
	readonly onClose: () => void;
}

function LabForm({ device, lab, onClose }: FormProps) {
	const set = useSetLab(device.id);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				set.mutate(lab, { onSuccess: onClose });
			}}
		>
			<p>
				<InertText text={`${device.vendor} ${device.model}`} max={120} plain />, serial number{" "}
				<InertText text={device.serialNumber} max={64} mono plain />.
			</p>
			{lab ? (
				<p>
					Proof runs may then write to it, reboot it, reset it and install firmware on it, without asking anybody again.
					A device that serves a subscriber is no lab device: one that is linked to a site is refused.
				</p>
			) : (
				<p>Proof runs may then only read from it; those that write or reboot are refused.</p>
			)}
			<p className="muted">The change stands in the audit trail.</p>
			{set.error && <Failure error={set.error} title="Not changed" />}
			<DialogButtons
				submit={lab ? "Make it a lab device" : "Make it a field device"}
				onCancel={onClose}
				isPending={set.isPending}
				isGrave={lab}
			/>
		</form>
	);
}
