import { z } from "zod";
import { changeApprovalPolicy, patchTenant, rotateCpeCredentials } from "../../app/changeTenant.ts";
import { createTenant } from "../../app/createTenant.ts";
import { deleteTenant } from "../../app/deleteTenant.ts";
import { mayEnter } from "../../app/tenants.ts";
import { policyWith } from "../../gate/policy.ts";
import { CertusError } from "../../lib/errors.ts";
import { ApprovalPolicy, ApprovalPolicyPatch } from "../../shared/changes.ts";
import { page, pageQuery } from "../../shared/common.ts";
import { CpeCredentials, NewTenant, Tenant, TenantPatch } from "../../shared/tenancy.ts";
import { readTenants, type Tenant as TenantRow } from "../../store/tenants.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { BySlug } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "tenants";

export function addTenantRoutes(kit: Kit): void {
	const { tenants } = kit.deps;

	addRead(kit, {
		url: "/tenants",
		summary: "The tenants that the token is good for",
		tag,
		permission: "read",
		query: z.strictObject(pageQuery),
		answer: page(Tenant),
		async handle({ query, principal }) {
			const after = readCursor(z.string(), query.cursor) ?? "";
			const found = tenants.all().filter((tenant) => mayEnter(principal, tenant) && tenant.slug > after);
			const { rows, nextCursor } = pageOf(found, query.limit, ({ slug }) => slug);
			return { items: rows.map(presentTenant), nextCursor };
		},
	});

	addRead(kit, {
		url: "/tenants/:slug",
		summary: "One tenant",
		tag,
		permission: "read",
		params: BySlug,
		answer: Tenant,
		async handle({ params, principal }) {
			const tenant = tenants.bySlug(params.slug);
			if (!tenant || !mayEnter(principal, tenant)) {
				throw new CertusError(404, "tenantNotFound", `there is no tenant ${params.slug} for this token`);
			}
			return presentTenant(tenant);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/tenants",
		summary: "Make a tenant",
		tag,
		permission: "manageTenant",
		body: NewTenant,
		status: 201,
		answer: Tenant,
		async handle(command, { body: { tenant: _tenant, ...wanted } }) {
			await createTenant(command, kit.deps, wanted);
			const made = (await readTenants(command.tx)).find(({ slug }) => slug === wanted.slug);
			return presentTenant(made as TenantRow);
		},
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/tenants/:slug",
		summary: "Change a tenant's settings",
		tag,
		permission: "manageTenant",
		params: BySlug,
		tenantOfPath: ({ slug }) => slug,
		body: TenantPatch,
		status: 200,
		answer: Tenant,
		handle: async (command, { body: { tenant: _tenant, ...changes } }) =>
			presentTenant(await patchTenant(command, kit.deps, changes)),
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/tenants/:slug",
		summary:
			"Delete a tenant that was emptied; what was proven in it and its audit trail stay, its slug is not given again",
		tag,
		permission: "manageTenant",
		params: BySlug,
		tenantOfPath: ({ slug }) => slug,
		status: 204,
		answer: z.undefined(),
		handle: (command) => deleteTenant(command, kit.deps) as Promise<undefined>,
	});

	addRead(kit, {
		url: "/tenants/:slug/approval-policy",
		summary: "How actions on devices are agreed to",
		tag,
		permission: "read",
		params: BySlug,
		answer: ApprovalPolicy,
		async handle({ params, principal }) {
			const tenant = tenants.bySlug(params.slug);
			if (!tenant || !mayEnter(principal, tenant)) {
				throw new CertusError(404, "tenantNotFound", `there is no tenant ${params.slug} for this token`);
			}
			return policyWith(tenant.approvalPolicy);
		},
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/tenants/:slug/approval-policy",
		summary: "Change how actions on devices are agreed to",
		tag,
		permission: "manageTenant",
		params: BySlug,
		tenantOfPath: ({ slug }) => slug,
		body: ApprovalPolicyPatch,
		status: 200,
		answer: ApprovalPolicy,
		handle: (command, { body: { tenant: _tenant, ...patch } }) => changeApprovalPolicy(command, kit.deps, patch),
	});

	addWrite(kit, {
		method: "POST",
		url: "/tenants/:slug/cpe-credentials",
		summary: "New credentials for the tenant's CPEs, answered once",
		tag,
		permission: "manageTenant",
		params: BySlug,
		tenantOfPath: ({ slug }) => slug,
		shownOnce: true,
		status: 201,
		answer: CpeCredentials,
		handle: (command) => rotateCpeCredentials(command, kit.deps),
	});
}

function presentTenant(row: TenantRow): Tenant {
	const { slug, name, lab, simulated, unknownDevices, informIntervalSeconds } = row;
	return {
		slug,
		name,
		lab,
		simulated,
		unknownDevices,
		informIntervalSeconds,
		deviceAuthentication: row.deviceAuthentication,
		transcriptSessions: row.transcriptSessions,
		evidenceMaxAgeDays: row.evidenceMaxAgeDays,
		fieldSuccessFloor: row.fieldSuccessFloor,
		auditRetentionDays: row.auditRetentionDays,
		createdAt: row.createdAt.toISOString(),
	};
}
