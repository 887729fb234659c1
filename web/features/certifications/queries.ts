import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { z } from "zod";
import type {
	Certification,
	Discovery,
	NewCanary,
	NewCertification,
	Stage,
} from "../../../src/shared/certification.ts";
import type { Device } from "../../../src/shared/devices.ts";
import type { MatrixRow, ProofInputs, RequestApproval } from "../../../src/shared/proof.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** No event tells that a discovery has ended, or what a canary has counted. */
const POLL_MS = 4_000;
/** Devices to choose from; those beyond are found by their serial number. */
export const MAX_DEVICES = 500;
const MAX_ROWS = 500;

export interface CertificationFilters {
	readonly stage?: Stage | undefined;
	readonly model?: string | undefined;
}

export function useCertifications(filters: CertificationFilters) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.certifications(tenant, filters),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Certification>>("/certifications", { tenant, ...filters, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
		placeholderData: (previous) => previous,
	});
}

export function useCertification(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.certification(tenant, id),
		queryFn: ({ signal }) => getJson<Certification>(pathOf(id), { tenant }, signal),
		refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? POLL_MS : false),
	});
}

function isUnderWay({ stage, canary, verifications }: Certification): boolean {
	return (
		stage === "discovery" ||
		canary?.status === "running" ||
		verifications.some(({ status }) => status !== "finished" && status !== "cancelled")
	);
}

export function useDiscovery(certification: Certification) {
	const tenant = useTenant();
	const { id, history } = certification;
	return useQuery({
		queryKey: keys.certification(tenant, id, "discovery"),
		queryFn: ({ signal }) => getJson<Discovery>(`${pathOf(id)}/discovery`, { tenant }, signal),
		enabled: history.some(({ action }) => action === "discovery"),
		refetchInterval: ({ state }) => (state.data?.status === "running" ? POLL_MS : false),
	});
}

/** The devices that a certification is about, at most so many. */
export function useOwnDevices(
	{ vendor, model, productClass, hardwareVersion, firmwareRange }: Certification,
	q: string,
) {
	const tenant = useTenant();
	const filters = { model, productClass, q: q || undefined };
	return useQuery({
		queryKey: [...keys.deviceSearch(tenant, filters), "all"],
		queryFn: ({ signal }) => getAllPages<Device>("/devices", { tenant, ...filters }, MAX_DEVICES, signal),
		select: ({ items, complete }) => ({
			complete,
			items: items.filter(
				(device) =>
					device.vendor === vendor &&
					(device.hardwareVersion ?? "") === hardwareVersion &&
					firmwareRange.versions.includes(device.softwareVersion ?? ""),
			),
		}),
		placeholderData: (previous) => previous,
	});
}

/** The matrix rows that cover what a certification is about. */
export function useRowsOf({ vendor, model, productClass, hardwareVersion, firmwareRange }: Certification) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.matrixOf(tenant, vendor, model),
		queryFn: ({ signal }) => getAllPages<MatrixRow>("/matrix", { tenant, vendor, model }, MAX_ROWS, signal),
		select: ({ items }) =>
			items.filter(
				(row) =>
					row.productClass === productClass &&
					row.covers.some(
						(pair) => pair.hardwareVersion === hardwareVersion && firmwareRange.versions.includes(pair.softwareVersion),
					),
			),
	});
}

type Intake = Omit<z.input<typeof NewCertification>, "tenant">;

export function useTakeIn() {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (intake: Intake) => send<Certification>("POST", "/certifications", {}, { tenant, ...intake }),
		onSuccess: async (certification) => {
			await cache.invalidateQueries({ queryKey: keys.certifications(tenant) });
			if (certification) await navigate({ to: "/certifications/$id", params: { id: certification.id } });
		},
	});
}

/** A step of the pipeline: its path below the certification, and its body. */
function useStep<Body extends object>(id: string, step: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (body: Body) => send("POST", `${pathOf(id)}/${step}`, {}, { tenant, ...body }),
		// Awaited, so that a dialog closes over the stage that it has brought about.
		onSuccess: () =>
			Promise.all([
				cache.invalidateQueries({ queryKey: keys.certification(tenant, id) }),
				cache.invalidateQueries({ queryKey: keys.certifications(tenant) }),
			]),
	});
}

export function useStartDiscovery(id: string) {
	return useStep<{ deviceId: string }>(id, "discovery");
}
export function useStartVerification(id: string) {
	return useStep<{ deviceId: string; inputs: ProofInputs; requestApproval: RequestApproval | undefined }>(
		id,
		"verification",
	);
}
export function useStartCanary(id: string) {
	return useStep<z.input<typeof NewCanary>>(id, "canary");
}
export function useApprove(id: string) {
	return useStep<{ comment: string }>(id, "approve");
}

function pathOf(id: string): string {
	return `/certifications/${encodeURIComponent(id)}`;
}
