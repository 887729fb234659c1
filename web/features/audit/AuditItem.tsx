import { Link } from "@tanstack/react-router";
import type { AuditEntry } from "../../../src/shared/audit.ts";
import { Tag } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { JsonFacts } from "../../components/JsonValue.tsx";
import { At } from "../../components/Time.tsx";
import { DeviceLink } from "../changes/parts.tsx";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";

export function AuditItem({ entry }: { readonly entry: AuditEntry }) {
	return (
		<Disclosure
			summary={
				<span className="operation-summary">
					<At at={entry.at} />
					<b>
						<InertText text={entry.action} max={80} plain />
					</b>
					<span className="muted">
						by <InertText text={entry.actor} max={60} plain />
					</span>
					<Tag>
						<InertText text={entry.outcome} max={60} plain />
					</Tag>
				</span>
			}
		>
			{() => <AuditDetail entry={entry} />}
		</Disclosure>
	);
}

function AuditDetail({ entry }: { readonly entry: AuditEntry }) {
	const { seq, actorId, deviceId, subscriberId, hardwareVersion, softwareVersion, matrixRowId, detail } = entry;
	const changeId = typeof detail.changeId === "string" ? detail.changeId : null;
	return (
		<>
			<Facts
				items={[
					{ name: "Entry", value: seq.toLocaleString("en") },
					{
						name: "Who",
						value:
							actorId === null ? (
								"Certus itself"
							) : (
								<>
									<InertText text={entry.actor} max={120} /> <span className="mono muted">{actorId.slice(0, 8)}</span>
								</>
							),
					},
					...(deviceId === null
						? []
						: [
								{
									name: "Device",
									value: <DeviceLink id={deviceId} />,
								},
								{ name: "Firmware then", value: <InertText text={softwareVersion ?? ""} max={80} mono /> },
								{ name: "Hardware then", value: <InertText text={hardwareVersion ?? ""} max={80} mono /> },
							]),
					...(subscriberId === null
						? []
						: [
								{
									name: "Subscriber",
									value: <SubscriberLink id={subscriberId} />,
								},
							]),
					...(matrixRowId === null
						? []
						: [
								{
									name: "Matrix",
									value: (
										<Link to="/matrix/$rowId" params={{ rowId: matrixRowId }}>
											The row
										</Link>
									),
								},
							]),
					...(changeId === null
						? []
						: [
								{
									name: "Change",
									value: (
										<Link to="/changes/$id" params={{ id: changeId }} className="mono">
											{changeId.slice(0, 8)}
										</Link>
									),
								},
							]),
				]}
			/>
			<h4>Detail</h4>
			<JsonFacts value={detail} none="Nothing more." />
			<h4>In the chain</h4>
			<JsonFacts value={{ hash: entry.hash, previousHash: entry.previousHash }} none="" />
		</>
	);
}
