import { Button } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import type { Operation } from "../../../src/shared/operations.ts";
import { OperationBadge } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { JsonFacts } from "../../components/JsonValue.tsx";
import { Empty, Failure } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { scrollIntoSight } from "../../components/scroll.ts";
import { Ago, At } from "../../components/Time.tsx";
import { humanise } from "../../components/vocabulary.ts";
import { canCancel, useCancelOperation, useOperations } from "./queries.ts";

export function OperationsTab({ deviceId }: { readonly deviceId: string }) {
	const query = useOperations(deviceId);
	const cancel = useCancelOperation(deviceId);
	const linked = useLocation({ select: ({ hash }) => hash });
	return (
		<>
			{cancel.error && <Failure error={cancel.error} title="Not cancelled" />}
			<Paged
				query={query}
				empty={<Empty title="Nothing was asked of this device yet.">Reads, reboots and proof runs appear here.</Empty>}
			>
				{(operations) => (
					<ol className="operations" aria-label="Operations">
						{operations.map((operation) => (
							<li key={operation.id} className="operation" ref={operation.id === linked ? scrollIntoSight : undefined}>
								<OperationItem operation={operation} isOpenAtFirst={operation.id === linked} />
								{canCancel(operation) && (
									<Button
										variant="subtle"
										color="red"
										loading={cancel.isPending && cancel.variables === operation.id}
										onClick={() => cancel.mutate(operation.id)}
										aria-label={`Cancel ${humanise(operation.kind)}`}
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

interface ItemProps {
	readonly operation: Operation;
	readonly isOpenAtFirst: boolean;
}

function OperationItem({ operation, isOpenAtFirst }: ItemProps) {
	return (
		<Disclosure
			isOpenAtFirst={isOpenAtFirst}
			summary={
				<span className="operation-summary">
					<OperationBadge status={operation.status} />
					<b>{humanise(operation.kind)}</b>
					<span className="muted">
						for{" "}
						{operation.authority === "user" ? (
							<InertText text={operation.requestedBy} max={60} plain />
						) : (
							AUTHORITIES[operation.authority]
						)}
					</span>
					<span className="muted">
						<Ago at={operation.createdAt} />
					</span>
					{operation.fault !== null && (
						<span className="tone-text-red">
							fault {operation.fault.code} <InertText text={operation.fault.message} max={120} plain />
						</span>
					)}
					{operation.reason !== null && operation.fault === null && (
						<span className="muted">
							<InertText text={operation.reason} max={160} plain />
						</span>
					)}
				</span>
			}
		>
			{() => <OperationDetail operation={operation} />}
		</Disclosure>
	);
}

const AUTHORITIES: Record<Operation["authority"], string> = {
	user: "somebody",
	run: "a proof run",
	rollout: "a rollout",
	provisioning: "provisioning",
	system: "the system",
};

function OperationDetail({ operation }: { readonly operation: Operation }) {
	const { fault } = operation;
	return (
		<>
			<Facts
				items={[
					{ name: "Requested by", value: <InertText text={operation.requestedBy} max={80} /> },
					{ name: "Created", value: <At at={operation.createdAt} /> },
					{ name: "Sent", value: <At at={operation.sentAt} never="not yet" /> },
					{ name: "Finished", value: <At at={operation.finishedAt} never="not yet" /> },
					{ name: "Expires", value: <At at={operation.expiresAt} /> },
				]}
			/>
			{operation.changeId !== null && (
				<p>
					<Link to="/changes/$id" params={{ id: operation.changeId }}>
						Its change: who agreed, and what came of it
					</Link>
				</p>
			)}
			{operation.reason !== null && (
				<p>
					<InertText text={operation.reason} />
				</p>
			)}
			{fault !== null && (
				<>
					<h4>Fault {fault.code}</h4>
					<p>
						<InertText text={fault.message} />
					</p>
					<ul className="plain-list">
						{fault.parameters.map(({ path, code, message }) => (
							<li key={path}>
								<InertText text={path} mono /> {code} <InertText text={message} />
							</li>
						))}
					</ul>
				</>
			)}
			<h4>Input</h4>
			<JsonFacts value={operation.input} none="Nothing." />
			<h4>Result</h4>
			<JsonFacts
				value={operation.result ?? {}}
				none={operation.result === null ? "None yet, or none came." : "Nothing."}
			/>
		</>
	);
}
