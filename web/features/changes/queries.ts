import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import type {
	ApprovalPolicy,
	Change,
	ChangeAction,
	ChangeDevice,
	ChangeState,
	ItemState,
	NewChange,
} from "../../../src/shared/changes.ts";
import { getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Events tell of a change's state; what its single devices come to follows by asking. */
const POLL_MS = 4_000;

export interface ChangeFilters {
	readonly state?: ChangeState | undefined;
	readonly action?: ChangeAction | undefined;
	readonly deviceId?: string | undefined;
	readonly subscriberId?: string | undefined;
}

/** Newest first. */
export function useChanges(filters: ChangeFilters) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.changes(tenant, filters),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Change>>("/changes", { tenant, ...filters, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		placeholderData: (previous) => previous,
	});
}

export const MAX_WAITING = 50;

/** How many wait for approval; above `MAX_WAITING` one more than that. */
export function useWaitingChanges(): number {
	const tenant = useTenant();
	const query = { state: "pendingApproval", limit: MAX_WAITING };
	const { data } = useQuery({
		// A list of its own: pages are kept under the filters alone.
		queryKey: keys.changes(tenant, { ...query, counted: true }),
		queryFn: ({ signal }) => getJson<Page<Change>>("/changes", { tenant, ...query }, signal),
	});
	return data === undefined ? 0 : data.items.length + (data.nextCursor === null ? 0 : 1);
}

export function useChange(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.change(tenant, id),
		queryFn: ({ signal }) => getJson<Change>(pathOf(id), { tenant }, signal),
		refetchInterval: ({ state }) => (state.data?.state === "applying" ? POLL_MS : false),
	});
}

export function useChangeDevices({ id, state }: Change, itemState: ItemState | undefined) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.changeDevices(tenant, id, { state: itemState }),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<ChangeDevice>>(
				`${pathOf(id)}/devices`,
				{ tenant, state: itemState, limit: 25, cursor: pageParam },
				signal,
			),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		// Another filter keeps the list on the screen; another change never does.
		placeholderData: (previous, query) => (query?.queryKey[2] === id ? previous : undefined),
		refetchInterval: state === "applying" ? POLL_MS : false,
	});
}

export type Wanted = Omit<z.input<typeof NewChange>, "tenant" | "presenceTimeoutSeconds">;

/** Makes a preview, and goes to its page. */
export function usePropose() {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (wanted: Wanted) => send<Change>("POST", "/changes", {}, { tenant, ...wanted }),
		onSuccess: async (change) => {
			void cache.invalidateQueries({ queryKey: keys.changes(tenant) });
			if (change === null) return;
			cache.setQueryData(keys.change(tenant, change.id), change);
			await navigate({ to: "/changes/$id", params: { id: change.id } });
		},
	});
}

export interface Step {
	readonly step: "submit" | "approve" | "reject" | "apply" | "rollback" | "cancel" | "pause" | "resume" | "stop";
	readonly body?: object;
}

/** What takes a change from one state to the next. */
export function useChangeStep(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: ({ step, body }: Step) => send<Change>("POST", `${pathOf(id)}/${step}`, {}, { tenant, ...body }),
		onSuccess: (change) => {
			if (change !== null) cache.setQueryData(keys.change(tenant, id), change);
		},
		// Also after a refusal: an outdated preview ends a change.
		onSettled: () =>
			Promise.all([
				cache.invalidateQueries({ queryKey: keys.change(tenant, id) }),
				cache.invalidateQueries({ queryKey: keys.changes(tenant) }),
			]),
	});
}

export function useApprovalPolicy() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.approvalPolicy(tenant),
		queryFn: ({ signal }) => getJson<ApprovalPolicy>(`/tenants/${tenant}/approval-policy`, { tenant }, signal),
	});
}

function pathOf(id: string): string {
	return `/changes/${encodeURIComponent(id)}`;
}
