import { Button, Progress } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ProofRun } from "../../../src/shared/proof.ts";
import { useMay } from "../../api/tenant.ts";
import { RunStatusBadge, SimulatedTag, VerdictBadge } from "../../components/badges.tsx";
import { Facts } from "../../components/Facts.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Limitations } from "../../components/Limitations.tsx";
import { Failure, Loaded } from "../../components/Loaded.tsx";
import { Page, Section } from "../../components/Page.tsx";
import { At, Took } from "../../components/Time.tsx";
import { TraitFacts } from "../../components/TraitFacts.tsx";
import { VERDICTS, workflowName } from "../../components/vocabulary.ts";
import { ChangeActions } from "../changes/ChangeActions.tsx";
import { ChangeStateBadge } from "../changes/parts.tsx";
import { useChange } from "../changes/queries.ts";
import { CheckList } from "./CheckList.tsx";
import { isOver, useCancelProof, useProofRun } from "./queries.ts";

const route = getRouteApi("/proof-runs/$id");

export function ProofRunPage() {
	const { id } = route.useParams();
	const query = useProofRun(id);
	const run = query.data;
	return (
		<Page
			title={`Proof run ${id.slice(0, 8)}`}
			note={
				run && (
					<span className="badges">
						<RunStatusBadge status={run.status} />
						{run.simulated && <SimulatedTag />}
						<span className="muted">
							asked for by <InertText text={run.requestedBy} max={80} plain />
						</span>
					</span>
				)
			}
			actions={<Link to="/proof-runs">All proof runs</Link>}
		>
			<Loaded query={query} lines={12}>
				{(loaded) => <Run run={loaded} />}
			</Loaded>
		</Page>
	);
}

function Run({ run }: { readonly run: ProofRun }) {
	return (
		<>
			{run.changeId !== null && <RunApproval id={run.changeId} />}
			{!isOver(run) && <RunProgress run={run} />}
			<RunFacts run={run} />
			{run.workflows.map(({ workflow, verdict, checks }) => (
				<Section
					key={workflow}
					title={workflowName(workflow)}
					aside={
						verdict === null ? (
							<span className="muted">{isOver(run) ? "no verdict" : "no verdict yet"}</span>
						) : (
							<span className="section-verdict">
								<VerdictBadge verdict={verdict} />
								<span className="muted">{VERDICTS[verdict].means}</span>
							</span>
						)
					}
				>
					<CheckList checks={checks} none={isOver(run) ? "No check was made." : "Its checks have not begun."} />
				</Section>
			))}
			<Section title="Limitations" aside={<span className="muted">{run.limitations.length}</span>}>
				<Limitations items={run.limitations} none={isOver(run) ? "None found." : "None found so far."} />
			</Section>
			<Section title="Traits">
				<TraitFacts traits={run.traits} />
				{run.traitChecks.map(({ trait, checks }) => (
					<div key={trait}>
						<h3>{workflowName(trait)}</h3>
						<CheckList checks={checks} none="No check was made." />
					</div>
				))}
			</Section>
		</>
	);
}

/** On a field device: what others have to agree to, and the buttons for who may. */
function RunApproval({ id }: { readonly id: string }) {
	const query = useChange(id);
	return (
		<Section title="Approval" aside={query.data && <ChangeStateBadge state={query.data.state} />}>
			<Loaded query={query} lines={4}>
				{(change) => (
					<>
						<p>
							This is a field device. <InertText text={change.author} max={60} plain /> asks for:{" "}
							<InertText text={change.reason} max={300} plain />
						</p>
						<ul>
							{change.items.map(({ path, after }) => (
								<li key={`${path} ${after}`}>
									{path !== "" && <InertText text={`${path} = `} max={200} mono />}
									<InertText text={after ?? ""} max={200} plain />
								</li>
							))}
						</ul>
						<ChangeActions change={change} />
						<p>
							<Link to="/changes/$id" params={{ id }}>
								The change that it waits for
							</Link>
						</p>
					</>
				)}
			</Loaded>
		</Section>
	);
}

function RunProgress({ run }: { readonly run: ProofRun }) {
	const done = run.workflows.filter(({ verdict }) => verdict !== null).length;
	const current = run.workflows.find(({ verdict }) => verdict === null);
	const cancel = useCancelProof(run.id);
	const mayCertify = useMay("certify");
	const checks = run.workflows.reduce((sum, workflow) => sum + workflow.checks.length, 0);
	return (
		<div className="section progress">
			<Progress
				value={run.workflows.length === 0 ? 0 : (100 * done) / run.workflows.length}
				animated
				aria-label="Workflows with a verdict"
			/>
			<p role="status">
				{run.status === "pendingApproval" ? (
					"Waiting for another person to agree to what it would do."
				) : run.status === "queued" ? (
					"Waiting for its turn: it begins when the device opens a session."
				) : (
					<>
						{done} of {run.workflows.length} workflows have a verdict, {checks} {checks === 1 ? "check" : "checks"}{" "}
						done.
						{current && ` Now: ${workflowName(current.workflow)}.`}
					</>
				)}
			</p>
			<Button
				variant="default"
				disabled={!mayCertify}
				loading={cancel.isPending}
				onClick={() => cancel.mutate()}
				title="Ends it with what it has found so far"
			>
				Cancel this run
			</Button>
			{cancel.error && <Failure error={cancel.error} title="Not cancelled" />}
		</div>
	);
}

function RunFacts({ run }: { readonly run: ProofRun }) {
	const { subject } = run;
	return (
		<Section title="Subject">
			<Facts
				items={[
					...(subject === null
						? []
						: [
								{ name: "Model", value: <InertText text={`${subject.vendor} ${subject.model}`} max={120} /> },
								{ name: "Firmware", value: <InertText text={subject.softwareVersion} max={80} mono /> },
								{ name: "Hardware", value: <InertText text={subject.hardwareVersion} max={80} mono /> },
							]),
					{
						name: "Device",
						value: (
							<Link to="/devices/$id" params={{ id: run.deviceId }} className="mono">
								{run.deviceId.slice(0, 8)}
							</Link>
						),
					},
					{ name: "Created", value: <At at={run.createdAt} /> },
					{ name: "Started", value: <At at={run.startedAt} never="not yet" /> },
					{ name: "Finished", value: <At at={run.finishedAt} never="not yet" /> },
					...(run.startedAt !== null && run.finishedAt !== null
						? [{ name: "Took", value: <Took from={run.startedAt} to={run.finishedAt} /> }]
						: []),
				]}
			/>
		</Section>
	);
}
