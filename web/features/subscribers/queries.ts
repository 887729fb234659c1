import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import type { Device } from "../../../src/shared/devices.ts";
import type {
	NewSite,
	NewSubscriber,
	Site,
	Subscriber,
	SubscriberImport,
	SubscriberPatch,
	SubscriberTimelineEntry,
} from "../../../src/shared/subscribers.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** A subscriber with more sites or devices than this says that they are cut. */
const MAX_SITES = 500;
const MAX_DEVICES = 500;

/** By external id; `q` is found in it and in the name. */
export function useSubscribers(q: string | undefined) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.subscribers(tenant, { q }),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Subscriber>>("/subscribers", { tenant, q, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		placeholderData: (previous) => previous,
	});
}

export function useSubscriber(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.subscriber(tenant, id),
		queryFn: ({ signal }) => getJson<Subscriber>(pathOf(id), { tenant }, signal),
	});
}

export function useSites(subscriberId: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.subscriber(tenant, subscriberId, "sites"),
		queryFn: ({ signal }) => getAllPages<Site>("/sites", { tenant, subscriberId }, MAX_SITES, signal),
	});
}

/** Below the key of all devices: what a device's Inform makes stale. */
export function useDevicesOf(subscriberId: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: [...keys.deviceSearch(tenant, { subscriberId }), "all"],
		queryFn: ({ signal }) => getAllPages<Device>("/devices", { tenant, subscriberId }, MAX_DEVICES, signal),
	});
}

export function useSubscriberTimeline(id: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.subscriber(tenant, id, "timeline"),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<z.infer<typeof SubscriberTimelineEntry>>>(
				`${pathOf(id)}/timeline`,
				{ tenant, limit: 50, cursor: pageParam },
				signal,
			),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

/** Writes whatever belongs to subscribers; what they show is asked for again. */
function useWrite<Given, Answer = unknown>(write: (given: Given, tenant: string) => Promise<Answer>) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (given: Given) => write(given, tenant),
		onSuccess: () =>
			Promise.all([
				cache.invalidateQueries({ queryKey: keys.subscribers(tenant) }),
				cache.invalidateQueries({ queryKey: ["subscriber", tenant] }),
				cache.invalidateQueries({ queryKey: keys.devices(tenant) }),
			]),
	});
}

export function useAddSubscriber() {
	return useWrite((given: Omit<z.input<typeof NewSubscriber>, "tenant">, tenant) =>
		send<Subscriber>("POST", "/subscribers", {}, { tenant, ...given }),
	);
}
export function useChangeSubscriber(id: string) {
	return useWrite((given: Omit<z.input<typeof SubscriberPatch>, "tenant">, tenant) =>
		send<Subscriber>("PATCH", pathOf(id), {}, { tenant, ...given }),
	);
}
/** `dryRun`: says what would come of it, and changes nothing. */
export function useImport() {
	return useWrite(({ file, dryRun }: { readonly file: File; readonly dryRun: boolean }, tenant) => {
		const form = new FormData();
		form.append("file", file);
		return send<SubscriberImport>("POST", "/subscribers/import", { tenant, dryRun: String(dryRun) }, form);
	});
}
/** Goes to the list: the page of one who is gone has nothing to show. */
export function useRemoveSubscriber(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: () => send("DELETE", pathOf(id), { tenant }),
		onSuccess: async () => {
			await navigate({ to: "/subscribers" });
			cache.removeQueries({ queryKey: keys.subscriber(tenant, id) });
			await cache.invalidateQueries({ queryKey: keys.subscribers(tenant) });
		},
	});
}
export function useAddSite() {
	return useWrite((given: Omit<z.input<typeof NewSite>, "tenant">, tenant) =>
		send<Site>("POST", "/sites", {}, { tenant, ...given }),
	);
}
export function useRemoveSite() {
	return useWrite((id: string, tenant) => send("DELETE", `/sites/${encodeURIComponent(id)}`, { tenant }));
}
/** `siteId` null: it stands at no site any more. */
export function usePlaceDevice() {
	return useWrite(({ id, siteId }: { readonly id: string; readonly siteId: string | null }, tenant) =>
		send<Device>("PATCH", `/devices/${encodeURIComponent(id)}`, {}, { tenant, siteId }),
	);
}

function pathOf(id: string): string {
	return `/subscribers/${encodeURIComponent(id)}`;
}
