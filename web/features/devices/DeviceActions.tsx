import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Permission } from "../../../src/shared/common.ts";
import type { Device, Wake } from "../../../src/shared/devices.ts";
import type { Operation } from "../../../src/shared/operations.ts";
import { usePermissions } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { formatDuration } from "../../components/time.ts";
import { humanise, OPERATION_STATUS } from "../../components/vocabulary.ts";
import { ChangeFailure } from "../changes/parts.tsx";
import { StartProofDialog } from "../proofRuns/StartProofDialog.tsx";
import { FactoryResetDialog } from "./FactoryResetDialog.tsx";
import { useRequestOperation, useWake } from "./queries.ts";
import { ReadDialog } from "./ReadDialog.tsx";
import { RebootDialog } from "./RebootDialog.tsx";
import { ReplaceDialog } from "./ReplaceDialog.tsx";

type Dialog = "reboot" | "factoryReset" | "read" | "replace" | "proof";

export function DeviceActions({ device }: { readonly device: Device }) {
	const [dialog, setDialog] = useState<Dialog | null>(null);
	const wake = useWake(device.id);
	const request = useRequestOperation(device.id);
	const held = usePermissions();
	const close = () => setDialog(null);
	if (!ACTION_PERMISSIONS.some((permission) => held.includes(permission))) return null;
	return (
		<div className="actions">
			<fieldset className="action-bar" aria-label="Actions">
				{held.includes("operate") && (
					<>
						<Button variant="default" loading={wake.isPending} onClick={() => wake.mutate()}>
							Wake
						</Button>
						<Button variant="default" onClick={() => setDialog("read")}>
							Read parameters
						</Button>
					</>
				)}
				{held.includes("config") && <ChangeLink deviceId={device.id} />}
				{held.includes("reboot") && (
					<Button variant="default" onClick={() => setDialog("reboot")}>
						Reboot
					</Button>
				)}
				{held.includes("factoryReset") && (
					<Button variant="default" onClick={() => setDialog("factoryReset")}>
						Factory reset
					</Button>
				)}
				{held.includes("operate") && (
					<Button variant="default" onClick={() => setDialog("replace")}>
						Replace
					</Button>
				)}
				{held.includes("certify") && <Button onClick={() => setDialog("proof")}>Start proof</Button>}
			</fieldset>
			{wake.error && <Failure error={wake.error} title="Could not wake it" />}
			{wake.data && <WakeResult wake={wake.data} />}
			{request.error && <ChangeFailure error={request.error} title="Not accepted" />}
			{request.data && <Accepted operation={request.data} />}
			<RebootDialog device={device} isOpen={dialog === "reboot"} onClose={close} onConfirm={request.mutate} />
			<FactoryResetDialog device={device} isOpen={dialog === "factoryReset"} onClose={close} />
			<ReadDialog isOpen={dialog === "read"} root={device.parameterRoot} onClose={close} onConfirm={request.mutate} />
			<ReplaceDialog device={device} isOpen={dialog === "replace"} onClose={close} />
			<StartProofDialog device={device} isOpen={dialog === "proof"} onClose={close} />
		</div>
	);
}

const ACTION_PERMISSIONS: readonly Permission[] = ["operate", "config", "reboot", "factoryReset", "certify"];

/** A link that looks like the buttons beside it: it leads to a page. */
function ChangeLink({ deviceId }: { readonly deviceId: string }) {
	return (
		<Link to="/devices/$id/change" params={{ id: deviceId }} className="button-link">
			Change parameters
		</Link>
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
			{humanise(operation.kind)} accepted ({OPERATION_STATUS[operation.status].toLowerCase()}).{" "}
			{operation.status === "pendingApproval" && operation.changeId !== null ? (
				<>
					It begins when{" "}
					<Link to="/changes/$id" params={{ id: operation.changeId }}>
						somebody else has agreed to it
					</Link>
					.
				</>
			) : (
				"Its course is under Operations."
			)}
		</p>
	);
}
