import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Change } from "../../../src/shared/changes.ts";
import type { Permission } from "../../../src/shared/common.ts";
import type { Subscriber } from "../../../src/shared/subscribers.ts";
import { usePermissions } from "../../api/tenant.ts";
import { Mark } from "../../components/badges.tsx";
import { useDialog } from "../../components/Dialog.tsx";
import { type Fact, Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Section } from "../../components/Page.tsx";
import { Ago } from "../../components/Time.tsx";
import { ChangeStateBadge } from "../changes/parts.tsx";
import { useChange } from "../changes/queries.ts";
import { useLastServiceChange, useServiceProfile } from "./queries.ts";
import { ServiceDialog } from "./ServiceDialog.tsx";
import { type Service, type ServiceStepName, serviceOf, stepsFor } from "./standing.ts";

const WORDS: Record<Service, { readonly name: string; readonly tone: "green" | "yellow" | "red" | "busy" }> = {
	served: { name: "In service", tone: "green" },
	asked: { name: "A suspend waits for approval", tone: "yellow" },
	suspending: { name: "Being suspended", tone: "busy" },
	suspended: { name: "Suspended", tone: "red" },
	restoring: { name: "Being restored", tone: "busy" },
};

const STEP_NAMES: Record<ServiceStepName, string> = {
	suspend: "Suspend",
	restore: "Restore",
	withdraw: "Withdraw the suspend",
};

/** Whether a subscriber has service, since when and why not, and what may be done about it. */
export function ServiceSection({ subscriber }: { readonly subscriber: Subscriber }) {
	const last = useLastServiceChange(subscriber.id);
	const held = usePermissions();
	return (
		<Section title="Service">
			<Loaded query={last} lines={2}>
				{(change) => <Standing subscriber={subscriber} last={change} held={held} />}
			</Loaded>
		</Section>
	);
}

interface StandingProps {
	readonly subscriber: Subscriber;
	readonly last: Change | null;
	readonly held: readonly Permission[];
}

function Standing({ subscriber, last, held }: StandingProps) {
	const profile = useServiceProfile();
	const dialog = useDialog<ServiceStepName>();
	const service = serviceOf(subscriber, last);
	const { name, tone } = WORDS[service];
	// Where nothing is set to suspend by, nobody is asked to.
	const steps = stepsFor(service, held).filter(
		(step) => step !== "suspend" || (!profile.isPending && profile.data !== null),
	);
	return (
		<>
			<p>
				<Mark tone={tone}>{name}</Mark>
			</p>
			{subscriber.suspended !== null && (
				<div className="service-facts">
					<Facts
						items={[
							{ name: "Since", value: <Ago at={subscriber.suspended.since} /> },
							...suspendFacts(subscriber.suspended.changeId),
						]}
					/>
				</div>
			)}
			{last !== null && last.id !== subscriber.suspended?.changeId && <Last change={last} />}
			{profile.data === null && held.includes("suspend") && service === "served" && (
				<p className="muted">
					Nobody can be suspended yet: <Link to="/settings">say first how this tenant does it</Link>.
				</p>
			)}
			{steps.length > 0 && (
				<fieldset className="action-bar service-actions" aria-label="Service">
					{steps.map((step) => (
						<Button key={step} variant="default" onClick={() => dialog.open(step)}>
							{STEP_NAMES[step]}
						</Button>
					))}
				</fieldset>
			)}
			{dialog.subject !== null && (
				<ServiceDialog subscriber={subscriber} step={dialog.subject} isOpen={dialog.isOpen} onClose={dialog.close} />
			)}
		</>
	);
}

function suspendFacts(changeId: string): Fact[] {
	return [
		{ name: "By", value: <Author changeId={changeId} /> },
		{ name: "Why", value: <Reason changeId={changeId} /> },
		{
			name: "Change",
			value: (
				<Link to="/changes/$id" params={{ id: changeId }}>
					What was done
				</Link>
			),
		},
	];
}

function Author({ changeId }: { readonly changeId: string }) {
	const { data } = useChange(changeId);
	return data === undefined ? <span className="muted">…</span> : <InertText text={data.author} max={60} plain />;
}

function Reason({ changeId }: { readonly changeId: string }) {
	const { data } = useChange(changeId);
	return data === undefined ? <span className="muted">…</span> : <InertText text={data.reason} max={300} />;
}

/** The newest change of their service, where it is not the one that stands. */
function Last({ change: { id, action, state, author, reason, createdAt, failure } }: { readonly change: Change }) {
	return (
		<p className="service-last">
			<ChangeStateBadge state={state} />{" "}
			<Link to="/changes/$id" params={{ id }}>
				{action === "suspend" ? "Suspend" : "Restore"}
			</Link>{" "}
			by <InertText text={author} max={60} plain />, <Ago at={createdAt} />: <InertText text={reason} max={200} />
			{failure !== null && state === "failed" && (
				<span className="tone-text-red">
					{" "}
					<InertText text={failure.detail} max={200} />
				</span>
			)}
		</p>
	);
}
