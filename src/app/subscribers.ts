import {
	givenVariables,
	openVariables,
	sealVariables,
	shownVariables,
	type Variables,
} from "../device/sealedProvisioning.ts";
import { CertusError } from "../lib/errors.ts";
import { forgetSignIns } from "../store/signIns.ts";
import { countDependents } from "../store/sites.ts";
import {
	findSubscriber,
	insertSubscriber,
	removeSubscriber,
	type SubscriberChanges,
	type SubscriberRow,
	updateSubscriber,
} from "../store/subscribers.ts";
import { notFound } from "./admission.ts";
import type { Command } from "./command.ts";
import { hangOn, orTaken, taken } from "./conflicts.ts";

export interface WantedSubscriber {
	readonly externalId: string;
	readonly name: string;
	readonly plan?: string | undefined;
	readonly variables: Readonly<Record<string, string>>;
}

const EXTERNAL_ID_TAKEN = "another subscriber of this tenant has this external id";

export async function createSubscriber(command: Command, wanted: WantedSubscriber): Promise<SubscriberRow> {
	const { scope, now, random, vault } = command;
	const variables = sealVariables(vault, scope.tenant, givenVariables(wanted.variables, {}));
	const row = { ...wanted, variables, plan: wanted.plan ?? null, id: random.uuid(), createdAt: now };
	if (!(await insertSubscriber(scope, row))) throw taken("externalId", EXTERNAL_ID_TAKEN);
	await command.audit("subscriber.create", { subscriberId: row.id, detail: { ...withoutSecrets(wanted) } });
	return { ...row, suspended: null };
}

export async function patchSubscriber(
	command: Command,
	id: string,
	changes: Partial<Omit<SubscriberChanges, "variables">> & { readonly variables?: Variables | undefined },
): Promise<SubscriberRow> {
	const { scope, vault } = command;
	const before = openVariables(vault, scope.tenant, (await requireSubscriber(command, id)).variables);
	const { variables: given, ...others } = changes;
	const variables = given && sealVariables(vault, scope.tenant, givenVariables(given, before));
	await orTaken(updateSubscriber(scope, id, { ...others, variables }), "externalId", EXTERNAL_ID_TAKEN);
	await command.audit("subscriber.patch", { subscriberId: id, detail: { ...withoutSecrets(changes) } });
	return requireSubscriber(command, id);
}

/** Removes a subscriber on whom nothing hangs any more. */
export async function deleteSubscriber(command: Command, id: string): Promise<void> {
	const { externalId, name, suspended } = await requireSubscriber(command, id);
	if (suspended) {
		throw new CertusError(409, "subscriberSuspended", "this subscriber's devices stand suspended: restore it first");
	}
	// Deleted before it is asked what hangs on it: who adds a site holds the row, and is either seen or refused.
	await removeSubscriber(command.scope, id);
	const { sites, devices } = await countDependents(command.scope, id);
	if (sites + devices > 0) throw hangOn("subscriber", { sites, devices });
	await command.audit("subscriber.delete", { subscriberId: id, detail: { externalId, name } });
	await forgetSignIns(command.scope, id);
}

function withoutSecrets<Body extends { readonly variables?: Variables | undefined }>(body: Body): Body {
	return body.variables === undefined ? body : { ...body, variables: shownVariables(body.variables) };
}

async function requireSubscriber({ scope }: Command, id: string): Promise<SubscriberRow> {
	const subscriber = await findSubscriber(scope, id);
	if (!subscriber) throw notFound("subscriber");
	return subscriber;
}
