import { CertusError } from "../lib/errors.ts";
import {
	countDependents,
	findSite,
	insertSite,
	removeSite,
	type SiteChanges,
	type SiteRow,
	updateSite,
} from "../store/sites.ts";
import { holdSubscriber } from "../store/subscribers.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";
import { hangOn, orTaken, taken } from "./conflicts.ts";

export interface WantedSite {
	readonly subscriberId: string;
	readonly name: string;
	readonly address?: string | undefined;
}

const NAME_TAKEN = "this subscriber has a site of this name";

export async function createSite(command: Command, wanted: WantedSite): Promise<SiteRow> {
	const { scope, now, random } = command;
	if (!(await holdSubscriber(scope, wanted.subscriberId))) {
		const detail = "there is no such subscriber";
		throw new CertusError(422, "subscriberNotFound", detail, { errors: [{ pointer: "/subscriberId", detail }] });
	}
	const row = { ...wanted, address: wanted.address ?? null, id: random.uuid(), createdAt: now };
	if (!(await insertSite(scope, row))) throw taken("name", NAME_TAKEN);
	const { name, address } = row;
	await command.audit("site.create", {
		subscriberId: wanted.subscriberId,
		detail: { siteId: row.id, name, address },
	});
	return row;
}

export async function patchSite(command: Command, id: string, changes: SiteChanges): Promise<SiteRow> {
	const { subscriberId } = await requireSite(command, id);
	await orTaken(updateSite(command.scope, id, changes), "name", NAME_TAKEN);
	await command.audit("site.patch", { subscriberId, detail: { siteId: id, ...changes } });
	return requireSite(command, id);
}

/** Removes a site at which no device is any more. */
export async function deleteSite(command: Command, id: string): Promise<void> {
	const { subscriberId, name, address } = await requireSite(command, id);
	// As with a subscriber: who links a device holds the row.
	await removeSite(command.scope, id);
	const counts = await countDependents(command.scope, id);
	if (counts.devices > 0) throw hangOn("site", counts);
	await command.audit("site.delete", { subscriberId, detail: { siteId: id, name, address } });
}

async function requireSite({ scope }: Command, id: string): Promise<SiteRow> {
	const site = await findSite(scope, id);
	if (!site) throw notFound("site");
	return site;
}
