import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { approveCertification } from "../../app/approveCertification.ts";
import { createCertification } from "../../app/createCertification.ts";
import { readDiscoveryReport } from "../../app/discoveryReport.ts";
import { startCanary } from "../../app/startCanary.ts";
import { startDiscovery } from "../../app/startDiscovery.ts";
import { startVerification } from "../../app/startVerification.ts";
import { factsOf } from "../../proof/certification.ts";
import {
	Approval,
	Certification,
	Discovery,
	NewCanary,
	NewCertification,
	NewDiscovery,
	NewVerification,
	Stage,
} from "../../shared/certification.ts";
import { Id, page, pageQuery, Time } from "../../shared/common.ts";
import { type CertificationParts, readCertificationParts } from "../../store/certificationParts.ts";
import { type CertificationRow, findCertification, listCertifications } from "../../store/certifications.ts";
import type { Scope } from "../../store/db.ts";
import { findDevice } from "../../store/devices.ts";
import type { Tenant } from "../../store/tenants.ts";
import { presentCertification } from "./certificationView.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "certifications";

const ListQuery = z.strictObject({ ...pageQuery, stage: Stage.optional(), model: z.string().max(256).optional() });
const Place = z.tuple([Time, z.uuid()]);

/** The pipeline: intake, discovery, verification, canary, certified (contract, section 6). */
export function addCertificationRoutes(kit: Kit): void {
	const { engine, settings } = kit.deps;
	const present = async (
		scope: Scope,
		tenant: Tenant,
		rows: readonly CertificationRow[],
	): Promise<z.input<typeof Certification>[]> =>
		(await readCertificationParts(scope, rows)).map((parts) =>
			presentCertification(parts, tenant, settings.publicApiUrl()),
		);
	const partsOf = async (scope: Scope, id: string): Promise<CertificationParts> => {
		const row = await findCertification(scope, id);
		if (!row) throw notFound("certification");
		return (await readCertificationParts(scope, [row]))[0] as CertificationParts;
	};
	const presentOne = async (scope: Scope, tenant: Tenant, id: string): Promise<z.input<typeof Certification>> =>
		presentCertification(await partsOf(scope, id), tenant, settings.publicApiUrl());

	addWrite(kit, {
		method: "POST",
		url: "/certifications",
		summary: "Take a model in, to be certified",
		tag,
		permission: "certify",
		body: NewCertification,
		status: 201,
		answer: Certification,
		async handle(command, { body }) {
			const { id } = await createCertification(command, engine, body);
			return presentOne(command.scope, command.tenant, id);
		},
	});

	addRead(kit, {
		url: "/certifications",
		summary: "Certifications, newest first",
		tag,
		permission: "read",
		query: ListQuery,
		answer: page(Certification),
		async handle({ query, scope, tenant }) {
			const place = readCursor(Place, query.cursor);
			const before = place && { at: new Date(place[0]), id: place[1] };
			const found = await listCertifications(scope, query, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ createdAt, id }) => [createdAt, id]);
			return { items: await present(scope, tenant, rows), nextCursor };
		},
	});

	addRead(kit, {
		url: "/certifications/:id",
		alsoAt: "/certifications/:id",
		summary: "One certification: its stage, who did what and when, and what is missing",
		tag,
		permission: "read",
		params: ById,
		answer: Certification,
		handle: ({ params, scope, tenant }) => presentOne(scope, tenant, params.id),
	});

	addWrite(kit, {
		method: "POST",
		url: "/certifications/:id/discovery",
		summary: "Discover a device of the model, whole",
		tag,
		permission: "certify",
		params: ById,
		body: NewDiscovery,
		status: 202,
		answer: Certification,
		async handle(command, { params, body }) {
			await startDiscovery(command, engine, params.id, body.deviceId);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	addRead(kit, {
		url: "/certifications/:id/discovery",
		summary: "The newest discovery, with its report once it has ended",
		tag,
		permission: "read",
		params: ById,
		answer: Discovery,
		async handle({ params, scope }) {
			const parts = await partsOf(scope, params.id);
			const step = parts.steps.findLast(({ action }) => action === "discovery");
			const { discovery } = factsOf(parts);
			if (!step || discovery === null) throw notFound("discovery");
			const { deviceId, softwareVersion, operations } = step.detail;
			const failed = parts.operations.find(({ kind, status }) => kind === "discover" && status !== "succeeded");
			const device = discovery === "succeeded" ? await findDevice(scope, String(deviceId)) : null;
			const ends = parts.operations.flatMap(({ finishedAt }) => (finishedAt ? [finishedAt.toISOString()] : []));
			return {
				certificationId: params.id,
				deviceId: Id.parse(deviceId),
				softwareVersion: String(softwareVersion),
				status: discovery,
				reason: discovery === "failed" ? (failed?.reason ?? "the device was removed") : null,
				startedBy: step.actor,
				startedAt: step.at.toISOString(),
				finishedAt: discovery === "running" ? null : (ends.sort().at(-1) ?? null),
				operationIds: operations as string[],
				report: device && (await readDiscoveryReport(scope, device, parts.operations)),
			};
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/certifications/:id/verification",
		summary: "Prove every workflow in scope on a device of the model",
		tag,
		permission: "certify",
		params: ById,
		body: NewVerification,
		status: 202,
		answer: z.object({ proofRunId: Id }),
		handle: async (command, { params, body }) => ({
			proofRunId: await startVerification(command, engine, params.id, body),
		}),
	});

	addWrite(kit, {
		method: "POST",
		url: "/certifications/:id/canary",
		summary: "Let production operations on a few devices count",
		tag,
		permission: "canary",
		params: ById,
		body: NewCanary,
		status: 202,
		answer: Certification,
		async handle(command, { params, body }) {
			await startCanary(command, engine, params.id, body);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/certifications/:id/approve",
		summary: "Certify what was proven, and clear what the canary exercised enough",
		tag,
		permission: "approve",
		params: ById,
		body: Approval,
		status: 200,
		answer: Certification,
		async handle(command, { params, body }) {
			await approveCertification(command, engine, params.id, body.comment);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});
}
