import { z } from "zod";
import { createChange, prepareChange } from "../../app/changes/createChange.ts";
import {
	applyChange,
	cancelChange,
	decideChange,
	requireChange,
	rollBackChange,
	submitChange,
} from "../../app/changes/decideChange.ts";
import { presentChanges, presentDevice } from "../../app/changes/presentChange.ts";
import { permissionOfChange } from "../../app/changes/wanted.ts";
import { runCommand } from "../../app/command.ts";
import { actorIn } from "../../app/principal.ts";
import { CertusError } from "../../lib/errors.ts";
import {
	ApplyChange,
	Change,
	ChangeAction,
	ChangeDevice,
	ChangeState,
	Comment,
	ItemState,
	NewChange,
	SubmitChange,
} from "../../shared/changes.ts";
import { Id, page, pageQuery } from "../../shared/common.ts";
import { readChangeDevices } from "../../store/changeDevices.ts";
import { type ChangeRow, findChange, listChanges } from "../../store/changes.ts";
import type { Scope } from "../../store/db.ts";
import { findRollout } from "../../store/rollouts.ts";
import type { Tenant } from "../../store/tenants.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, addSlowWrite, addWrite, type Kit } from "./route.ts";
import { absolute } from "./urls.ts";

const tag = "changes";
/** Any of them may propose something; what, its kind says. */
export const PROPOSERS = ["config", "firmware", "reboot", "factoryReset", "suspend", "restore"] as const;
/** How long an answer waits for the device that is compared with its preview. */
const CHECK_MS = 10_000;

const ListQuery = z.strictObject({
	...pageQuery,
	state: ChangeState.optional(),
	action: ChangeAction.optional(),
	deviceId: Id.optional(),
	subscriberId: Id.optional(),
});

type PresentOne = (scope: Scope, tenant: Tenant, id: string) => Promise<Change>;

/** One change as it is answered. */
export function changePresenter({ deps }: Kit): PresentOne {
	return async (scope, tenant, id) => {
		const rows = [await requireChange({ scope }, id)];
		const urlOf = (path: string) => absolute(path, tenant, deps.settings.publicApiUrl());
		return (await presentChanges(scope, rows, urlOf))[0] as Change;
	};
}

export function addChangeRoutes(kit: Kit): void {
	const { engine, settings, random, clock, vault } = kit.deps;
	const presentOne = changePresenter(kit);

	addSlowWrite(kit, {
		method: "POST",
		url: "/changes",
		summary: "Preview a change: what stands on the devices, and what would; nothing but reads is sent",
		tag,
		permission: PROPOSERS,
		permissionOf: permissionOfChange,
		body: NewChange,
		status: 201,
		answer: Change,
		act: ({ scope, tenant, principal, body }) =>
			prepareChange(
				{ scope, tenant, actor: actorIn(principal, tenant.tenant), now: clock(), vault },
				engine,
				random.uuid(),
				body,
			),
		async handle(command, prepared, { body }) {
			const id = await createChange(command, body, prepared);
			return presentOne(command.scope, command.tenant, id);
		},
	});

	addRead(kit, {
		url: "/changes",
		summary: "Changes, newest first",
		tag,
		permission: "read",
		query: ListQuery,
		answer: page(Change),
		async handle({ query, scope, tenant }) {
			const before = readCursor(z.int(), query.cursor);
			const found = await listChanges(scope, query, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ seq }) => seq);
			const urlOf = (path: string) => absolute(path, tenant, settings.publicApiUrl());
			return { items: await presentChanges(scope, rows, urlOf), nextCursor };
		},
	});

	addRead(kit, {
		url: "/changes/:id",
		alsoAt: "/changes/:id",
		summary: "One change",
		tag,
		permission: "read",
		params: ById,
		answer: Change,
		handle: ({ params, scope, tenant }) => presentOne(scope, tenant, params.id),
	});

	addRead(kit, {
		url: "/changes/:id/devices",
		summary: "The devices of a change, each with what changes there and what became of it",
		tag,
		permission: "read",
		params: ById,
		query: z.strictObject({ ...pageQuery, state: ItemState.optional() }),
		answer: page(ChangeDevice),
		async handle({ params, query, scope }) {
			await requireChange({ scope }, params.id);
			const sizes = (await findRollout(scope, params.id))?.plan.sizes ?? null;
			const after = readCursor(z.int(), query.cursor) ?? -1;
			const wanted = { after, limit: query.limit + 1, state: query.state };
			const found = await readChangeDevices(scope, params.id, wanted);
			const { rows, nextCursor } = pageOf(found, query.limit, ({ place }) => place);
			return { items: rows.map((row) => presentDevice(row, sizes)), nextCursor };
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/changes/:id/submit",
		summary: "Have a preview agreed to by others",
		tag,
		permission: PROPOSERS,
		params: ById,
		body: SubmitChange,
		status: 200,
		answer: Change,
		async handle(command, { params, body }) {
			await submitChange(command, engine, params.id, body.override);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	for (const decision of ["approve", "reject"] as const) {
		addWrite(kit, {
			method: "POST",
			url: `/changes/:id/${decision}`,
			summary: decision === "approve" ? "Agree to what another person proposed" : "Refuse what another person proposed",
			tag,
			permission: "approve",
			params: ById,
			body: Comment,
			status: 200,
			answer: Change,
			async handle(command, { params, body }) {
				await decideChange(command, engine, params.id, decision, body.comment);
				return presentOne(command.scope, command.tenant, params.id);
			},
		});
	}

	addSlowWrite(kit, {
		method: "POST",
		url: "/changes/:id/apply",
		summary: "Apply what was agreed to; stops with 409 where the device no longer stands as it was previewed",
		tag,
		permission: PROPOSERS,
		params: ById,
		body: ApplyChange,
		status: 202,
		answer: Change,
		async act({ tenant, principal, scope, params, body }) {
			const request = { tenant, actor: principal, idempotency: null };
			await runCommand(kit.deps, request, 202, (command) =>
				applyChange(command, engine, params.id, body.previewDigest),
			);
			await engine.changeChecked(params.id, CHECK_MS);
			const { failure } = (await findChange(scope, params.id)) as ChangeRow;
			if (failure?.code === "previewOutdated") throw new CertusError(409, failure.code, failure.detail);
		},
		handle: (command, _acted, { params }) => presentOne(command.scope, command.tenant, params.id),
	});

	addWrite(kit, {
		method: "POST",
		url: "/changes/:id/rollback",
		summary: "Take a change back: what it touched goes back to what the backup has",
		tag,
		permission: PROPOSERS,
		params: ById,
		status: 202,
		answer: Change,
		async handle(command, { params }) {
			await rollBackChange(command, engine, params.id);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/changes/:id/cancel",
		summary: "Cancel a change; of one that is under way what was not sent yet, on each of its devices",
		tag,
		permission: PROPOSERS,
		params: ById,
		status: 200,
		answer: Change,
		async handle(command, { params }) {
			await cancelChange(command, engine, params.id);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});
}
