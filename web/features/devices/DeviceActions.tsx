import { Button } from "@mantine/core";
import { useState } from "react";
import type { Device, Wake } from "../../../src/shared/devices.ts";
import type { Operation } from "../../../src/shared/operations.ts";
import { useMay } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { formatDuration } from "../../components/time.ts";
import { humanise, OPERATION_STATUS } from "../../components/vocabulary.ts";
import { StartProofDialog } from "../proofRuns/StartProofDialog.tsx";
import { useRequestOperation, useWake } from "./queries.ts";
import { ReadDialog } from "./ReadDialog.tsx";
import { RebootDialog } from "./RebootDialog.tsx";

type Dialog = "reboot" | "read" | "proof";

export function DeviceActions({ device }: { readonly device: Device }) {
	const [dialog, setDialog] = useState<Dialog | null>(null);
	const wake = useWake(device.id);
	const request = useRequestOperation(device.id);
	const mayOperate = useMay("operate");
	const mayReboot = useMay("reboot");
	const mayCertify = useMay("certify");
	const close = () => setDialog(null);
	return (
		<div className="actions">
			<fieldset className="action-bar" aria-label="Actions">
				<Button variant="default" loading={wake.isPending} disabled={!mayOperate} onClick={() => wake.mutate()}>
					Wake
				</Button>
				<Button variant="default" disabled={!mayOperate} onClick={() => setDialog("read")}>
					Read parameters
				</Button>
				<Button variant="default" disabled={!mayReboot} onClick={() => setDialog("reboot")}>
					Reboot
				</Button>
				<Button disabled={!mayCertify} onClick={() => setDialog("proof")}>
					Start proof
				</Button>
			</fieldset>
			{!(mayOperate && mayReboot && mayCertify) && (
				<p className="muted">Some actions need a permission that this sign-in does not have.</p>
			)}
			{wake.error && <Failure error={wake.error} title="Could not wake it" />}
			{wake.data && <WakeResult wake={wake.data} />}
			{request.error && <Failure error={request.error} title="Not accepted" />}
			{request.data && <Accepted operation={request.data} />}
			<RebootDialog device={device} isOpen={dialog === "reboot"} onClose={close} onConfirm={request.mutate} />
			<ReadDialog isOpen={dialog === "read"} root={device.parameterRoot} onClose={close} onConfirm={request.mutate} />
			<StartProofDialog device={device} isOpen={dialog === "proof"} onClose={close} />
		</div>
	);
}

function WakeResult({ wake }: { readonly wake: Wake }) {
	return (
		<p role="status" className="action-result">
			{wake.reachable ? (
				<>
					<Mark tone="green">Reachable</Mark> A session followed after {formatDuration(wake.elapsedMs)} ({wake.method}).
				</>
			) : (
				<>
					<Mark tone="red">Not reachable</Mark> No session after {formatDuration(wake.elapsedMs)} ({wake.method})
					{wake.reason !== null && (
						<>
							: <InertText text={wake.reason} />
						</>
					)}
				</>
			)}
		</p>
	);
}

function Accepted({ operation }: { readonly operation: Operation }) {
	return (
		<p role="status" className="action-result">
			{humanise(operation.kind)} accepted ({OPERATION_STATUS[operation.status].toLowerCase()}). Its course is under
			Operations.
		</p>
	);
}
