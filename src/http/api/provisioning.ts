import { z } from "zod";
import { previewProvisioning } from "../../app/provisioning/preview.ts";
import {
	createProvisioningProfile,
	deleteProvisioningProfile,
	patchProvisioningProfile,
	refuseFaults,
	requireProvisioningProfile,
} from "../../app/provisioning/profiles.ts";
import { openParameters, shownParameters } from "../../device/sealedProvisioning.ts";
import type { Vault } from "../../lib/vault.ts";
import { page, pageQuery } from "../../shared/common.ts";
import {
	NewProvisioningProfile,
	ProvisioningPreview,
	ProvisioningProfile,
	ProvisioningProfilePatch,
} from "../../shared/provisioning.ts";
import type { Scope } from "../../store/db.ts";
import { listProvisioningProfiles, type ProvisioningProfileRow } from "../../store/provisioningProfiles.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";
import { parseYaml } from "./yaml.ts";

const tag = "provisioning";
/** What is no text in a profile. */
const TYPED = ["priority", "enabled", "onDrift"];
/** Of a profile that is not stored. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** Provisioning profiles and what they would change; bodies may be YAML. */
export async function addProvisioningRoutes({ app, deps }: Kit): Promise<void> {
	await app.register((own, _options, registered) => {
		own.addContentTypeParser("application/yaml", { parseAs: "string" }, (_request, text, done) => {
			try {
				done(null, parseYaml(text as string, TYPED));
			} catch (error) {
				done(error as Error);
			}
		});
		addRoutes({ app: own, deps });
		registered();
	});
}

function addRoutes(kit: Kit): void {
	const { engine, vault } = kit.deps;

	addRead(kit, {
		url: "/provisioning-profiles",
		summary: "A tenant's provisioning profiles, by name",
		tag,
		permission: "read",
		query: z.strictObject(pageQuery),
		answer: page(ProvisioningProfile),
		async handle({ query, scope }) {
			const after = readCursor(z.string().max(256), query.cursor) ?? "";
			const found = await listProvisioningProfiles(scope, { after, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ name }) => name);
			return { items: rows.map(present), nextCursor };
		},
	});

	addRead(kit, {
		url: "/provisioning-profiles/:id",
		summary: "One provisioning profile",
		tag,
		permission: "read",
		params: ById,
		answer: ProvisioningProfile,
		handle: async ({ params, scope }) => present(await requireProvisioningProfile({ scope }, params.id)),
	});

	addWrite(kit, {
		method: "POST",
		url: "/provisioning-profiles",
		summary:
			"Add a provisioning profile: applied to the devices that it means after a bootstrap, and on drift if asked",
		tag,
		permission: "config",
		body: NewProvisioningProfile,
		status: 201,
		answer: ProvisioningProfile,
		handle: async (command, { body: { tenant: _slug, ...wanted } }) =>
			present(await createProvisioningProfile(command, engine, wanted)),
	});

	addWrite(kit, {
		method: "PATCH",
		url: "/provisioning-profiles/:id",
		summary: "Change a provisioning profile; devices that it had given up are corrected again",
		tag,
		permission: "config",
		params: ById,
		body: ProvisioningProfilePatch,
		status: 200,
		answer: ProvisioningProfile,
		handle: async (command, { params, body: { tenant: _slug, ...patch } }) =>
			present(await patchProvisioningProfile(command, engine, params.id, patch)),
	});

	addWrite(kit, {
		method: "DELETE",
		url: "/provisioning-profiles/:id",
		summary: "Remove a provisioning profile; what it has set stays",
		tag,
		permission: "config",
		params: ById,
		status: 204,
		answer: z.undefined(),
		handle: (command, { params }) => deleteProvisioningProfile(command, engine, params.id) as Promise<undefined>,
	});

	addRead(kit, {
		url: "/provisioning-profiles/:id/preview",
		summary: "What the profile would change in the fleet, from stored values",
		tag,
		permission: "read",
		params: ById,
		query: z.strictObject(pageQuery),
		answer: ProvisioningPreview,
		async handle({ params, query, scope }) {
			const profile = await requireProvisioningProfile({ scope }, params.id);
			const parameters = openParameters(vault, scope.tenant, profile.parameters);
			return pageOfPreview({ scope, vault }, { ...profile, parameters }, query);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/provisioning-profiles/preview",
		summary: "The same for a profile that is not stored; nothing is kept of it",
		tag,
		permission: "config",
		query: z.strictObject(pageQuery),
		body: NewProvisioningProfile,
		status: 200,
		answer: ProvisioningPreview,
		async handle(command, { query, body: { tenant: _slug, ...wanted } }) {
			refuseFaults(wanted.parameters);
			const { name, selector } = wanted;
			await command.audit("provisioningProfile.preview", { detail: { name, selector } });
			return await pageOfPreview(command, { ...wanted, id: NO_ID }, query);
		},
	});
}

async function pageOfPreview(
	opener: { readonly scope: Scope; readonly vault: Vault },
	profile: Parameters<typeof previewProvisioning>[1],
	{ cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<ProvisioningPreview> {
	const after = readCursor(z.uuid(), cursor);
	const { counts, items } = await previewProvisioning(opener, profile, { after, limit: limit + 1 });
	const { rows, nextCursor } = pageOf(items, limit, ({ deviceId }) => deviceId);
	return { counts, items: [...rows], nextCursor };
}

function present({ createdAt, updatedAt, ...row }: ProvisioningProfileRow): ProvisioningProfile {
	const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
	return { ...row, parameters: shownParameters(row.parameters), ...times };
}
