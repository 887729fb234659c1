import { Button, Radio, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Device } from "../../../src/shared/devices.ts";
import type { DiagnosticName } from "../../../src/shared/proof.ts";
import { useMay } from "../../api/tenant.ts";
import { Empty, Failure } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { useMatrixRow } from "../matrix/queries.ts";
import { DiagnosticItem } from "./DiagnosticItem.tsx";
import { DIAGNOSTIC_ORDER, DIAGNOSTICS, STATE_WARNINGS } from "./diagnosticWords.ts";
import { canCancel, useCancelOperation, useDevice, useDiagnostics, useRequestOperation } from "./queries.ts";

/** What the device can try by itself: it is asked for here, and what it found stands below. */
export function DiagnosticsTab({ deviceId }: { readonly deviceId: string }) {
	const { data: device } = useDevice(deviceId);
	const mayOperate = useMay("operate");
	const cancel = useCancelOperation(deviceId);
	return (
		<>
			{device && mayOperate && <Start device={device} />}
			{cancel.error && <Failure error={cancel.error} title="Not cancelled" />}
			<Paged
				query={useDiagnostics(deviceId)}
				empty={
					<Empty title="The device was not asked for a diagnostic yet.">
						{mayOperate
							? "Choose one above: the device runs it, and what it found appears here."
							: "Who may operate devices can start one here."}
					</Empty>
				}
			>
				{(operations) => (
					<ol className="operations" aria-label="Diagnostics">
						{operations.map((operation) => (
							<li key={operation.id} className="operation diagnostic">
								<DiagnosticItem operation={operation} />
								{mayOperate && canCancel(operation) && (
									<Button
										variant="subtle"
										color="red"
										loading={cancel.isPending && cancel.variables === operation.id}
										onClick={() => cancel.mutate(operation.id)}
									>
										Cancel
									</Button>
								)}
							</li>
						))}
					</ol>
				)}
			</Paged>
		</>
	);
}

function Start({ device }: { readonly device: Device }) {
	const [kind, setKind] = useState<DiagnosticName>("ipPing");
	/** By parameter: a host serves ping and traceroute. */
	const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
	const request = useRequestOperation(device.id);
	const { name, means, field } = DIAGNOSTICS[kind];
	const target = (given[field.parameter] ?? "").trim();
	return (
		<Section title="Run a diagnostic">
			<form
				onSubmit={(event) => {
					event.preventDefault();
					request.mutate({
						kind: "diagnostic",
						input: { diagnostic: kind, parameters: { [field.parameter]: target } },
					});
				}}
			>
				<Radio.Group
					label="Diagnostic"
					description={means}
					value={kind}
					onChange={(next) => {
						setKind(next as DiagnosticName);
						request.reset();
					}}
				>
					<div className="diagnostic-kinds">
						{DIAGNOSTIC_ORDER.map((each) => (
							<Radio key={each} value={each} label={DIAGNOSTICS[each].name} />
						))}
					</div>
				</Radio.Group>
				<Standing rowId={device.matrixRowId} kind={kind} />
				<div className="diagnostic-target">
					<TextInput
						label={field.label}
						description={field.description}
						placeholder={field.placeholder}
						required
						maxLength={1_024}
						value={given[field.parameter] ?? ""}
						onChange={(event) => setGiven({ ...given, [field.parameter]: event.currentTarget.value })}
						autoCapitalize="none"
						spellCheck={false}
					/>
					<Button type="submit" disabled={target === ""} loading={request.isPending}>
						Start {name.toLowerCase()}
					</Button>
				</div>
				{request.error && <Failure error={request.error} title="Not accepted" />}
			</form>
		</Section>
	);
}

interface StandingProps {
	readonly rowId: string | null;
	readonly kind: DiagnosticName;
}

/** What the matrix says of it, before it is asked for. */
function Standing({ rowId, kind }: StandingProps) {
	const row = useMatrixRow(rowId);
	const state = rowId === null ? "unproven" : row.data?.diagnostics[kind];
	const warning = state === undefined ? null : STATE_WARNINGS[state];
	if (warning === null) return null;
	return (
		<p
			className={state === "unproven" ? "muted diagnostic-standing" : "tone-text-yellow diagnostic-standing"}
			role="note"
		>
			{warning}{" "}
			{rowId !== null && (
				<Link to="/matrix/$rowId" params={{ rowId }}>
					Its row
				</Link>
			)}
		</p>
	);
}
