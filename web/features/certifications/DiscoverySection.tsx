import { Link } from "@tanstack/react-router";
import type { Certification, Discovery } from "../../../src/shared/certification.ts";
import { Mark } from "../../components/badges.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { At } from "../../components/Time.tsx";
import type { Tone } from "../../components/vocabulary.ts";
import { DiscoveryReportView } from "./DiscoveryReportView.tsx";
import { useDiscovery } from "./queries.ts";

const STATUS: Record<Discovery["status"], { name: string; tone: Tone }> = {
	running: { name: "Running", tone: "busy" },
	succeeded: { name: "Succeeded", tone: "green" },
	failed: { name: "Failed", tone: "red" },
};

export function DiscoverySection({ certification }: { readonly certification: Certification }) {
	const query = useDiscovery(certification);
	const status = query.data && STATUS[query.data.status];
	return (
		<Section title="Discovery" aside={status && <Mark tone={status.tone}>{status.name}</Mark>}>
			<Loaded query={query} lines={8}>
				{(discovery) => (
					<>
						<Conditions discovery={discovery} />
						{discovery.reason !== null && (
							<p>
								It failed: <InertText text={discovery.reason} />
							</p>
						)}
						{discovery.report === null ? (
							discovery.status === "running" && <p className="muted">The report comes with its end.</p>
						) : (
							<DiscoveryReportView report={discovery.report} />
						)}
					</>
				)}
			</Loaded>
		</Section>
	);
}

function Conditions({ discovery }: { readonly discovery: Discovery }) {
	return (
		<Facts
			items={[
				{
					name: "Device",
					value: (
						<Link to="/devices/$id" params={{ id: discovery.deviceId }} className="mono">
							{discovery.deviceId.slice(0, 8)}
						</Link>
					),
				},
				{ name: "Firmware", value: <InertText text={discovery.softwareVersion} max={80} mono /> },
				{ name: "Started by", value: <InertText text={discovery.startedBy} max={60} /> },
				{ name: "Started", value: <At at={discovery.startedAt} /> },
				{ name: "Finished", value: <At at={discovery.finishedAt} never="not yet" /> },
			]}
		/>
	);
}
