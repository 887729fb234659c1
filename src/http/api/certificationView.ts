import type { z } from "zod";
import { cellsOf, factsOf } from "../../proof/certification.ts";
import { missingFor, stageOf } from "../../proof/pipeline.ts";
import type { Certification } from "../../shared/certification.ts";
import type { Workflow } from "../../shared/proof.ts";
import type { CanaryRow } from "../../store/canaries.ts";
import type { CertificationParts } from "../../store/certificationParts.ts";
import type { StepRow } from "../../store/certifications.ts";
import type { Tenant } from "../../store/tenants.ts";
import { absolute } from "./urls.ts";

type View = z.input<typeof Certification>;

const NEXT = {
	intake: "discovery",
	discovery: "verification",
	verification: "canary",
	canary: "approval",
	certified: null,
} as const;

export function presentCertification(parts: CertificationParts, tenant: Tenant, publicApiUrl: string): View {
	const { row, steps, runs, canary, clearances } = parts;
	const facts = factsOf(parts);
	const stage = stageOf(facts.steps);
	const next = NEXT[stage];
	const intake = steps[0] as StepRow;
	return {
		id: row.id,
		tenant: tenant.slug,
		vendor: row.vendor,
		model: row.model,
		productClass: row.productClass,
		hardwareVersion: row.hardwareVersion,
		firmwareRange: { from: row.versions[0] ?? "", to: row.versions.at(-1) ?? "", versions: [...row.versions] },
		parameterRoot: row.parameterRoot as View["parameterRoot"],
		cwmpVersion: row.cwmpVersion,
		transport: row.transport,
		workflows: row.workflows as Workflow[],
		stage,
		missing: next === null ? [] : missingFor(next, facts),
		verifications: steps
			.filter(({ action }) => action === "verification")
			.map(({ actor, at, detail }) => {
				const run = runs.find(({ id }) => id === detail.proofRunId);
				return {
					proofRunId: String(detail.proofRunId),
					deviceId: String(detail.deviceId),
					status: run?.status ?? "queued",
					startedBy: actor,
					startedAt: at.toISOString(),
					url: absolute(`/proof-runs/${detail.proofRunId}`, tenant, publicApiUrl),
				};
			}),
		canary: canary && presentCanary(canary, tenant),
		cleared: clearances.map(({ workflow, softwareVersion, at }) => ({
			workflow: workflow as Workflow,
			softwareVersion,
			at: at.toISOString(),
		})),
		history: steps.map(({ at, actor, action, detail }) => ({
			at: at.toISOString(),
			by: actor,
			action: action as View["history"][number]["action"],
			detail: { ...detail },
		})),
		createdBy: intake.actor,
		createdAt: row.createdAt.toISOString(),
		url: absolute(`/certifications/${row.id}`, tenant, publicApiUrl),
	};
}

function presentCanary(canary: CanaryRow, tenant: Tenant): NonNullable<View["canary"]> {
	return {
		id: canary.id,
		status: canary.status,
		tenant: tenant.slug,
		model: canary.model,
		firmwareRange: { versions: [...canary.versions] },
		deviceIds: canary.deviceIds && [...canary.deviceIds],
		maxDevices: canary.maxDevices,
		joined: [...canary.joined],
		successFloor: canary.successFloor,
		minOperations: canary.minOperations,
		minDevices: canary.minDevices,
		rollbackOwner: canary.rollbackOwner,
		irreversible: [...canary.irreversible],
		cells: cellsOf(canary),
		reason: typeof canary.judgement?.reason === "string" ? canary.judgement.reason : "nothing has been done on it yet",
		startedAt: canary.startedAt.toISOString(),
		endsAt: canary.endsAt.toISOString(),
		endedAt: canary.endedAt?.toISOString() ?? null,
	};
}
