import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Hosts, Wifi } from "../../../src/shared/deviceFacts.ts";
import type { Device, DeviceLink, Parameter, Session, TimelineEntry, Wake } from "../../../src/shared/devices.ts";
import type { Operation, OperationKind } from "../../../src/shared/operations.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

const MAX_PARAMETERS = 30_000;
const POLL_MS = 4_000;
const ONGOING: readonly Operation["status"][] = ["pendingApproval", "queued", "running"];

export interface DeviceFilters {
	readonly q?: string | undefined;
	readonly presence?: Device["presence"] | undefined;
	readonly model?: string | undefined;
	readonly softwareVersion?: string | undefined;
}

export function useDevices(filters: DeviceFilters) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.deviceSearch(tenant, filters),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Device>>("/devices", { tenant, ...filters, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		placeholderData: (previous) => previous,
	});
}

export function useDevice(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.device(tenant, id, "summary"),
		queryFn: ({ signal }) => getJson<Device>(devicePath(id), { tenant }, signal),
	});
}

export function useParameters(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.device(tenant, id, "parameters"),
		queryFn: ({ signal }) => getAllPages<Parameter>(`${devicePath(id)}/parameters`, { tenant }, MAX_PARAMETERS, signal),
	});
}

/** The tables that they come from, and when those were read, stand on every page. */
export function useHosts(id: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.device(tenant, id, "hosts"),
		queryFn: ({ signal, pageParam }) =>
			getJson<Hosts>(`${devicePath(id)}/hosts`, { tenant, limit: 100, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useWifi(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.device(tenant, id, "wifi"),
		queryFn: ({ signal }) => getJson<Wifi>(`${devicePath(id)}/wifi`, { tenant }, signal),
	});
}

export function useSessions(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.device(tenant, id, "sessions"),
		queryFn: ({ signal }) => getJson<Page<Session>>(`${devicePath(id)}/sessions`, { tenant, limit: 30 }, signal),
	});
}

export function useTimeline(id: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.device(tenant, id, "timeline"),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<TimelineEntry>>(`${devicePath(id)}/timeline`, { tenant, limit: 100, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useOperations(deviceId: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.operations(tenant, deviceId),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Operation>>("/operations", { tenant, deviceId, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		refetchInterval: ({ state }) => {
			const isOngoing = state.data?.pages[0]?.items.some(({ status }) => ONGOING.includes(status)) ?? false;
			return isOngoing ? POLL_MS : false;
		},
	});
}

export function useWake(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: () => send<Wake>("POST", `${devicePath(id)}/wake`, { tenant }),
		onSettled: () => cache.invalidateQueries({ queryKey: ["device", tenant, id] }),
	});
}

export function useSetLab(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (lab: boolean) => send<Device>("PATCH", devicePath(id), {}, { tenant, lab }),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.device(tenant, id, "summary") }),
	});
}

/** Devices that may be this one; nobody merges them unasked. */
export function useDeviceLinks(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.device(tenant, id, "links"),
		queryFn: ({ signal }) => getJson<Page<DeviceLink>>(`${devicePath(id)}/links`, { tenant }, signal),
	});
}

/** Says that two are one, and goes to the older one's page: the newer one's is gone. */
export function useLink(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (deviceId: string) => send<Device>("POST", `${devicePath(id)}/links`, {}, { tenant, deviceId }),
		onSuccess: async (device) => {
			if (device !== null && device.id !== id) await navigate({ to: "/devices/$id", params: { id: device.id } });
			await cache.invalidateQueries({ queryKey: ["device", tenant, device?.id] });
			await cache.invalidateQueries({ queryKey: keys.devices(tenant) });
		},
	});
}

export function useRefuseLink(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (deviceId: string) =>
			send("DELETE", `${devicePath(id)}/links/${encodeURIComponent(deviceId)}`, { tenant }),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.device(tenant, id, "links") }),
	});
}

export interface Request {
	readonly kind: OperationKind;
	readonly input: Readonly<Record<string, unknown>>;
	/** For those who have to agree to it. */
	readonly reason?: string;
}

export function useRequestOperation(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (request: Request) =>
			send<Operation>("POST", `${devicePath(id)}/operations`, {}, { tenant, ...request }),
		onSettled: () => cache.invalidateQueries({ queryKey: keys.operations(tenant, id) }),
	});
}

export function useCancelOperation(deviceId: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (operationId: string) => send("POST", `/operations/${operationId}/cancel`, { tenant }),
		onSettled: () => cache.invalidateQueries({ queryKey: keys.operations(tenant, deviceId) }),
	});
}

export function canCancel({ status }: Operation): boolean {
	return status === "queued" || status === "pendingApproval";
}

function devicePath(id: string): string {
	return `/devices/${encodeURIComponent(id)}`;
}
