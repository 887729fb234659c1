import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import type { z } from "zod";
import type { AuditEntry, AuditVerdict } from "../../../src/shared/audit.ts";
import { getJson, type Page } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

export interface AuditFilters {
	readonly deviceId?: string | undefined;
	readonly subscriberId?: string | undefined;
	readonly actor?: string | undefined;
	readonly action?: string | undefined;
	/** A day: `2026-11-23`. */
	readonly since?: string | undefined;
}

/** Newest first. */
export function useAudit({ since, ...filters }: AuditFilters) {
	const tenant = useTenant();
	// The day begins where the reader is.
	const from = since === undefined ? Number.NaN : new Date(`${since}T00:00:00`).getTime();
	const query = { ...filters, since: Number.isNaN(from) ? undefined : new Date(from).toISOString() };
	return useInfiniteQuery({
		queryKey: keys.audit(tenant, query),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<AuditEntry>>("/audit", { tenant, ...query, limit: 100, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		placeholderData: (previous) => previous,
	});
}

/** It reads the whole trail: only when somebody asks for it. */
export function useVerifyAudit() {
	const tenant = useTenant();
	return useMutation({ mutationFn: () => getJson<z.infer<typeof AuditVerdict>>("/audit/verify", { tenant }) });
}
