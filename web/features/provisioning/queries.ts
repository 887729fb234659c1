import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ProvisioningPreview, ProvisioningProfile } from "../../../src/shared/provisioning.ts";
import { getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** By name. */
export function useProfiles() {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.provisioning(tenant),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<ProvisioningProfile>>("/provisioning-profiles", { tenant, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useProfile(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.provisioningProfile(tenant, id),
		queryFn: ({ signal }) => getJson<ProvisioningProfile>(pathOf(id), { tenant }, signal),
	});
}

/** What a stored profile would change; the counts stand on the first page. */
export function useProfilePreview(id: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.provisioningProfile(tenant, id, "preview"),
		queryFn: ({ signal, pageParam }) =>
			getJson<ProvisioningPreview>(`${pathOf(id)}/preview`, { tenant, limit: 25, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

const SHOWN = 25;

/** The same of what is being written; only the first devices. */
export function useDraftPreview() {
	const tenant = useTenant();
	return useMutation({
		mutationFn: (text: string) =>
			send<ProvisioningPreview>("POST", "/provisioning-profiles/preview", { tenant, limit: SHOWN }, yamlBody(text)),
	});
}

/** `null`: a new one. Goes to its page. */
export function useKeepProfile(id: string | null) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (text: string) =>
			id === null
				? send<ProvisioningProfile>("POST", "/provisioning-profiles", { tenant }, yamlBody(text))
				: send<ProvisioningProfile>("PATCH", pathOf(id), { tenant }, yamlBody(text)),
		onSuccess: async (profile) => {
			await cache.invalidateQueries({ queryKey: keys.provisioning(tenant) });
			if (profile !== null) await navigate({ to: "/provisioning/$id", params: { id: profile.id } });
		},
	});
}

export function useSwitchProfile(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (enabled: boolean) => send<ProvisioningProfile>("PATCH", pathOf(id), {}, { tenant, enabled }),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.provisioning(tenant) }),
	});
}

/** Goes to the list: the page of what is gone has nothing to show. */
export function useRemoveProfile(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: () => send("DELETE", pathOf(id), { tenant }),
		onSuccess: async () => {
			await navigate({ to: "/provisioning" });
			cache.removeQueries({ queryKey: keys.provisioningProfile(tenant, id) });
			await cache.invalidateQueries({ queryKey: keys.provisioning(tenant) });
		},
	});
}

function yamlBody(text: string): Blob {
	return new Blob([text], { type: "application/yaml" });
}

function pathOf(id: string): string {
	return `/provisioning-profiles/${encodeURIComponent(id)}`;
}
