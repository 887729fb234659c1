import { z } from "zod";
import { notFound } from "../../app/admission.ts";
import { presentBackup, valuesOfBackup } from "../../app/changes/presentChange.ts";
import { sameValue } from "../../device/sameValue.ts";
import { Backup, BackupDetail } from "../../shared/changes.ts";
import { Id, page, pageQuery, Slug } from "../../shared/common.ts";
import { findBackup, listBackups } from "../../store/backups.ts";
import { readBackupSecrets } from "../../store/heldSecrets.ts";
import { pageOf, readCursor } from "./cursors.ts";
import { ById } from "./params.ts";
import { addRead, type Kit } from "./route.ts";
import { absolute } from "./urls.ts";

const tag = "changes";

export function addBackupRoutes(kit: Kit): void {
	const { settings } = kit.deps;

	addRead(kit, {
		url: "/backups",
		summary: "Backups of devices' configurations, newest first",
		tag,
		permission: "read",
		query: z.strictObject({ ...pageQuery, deviceId: Id.optional(), changeId: Id.optional() }),
		answer: page(Backup),
		async handle({ query, scope, tenant }) {
			const before = readCursor(z.int(), query.cursor);
			const found = await listBackups(scope, query, { before, limit: query.limit + 1 });
			const { rows, nextCursor } = pageOf(found, query.limit, ({ seq }) => seq);
			const urlOf = (path: string) => absolute(path, tenant, settings.publicApiUrl());
			return { items: rows.map((row) => presentBackup(row, urlOf)), nextCursor };
		},
	});

	addRead(kit, {
		url: "/backups/:id",
		summary: "One backup with its values; with `compareWith`, where another one differs",
		tag,
		permission: "read",
		params: ById,
		query: z.strictObject({ tenant: Slug.optional(), compareWith: Id.optional() }),
		answer: BackupDetail,
		async handle({ params, query, scope, tenant }) {
			const backup = await findBackup(scope, params.id);
			const other = query.compareWith === undefined ? null : await findBackup(scope, query.compareWith);
			if (!backup || (query.compareWith !== undefined && !other)) throw notFound("backup");
			const valuesOf = async ({ id, document }: NonNullable<typeof other>) =>
				valuesOfBackup(document, await readBackupSecrets(scope, id));
			const values = await valuesOf(backup);
			const urlOf = (path: string) => absolute(path, tenant, settings.publicApiUrl());
			return {
				...presentBackup(backup, urlOf),
				values,
				...(other && { differences: differences(values, await valuesOf(other)) }),
			};
		},
	});
}

type Values = ReturnType<typeof valuesOfBackup>;

function differences(values: Values, others: Values) {
	const left = new Map(values.map((one) => [one.path, one]));
	const right = new Map(others.map((one) => [one.path, one]));
	const paths = [...new Set([...left.keys(), ...right.keys()])].sort();
	return paths.flatMap((path) => {
		const [value, other] = [left.get(path)?.value ?? null, right.get(path)?.value ?? null];
		const type = left.get(path)?.type ?? right.get(path)?.type ?? null;
		const isSame = value === other || (value !== null && other !== null && sameValue(value, other, type));
		return isSame ? [] : [{ path, value, other }];
	});
}
