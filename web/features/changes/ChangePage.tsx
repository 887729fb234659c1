import { Alert } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Change, ChangeState } from "../../../src/shared/changes.ts";
import { useMay } from "../../api/tenant.ts";
import { changeName, RISK_ORDER, RISK_WORDS } from "../../components/changeVocabulary.ts";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { ReportSection } from "../rollouts/ReportSection.tsx";
import { RolloutSection } from "../rollouts/RolloutSection.tsx";
import { SubscriberLink } from "../subscribers/SubscriberLink.tsx";
import { adviceForEnd } from "./advice.ts";
import { ChangeActions } from "./ChangeActions.tsx";
import { ChangeDevices } from "./ChangeDevices.tsx";
import { ChangeSteps } from "./ChangeSteps.tsx";
import { Decisions } from "./Decisions.tsx";
import { ChangeStateBadge, PausedMark, RiskMark } from "./parts.tsx";
import { useChange } from "./queries.ts";

const route = getRouteApi("/changes/$id");

export function ChangePage() {
	const { id } = route.useParams();
	const query = useChange(id);
	const change = query.data;
	return (
		<Page
			title={change ? `${changeName(change)}: change ${change.id.slice(0, 8)}` : "Change"}
			heading={
				change && (
					<>
						{changeName(change)} <span className="heading-serial mono muted">{change.id.slice(0, 8)}</span>
					</>
				)
			}
			note={
				change && (
					<span className="badges">
						<ChangeStateBadge state={change.state} rollingBack={change.rollingBack} />
						{change.paused && <PausedMark />}
						<span className="muted">
							proposed by <InertText text={change.author} max={60} plain />, <Ago at={change.createdAt} />
						</span>
					</span>
				)
			}
			actions={<Link to="/changes">All changes</Link>}
		>
			<Loaded query={query} lines={14}>
				{(loaded) => <Whole change={loaded} />}
			</Loaded>
		</Page>
	);
}

/** There is nothing to report yet, or never was. */
const NOT_BEGUN: ReadonlySet<ChangeState> = new Set([
	"previewed",
	"pendingApproval",
	"approved",
	"rejected",
	"cancelled",
	"expired",
]);

function Whole({ change }: { readonly change: Change }) {
	return (
		<>
			<Section title="Where it stands">
				<ChangeSteps change={change} />
				<Ending change={change} />
				<ChangeActions change={change} />
				{change.proofRunId !== null && (
					<Link to="/proof-runs/$id" params={{ id: change.proofRunId }}>
						The proof run that waits for it
					</Link>
				)}
			</Section>
			{change.rollout !== null && <RolloutSection change={change} rollout={change.rollout} />}
			{change.rollout !== null && !NOT_BEGUN.has(change.state) && <ReportSection change={change} />}
			<Why change={change} />
			<Risks change={change} />
			<ChangeDevices change={change} />
			<Section title="What is sent to each device">
				<ol className="rpcs" aria-label="RPCs">
					{change.rpcs.map((rpc, index) => (
						<li key={`${index} ${rpc}`}>
							<code>{rpc}</code>
						</li>
					))}
				</ol>
			</Section>
			<Section title="Approvals">
				<Decisions change={change} />
			</Section>
		</>
	);
}

/** Why it did not come to what was wanted, and what is left to do. */
function Ending({ change }: { readonly change: Change }) {
	const { failure, pendingReboot, unverified, state } = change;
	const advice = adviceForEnd(change);
	return (
		<>
			{failure !== null && (
				<Alert
					color="red"
					variant="light"
					role="alert"
					className="failure"
					title={state === "failed" ? "Why it failed" : "What went wrong"}
				>
					<p>
						<InertText text={failure.detail} /> <code>{failure.code}</code>
					</p>
					{advice !== null && <p className="advice">{advice}</p>}
					<Again change={change} />
				</Alert>
			)}
			{pendingReboot && (
				<p className="tone-text-yellow">
					A device has taken it and makes it so with its next reboot: reboot it from its page when its subscriber can
					spare it.
				</p>
			)}
			{unverified.length > 0 && (
				<p>
					Set, but hidden by the device, so that it could not be read back:{" "}
					<InertText text={unverified.join(", ")} max={400} mono />
				</p>
			)}
		</>
	);
}

/** The same parameters once more, from what the device holds now. */
function Again({ change: { kind, items, devices, proofRunId } }: { readonly change: Change }) {
	const [first] = items;
	const mayConfigure = useMay("config");
	if (kind !== "set" || proofRunId !== null || devices.total !== 1 || first === undefined || !mayConfigure) return null;
	return (
		<p>
			<Link
				to="/devices/$id/change"
				params={{ id: first.deviceId }}
				search={{ paths: items.map(({ path }) => path).join(" ") }}
			>
				Make a new preview
			</Link>
		</p>
	);
}

function Why({ change }: { readonly change: Change }) {
	const { reason, override, expiresAt, finishedAt, undoes, subscriberId, backupId, previewDigest } = change;
	const isOpen = finishedAt === null && change.state !== "applying";
	return (
		<Section title="Why">
			<p className="change-reason">
				<InertText text={reason} />
			</p>
			{override !== null && (
				<p className="tone-text-red">
					A refusal was overridden: <InertText text={override.reason} />
				</p>
			)}
			<Facts
				items={[
					...(isOpen ? [{ name: "Open until", value: <At at={expiresAt} /> }] : []),
					...(finishedAt === null ? [] : [{ name: "Ended", value: <At at={finishedAt} /> }]),
					...(undoes === null
						? []
						: [
								{
									name: "Takes back",
									value: (
										<Link to="/changes/$id" params={{ id: undoes }}>
											change {undoes.slice(0, 8)}
										</Link>
									),
								},
							]),
					...(subscriberId === null
						? []
						: [
								{
									name: "Subscriber",
									value: <SubscriberLink id={subscriberId} />,
								},
							]),
					...(backupId === null
						? []
						: [
								{
									name: "Backup",
									value: (
										<Link to="/backups/$id" params={{ id: backupId }}>
											What the device was before
										</Link>
									),
								},
							]),
					{ name: "Digest of the preview", value: <span className="mono">{previewDigest.slice(0, 19)}…</span> },
				]}
			/>
		</Section>
	);
}

function Risks({ change: { risks, warnings } }: { readonly change: Change }) {
	if (risks.length === 0 && warnings.length === 0) return null;
	return (
		<Section title="Risks">
			<ul className="risks" aria-label="Risks">
				{RISK_ORDER.filter((risk) => risks.includes(risk)).map((risk) => (
					<li key={risk} className={RISK_WORDS[risk].isGrave ? "risk is-grave" : "risk"}>
						<RiskMark risk={risk} />
						<span>{RISK_WORDS[risk].means}</span>
					</li>
				))}
			</ul>
			{warnings.length > 0 && (
				<ul className="warnings" aria-label="Warnings">
					{warnings.map((warning) => (
						<li key={warning}>
							<InertText text={warning} />
						</li>
					))}
				</ul>
			)}
		</Section>
	);
}
