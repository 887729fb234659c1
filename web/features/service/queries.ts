import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { Change } from "../../../src/shared/changes.ts";
import type {
	NewServiceProfile,
	RestoreSubscriber,
	ServiceProfile,
	SuspendSubscriber,
} from "../../../src/shared/service.ts";
import { ApiError, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** How the tenant suspends; `null` where it suspends nobody. */
export function useServiceProfile() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.serviceProfile(tenant),
		queryFn: async ({ signal }): Promise<ServiceProfile | null> => {
			try {
				return await getJson<ServiceProfile>(pathOf(tenant), { tenant }, signal);
			} catch (error) {
				if (error instanceof ApiError && error.status === 404) return null;
				throw error;
			}
		},
	});
}

export function useSetServiceProfile() {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (wanted: Omit<z.input<typeof NewServiceProfile>, "tenant">) =>
			send<ServiceProfile>("PUT", pathOf(tenant), {}, wanted),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.serviceProfile(tenant) }),
	});
}

export function useRemoveServiceProfile() {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: () => send("DELETE", pathOf(tenant)),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.serviceProfile(tenant) }),
	});
}

/** The newest suspend or restore of a subscriber, whatever became of it. */
export function useLastServiceChange(subscriberId: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.changes(tenant, { subscriberId, last: "service" }),
		queryFn: async ({ signal }): Promise<Change | null> => {
			const query = { tenant, subscriberId, limit: 1 };
			const newest = await Promise.all(
				["suspend", "restore"].map((action) => getJson<Page<Change>>("/changes", { ...query, action }, signal)),
			);
			const found = newest.flatMap(({ items }) => items);
			return found.sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0] ?? null;
		},
	});
}

export type ServiceStep =
	| ({ readonly step: "suspend" } & Pick<z.input<typeof SuspendSubscriber>, "reason" | "override">)
	| ({ readonly step: "restore" } & Pick<z.input<typeof RestoreSubscriber>, "reason">);

/** What comes of it is a change; where the subscriber stood so already, the one that did it. */
export function useServiceStep(subscriberId: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: ({ step, ...body }: ServiceStep) =>
			send<Change>("POST", `/subscribers/${encodeURIComponent(subscriberId)}/${step}`, {}, { tenant, ...body }),
		onSettled: () =>
			Promise.all([
				cache.invalidateQueries({ queryKey: keys.changes(tenant) }),
				cache.invalidateQueries({ queryKey: keys.subscriber(tenant, subscriberId) }),
				cache.invalidateQueries({ queryKey: keys.subscribers(tenant) }),
			]),
	});
}

function pathOf(tenant: string): string {
	return `/tenants/${tenant}/service-profile`;
}
