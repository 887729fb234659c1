import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Webhook, WebhookDelivery } from "../../../src/shared/webhooks.ts";
import { Mark } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Failure } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { Paged } from "../../components/Paged.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { formatDuration } from "../../components/time.ts";
import { type Status, useDeliveries, useResend } from "./queries.ts";
import { DELIVERY_STATUS } from "./words.ts";

/** What was sent to a webhook, what is on its way, and what never arrived. */
export function Deliveries({ webhook: { id, enabled } }: { readonly webhook: Webhook }) {
	const [status, setStatus] = useState<Status | "">("");
	const query = useDeliveries(id, status === "" ? undefined : status);
	return (
		<Section title="Deliveries">
			{!enabled && <p className="muted">Nothing is sent, nor sent again, before it is enabled.</p>}
			<div className="filters">
				<NativeSelect
					label="Status"
					value={status}
					data={[
						{ value: "", label: "All" },
						...Object.entries(DELIVERY_STATUS).map(([value, { name }]) => ({ value, label: name })),
					]}
					onChange={(event) => setStatus(event.currentTarget.value as Status | "")}
				/>
			</div>
			<Paged
				query={query}
				empty={
					status === "" ? (
						<Empty title="Nothing was sent yet.">
							{enabled && "“Send a test” above shows whether the address takes it."}
						</Empty>
					) : (
						<Empty title="No delivery is in this state." />
					)
				}
				isCounted
			>
				{(items) => (
					<ul className="deliveries" aria-label="Deliveries">
						{items.map((delivery) => (
							<Delivery key={delivery.id} webhookId={id} isEnabled={enabled} delivery={delivery} />
						))}
					</ul>
				)}
			</Paged>
		</Section>
	);
}

interface DeliveryProps {
	readonly webhookId: string;
	/** Nothing is sent to one that is not. */
	readonly isEnabled: boolean;
	readonly delivery: WebhookDelivery;
}

function Delivery({ webhookId, isEnabled, delivery }: DeliveryProps) {
	const resend = useResend(webhookId);
	const { id, type, status, createdAt, nextAttemptAt, attempts } = delivery;
	const { name, means, tone } = DELIVERY_STATUS[status];
	return (
		<li>
			<Disclosure
				label={`${type}, ${name.toLowerCase()}`}
				summary={
					<span className="badges">
						<Mark tone={tone} title={means} quiet>
							{name}
						</Mark>
						<code>{type}</code>
						<Ago at={createdAt} />
						<span className="muted">
							{attempts.length} {attempts.length === 1 ? "attempt" : "attempts"}
							{nextAttemptAt !== null && (
								<>
									, the next at <At at={nextAttemptAt} />
								</>
							)}
						</span>
					</span>
				}
			>
				{() => <Attempts delivery={delivery} />}
			</Disclosure>
			{isEnabled && status !== "pending" && (
				<Button
					variant="subtle"
					loading={resend.isPending}
					onClick={() => resend.mutate(id)}
					aria-label={`Send ${type} again`}
				>
					Send again
				</Button>
			)}
			{resend.error && <Failure error={resend.error} title="Not sent again" />}
		</li>
	);
}

function Attempts({ delivery: { attempts, answer, event } }: { readonly delivery: WebhookDelivery }) {
	return (
		<>
			<h3>Attempts</h3>
			{attempts.length === 0 ? (
				<p className="muted">None yet.</p>
			) : (
				<ol className="plain-list" aria-label="Attempts">
					{attempts.map(({ at, status, error, elapsedMs }) => (
						<li key={at}>
							<At at={at} /> {status === null ? "no answer" : `HTTP ${status}`} after {formatDuration(elapsedMs)}
							{error !== null && (
								<span className="tone-text-red">
									: <InertText text={error} max={300} />
								</span>
							)}
						</li>
					))}
				</ol>
			)}
			{answer !== null && answer !== "" && (
				<>
					<h3>What it answered last</h3>
					<p>
						<InertText text={answer} max={400} mono />
					</p>
				</>
			)}
			<h3>What was sent</h3>
			<pre className="json">
				<InertText text={JSON.stringify(event, null, 2)} max={4_000} />
			</pre>
		</>
	);
}
