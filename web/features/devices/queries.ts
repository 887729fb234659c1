import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Change } from "../../../src/shared/changes.ts";
import type { Hosts, Wifi } from "../../../src/shared/deviceFacts.ts";
import type { Device, DeviceLink, Parameter, Session, TimelineEntry, Wake } from "../../../src/shared/devices.ts";
import type { Operation, OperationKind } from "../../../src/shared/operations.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";
import type { Linked } from "./timelineWords.ts";

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
	return useOperationsOf(deviceId, {});
}

/** Below the key of all: an event about any of the device's operations makes it stale. */
export function useDiagnostics(deviceId: string) {
	return useOperationsOf(deviceId, { kind: "diagnostic" });
}

/** Newest first. */
function useOperationsOf(deviceId: string, filters: { readonly kind?: OperationKind }) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: [...keys.operations(tenant, deviceId), filters],
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Operation>>("/operations", { tenant, deviceId, ...filters, limit: 50, cursor: pageParam }, signal),
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

export function useSetTags(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (tags: readonly string[]) => send<Device>("PATCH", devicePath(id), {}, { tenant, tags }),
		onSuccess: () =>
			Promise.all([
				cache.invalidateQueries({ queryKey: keys.device(tenant, id, "summary") }),
				cache.invalidateQueries({ queryKey: keys.devices(tenant) }),
			]),
	});
}

export interface Successor {
	readonly serialNumber: string;
	/** The old unit's where it is not given. */
	readonly oui?: string;
}

/** Another unit takes this one's place; goes to that one's page. */
export function useReplace(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (successor: Successor) =>
			send<Device>("POST", `${devicePath(id)}/replace`, {}, { tenant, ...successor }),
		onSuccess: async (device) => {
			if (device !== null) await navigate({ to: "/devices/$id", params: { id: device.id } });
			await Promise.all([
				cache.invalidateQueries({ queryKey: ["device", tenant] }),
				cache.invalidateQueries({ queryKey: ["subscriber", tenant] }),
				cache.invalidateQueries({ queryKey: keys.devices(tenant) }),
			]);
		},
	});
}

/** As many of a device's newest changes and operations as a timeline's lines are told by. */
const MAX_LINKED = 200;

/** What a timeline's entries are about: two requests for all of its lines. Older ones are told by what the entry says. */
export function useLinked(deviceId: string): Linked {
	const tenant = useTenant();
	const query = { tenant, deviceId, limit: MAX_LINKED };
	const changes = useQuery({
		queryKey: [...keys.changes(tenant, { deviceId }), "linked"],
		queryFn: ({ signal }) => getJson<Page<Change>>("/changes", query, signal),
	});
	const operations = useQuery({
		queryKey: [...keys.operations(tenant, deviceId), "linked"],
		queryFn: ({ signal }) => getJson<Page<Operation>>("/operations", query, signal),
	});
	return useMemo(
		() => ({ changes: byId(changes.data?.items), operations: byId(operations.data?.items) }),
		[changes.data, operations.data],
	);
}

function byId<Item extends { readonly id: string }>(items: readonly Item[] = []): ReadonlyMap<string, Item> {
	return new Map(items.map((item) => [item.id, item]));
}

/** The host of its ConnectionRequestURL: where the device says that it can be reached; `null`: it never said. */
export function useDeviceAddress({ id, parameterRoot }: Device) {
	const tenant = useTenant();
	const root = parameterRoot === "both" ? "Device." : parameterRoot;
	const prefix = `${root}ManagementServer.ConnectionRequestURL`;
	return useQuery({
		// Below the key of its parameters: what makes those stale.
		queryKey: [...keys.device(tenant, id, "parameters"), prefix],
		queryFn: async ({ signal }) => {
			const query = { tenant, prefix, limit: 1 };
			const { items } = await getJson<Page<Parameter>>(`${devicePath(id)}/parameters`, query, signal);
			return hostOf(items[0]?.value ?? "");
		},
		enabled: root !== null,
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

function hostOf(url: string): string | null {
	return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") || null : null;
}

function devicePath(id: string): string {
	return `/devices/${encodeURIComponent(id)}`;
}
