import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Subscriber } from "../../../src/shared/subscribers.ts";
import { useMay } from "../../api/tenant.ts";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { JsonFacts } from "../../components/JsonValue.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago } from "../../components/Time.tsx";
import { ChangeTable } from "../changes/ChangeTable.tsx";
import { TimelineList } from "../devices/TimelineList.tsx";
import { ServiceSection } from "../service/ServiceSection.tsx";
import { useSubscriber, useSubscriberTimeline } from "./queries.ts";
import { RemoveSubscriberDialog } from "./RemoveDialogs.tsx";
import { Sites } from "./Sites.tsx";
import { SubscriberDialog } from "./SubscriberDialog.tsx";

const route = getRouteApi("/subscribers/$id");

export function SubscriberPage() {
	const { id } = route.useParams();
	const query = useSubscriber(id);
	const subscriber = query.data;
	return (
		<Page
			title={subscriber?.name ?? "Subscriber"}
			heading={subscriber && <InertText text={subscriber.name} max={160} plain />}
			note={subscriber && <InertText text={subscriber.externalId} max={128} mono plain />}
			actions={<Link to="/subscribers">All subscribers</Link>}
		>
			<Loaded query={query} lines={10}>
				{(loaded) => (
					<>
						<ServiceSection subscriber={loaded} />
						<About subscriber={loaded} />
						<Sites subscriberId={id} />
						<Section title="Suspends and restores">
							<ChangeTable filters={{ subscriberId: id }} empty={<Empty title="They were never suspended." />} />
						</Section>
						<Section title="Timeline">
							<Timeline id={id} />
						</Section>
					</>
				)}
			</Loaded>
		</Page>
	);
}

function About({ subscriber }: { readonly subscriber: Subscriber }) {
	const [dialog, setDialog] = useState<"edit" | "remove" | null>(null);
	const mayConfigure = useMay("config");
	const mayAudit = useMay("audit");
	const { id, plan, variables, createdAt } = subscriber;
	return (
		<Section title="About">
			<Facts
				items={[
					{ name: "Plan", value: plan && <InertText text={plan} max={128} /> },
					{ name: "Since", value: <Ago at={createdAt} /> },
					...(mayAudit
						? [
								{
									name: "Audit trail",
									value: (
										<Link to="/audit" search={{ subscriberId: id }}>
											What was done for them
										</Link>
									),
								},
							]
						: []),
				]}
			/>
			<h3>Variables</h3>
			<JsonFacts value={variables} none="None." />
			{mayConfigure && (
				<div className="form-actions">
					<Button variant="default" onClick={() => setDialog("edit")}>
						Edit
					</Button>
					<Button variant="default" onClick={() => setDialog("remove")}>
						Remove
					</Button>
				</div>
			)}
			<SubscriberDialog subscriber={subscriber} isOpen={dialog === "edit"} onClose={() => setDialog(null)} />
			<RemoveSubscriberDialog subscriber={subscriber} isOpen={dialog === "remove"} onClose={() => setDialog(null)} />
		</Section>
	);
}

function Timeline({ id }: { readonly id: string }) {
	return (
		<Paged
			query={useSubscriberTimeline(id)}
			empty={
				<Empty title="Nothing has happened yet.">
					What is done with them and happens on the devices at their sites appears here.
				</Empty>
			}
		>
			{(entries) => (
				<TimelineList
					label="Timeline"
					entries={entries}
					deviceIdOf={({ deviceId }) => deviceId}
					openOn={[...new Set(entries.flatMap(({ type, deviceId }) => (type === "act" ? [] : (deviceId ?? []))))]}
					isOfMany
				/>
			)}
		</Paged>
	);
}
