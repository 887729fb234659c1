import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import type {
	CreatedWebhook,
	DeliveryStatus,
	NewWebhook,
	Webhook,
	WebhookDelivery,
	WebhookPatch,
	WebhookSecret,
} from "../../../src/shared/webhooks.ts";
import { getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** No event tells of a delivery, nor of what follows for its webhook. */
const DELIVERY_POLL_MS = 1_500;
const WEBHOOK_POLL_MS = 4_000;

export function useWebhooks() {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.webhooks(tenant),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Webhook>>("/webhooks", { tenant, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useWebhook(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.webhook(tenant, id),
		queryFn: ({ signal }) => getJson<Webhook>(pathOf(id), { tenant }, signal),
		refetchInterval: WEBHOOK_POLL_MS,
	});
}

export type Status = z.infer<typeof DeliveryStatus>;

/** Newest first; asked for again while one of them is on its way. */
export function useDeliveries(id: string, status: Status | undefined) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.webhook(tenant, id, { status }),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<WebhookDelivery>>(
				`${pathOf(id)}/deliveries`,
				{ tenant, status, limit: 25, cursor: pageParam },
				signal,
			),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		refetchInterval: ({ state }) =>
			state.data?.pages.some(({ items }) => items.some((one) => one.status === "pending")) ? DELIVERY_POLL_MS : false,
	});
}

/** Writes whatever belongs to webhooks; what they show is asked for again. */
function useWrite<Given, Answer>(write: (given: Given, tenant: string) => Promise<Answer>) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (given: Given) => write(given, tenant),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.webhooks(tenant) }),
		// An answer may hold a secret that is shown once: it goes with what shows it.
		gcTime: 0,
	});
}

export function useAddWebhook() {
	return useWrite((given: Omit<z.input<typeof NewWebhook>, "tenant">, tenant) =>
		send<z.infer<typeof CreatedWebhook>>("POST", "/webhooks", {}, { tenant, ...given }),
	);
}
export function useChangeWebhook(id: string) {
	return useWrite((given: Omit<z.input<typeof WebhookPatch>, "tenant">, tenant) =>
		send<Webhook>("PATCH", pathOf(id), {}, { tenant, ...given }),
	);
}
export function useNewSecret(id: string) {
	return useWrite((_: undefined, tenant) =>
		send<z.infer<typeof WebhookSecret>>("POST", `${pathOf(id)}/secret`, { tenant }),
	);
}
export function useTestWebhook(id: string) {
	return useWrite((_: undefined, tenant) => send<WebhookDelivery>("POST", `${pathOf(id)}/test`, { tenant }));
}
export function useResend(id: string) {
	return useWrite((deliveryId: string, tenant) =>
		send<WebhookDelivery>("POST", `${pathOf(id)}/deliveries/${encodeURIComponent(deliveryId)}/resend`, { tenant }),
	);
}
/** Goes to the list: the page of what is gone has nothing to show. */
export function useRemoveWebhook(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: () => send("DELETE", pathOf(id), { tenant }),
		onSuccess: async () => {
			await navigate({ to: "/settings", search: { tab: "webhooks" } });
			cache.removeQueries({ queryKey: keys.webhook(tenant, id) });
			await cache.invalidateQueries({ queryKey: keys.webhooks(tenant) });
		},
	});
}

function pathOf(id: string): string {
	return `/webhooks/${encodeURIComponent(id)}`;
}
