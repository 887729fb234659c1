import { z } from "zod";
import { requireChange } from "../../app/changes/decideChange.ts";
import { presentChanges } from "../../app/changes/presentChange.ts";
import type { Command } from "../../app/command.ts";
import { restoreSubscriber } from "../../app/service/restore.ts";
import { deleteServiceProfile, requireServiceProfile, setServiceProfile } from "../../app/service/serviceProfile.ts";
import { suspendSubscriber } from "../../app/service/suspend.ts";
import { mayEnter } from "../../app/tenants.ts";
import { CertusError } from "../../lib/errors.ts";
import { Change } from "../../shared/changes.ts";
import { NewServiceProfile, RestoreSubscriber, ServiceProfile, SuspendSubscriber } from "../../shared/service.ts";
import type { ServiceProfileRow } from "../../store/serviceProfiles.ts";
import { ById, BySlug } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";
import { absolute } from "./urls.ts";

/** How a tenant suspends its subscribers, and the suspends and restores themselves. */
export function addServiceRoutes(kit: Kit): void {
	const { engine, profileOf, settings, tenants, database } = kit.deps;

	const answer = async ({ scope, tenant }: Command, id: string): Promise<Change> => {
		const rows = [await requireChange({ scope }, id)];
		const [change] = await presentChanges(scope, rows, (path) => absolute(path, tenant, settings.publicApiUrl()));
		return change as Change;
	};

	addWrite(kit, {
		method: "POST",
		url: "/subscribers/:id/suspend",
		summary:
			"Suspend a subscriber's devices by the tenant's service profile: the change that does it, or of one who stands suspended, that did it",
		tag: "subscribers",
		permission: "suspend",
		params: ById,
		body: SuspendSubscriber,
		status: 200,
		answer: Change,
		handle: async (command, { params, body: { tenant: _slug, ...body } }) =>
			answer(command, await suspendSubscriber(command, { engine, profileOf }, params.id, body)),
	});

	addWrite(kit, {
		method: "POST",
		url: "/subscribers/:id/restore",
		summary:
			"Put back what a suspend has changed, at once and whatever the matrix says: the change that does it, or of one who was restored, that did it",
		tag: "subscribers",
		permission: "restore",
		params: ById,
		body: RestoreSubscriber,
		status: 200,
		answer: Change,
		handle: async (command, { params, body }) =>
			answer(command, await restoreSubscriber(command, engine, params.id, body.reason)),
	});

	addRead(kit, {
		url: "/tenants/:slug/service-profile",
		summary: "How the tenant suspends its subscribers",
		tag: "tenants",
		permission: "read",
		params: BySlug,
		answer: ServiceProfile,
		async handle({ params, principal }) {
			const tenant = tenants.bySlug(params.slug);
			if (!tenant || !mayEnter(principal, tenant)) {
				throw new CertusError(404, "tenantNotFound", `there is no tenant ${params.slug} for this token`);
			}
			return presentServiceProfile(await requireServiceProfile({ scope: database.scope(tenant.tenant) }));
		},
	});

	const ofTenant = {
		url: "/tenants/:slug/service-profile",
		tag: "tenants",
		permission: "manageTenant",
		params: BySlug,
		tenantOfPath: ({ slug }: { slug: string }) => slug,
	} as const;

	addWrite(kit, {
		...ofTenant,
		method: "PUT",
		summary: "Set how the tenant suspends its subscribers; what stands suspended goes back as it was recorded",
		body: NewServiceProfile,
		status: 200,
		answer: ServiceProfile,
		handle: async (command, { body: { tenant: _slug, ...wanted } }) =>
			presentServiceProfile(await setServiceProfile(command, wanted)),
	});

	addWrite(kit, {
		...ofTenant,
		method: "DELETE",
		summary: "Suspend nobody any more; who stands suspended can be restored all the same",
		status: 204,
		answer: z.undefined(),
		handle: (command) => deleteServiceProfile(command) as Promise<undefined>,
	});
}

function presentServiceProfile({ suspend, preApproved, updatedAt }: ServiceProfileRow): ServiceProfile {
	return { suspend: [...suspend], preApproved, updatedAt: updatedAt.toISOString() };
}
