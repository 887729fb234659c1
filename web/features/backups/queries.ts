import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Backup, BackupDetail } from "../../../src/shared/changes.ts";
import { getJson, type Page } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Newest first. */
export function useBackups(deviceId: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.backups(tenant, { deviceId }),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Backup>>("/backups", { tenant, deviceId, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useBackup(id: string, compareWith: string | undefined) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.backup(tenant, id, compareWith),
		queryFn: ({ signal }) =>
			getJson<BackupDetail>(`/backups/${encodeURIComponent(id)}`, { tenant, compareWith }, signal),
		staleTime: Number.POSITIVE_INFINITY,
		// Another comparison keeps the values on the screen, and not the old differences.
		placeholderData: (previous) => {
			if (previous?.id !== id) return undefined;
			const { differences: _ofAnother, ...same } = previous;
			return same;
		},
	});
}
