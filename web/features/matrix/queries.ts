import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { Certification, LowerCell, Suspect } from "../../../src/shared/certification.ts";
import type { MatrixChange, MatrixParameter, MatrixRow } from "../../../src/shared/proof.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Filters work on rows that are here, so that they answer at once; a matrix larger than this says that it is cut. */
const MAX_ROWS = 5_000;
const MAX_PARAMETERS = 20_000;
const MAX_CERTIFICATIONS = 500;

export function useMatrix() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.matrix(tenant),
		queryFn: ({ signal }) => getAllPages<MatrixRow>("/matrix", { tenant }, MAX_ROWS, signal),
	});
}

export function useSuspects() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.suspects(tenant),
		queryFn: ({ signal }) => getJson<Page<z.infer<typeof Suspect>>>("/matrix/suspects", { tenant }, signal),
	});
}

/** `null`: there is none to ask for. */
export function useMatrixRow(rowId: string | null) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.matrixRow(tenant, rowId ?? ""),
		queryFn: ({ signal }) => getJson<MatrixRow>(rowPath(rowId ?? ""), { tenant }, signal),
		enabled: rowId !== null,
	});
}

export function useRowHistory(rowId: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.matrixRow(tenant, rowId, "history"),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<MatrixChange>>(`${rowPath(rowId)}/history`, { tenant, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useRowParameters(rowId: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.matrixRow(tenant, rowId, "parameters"),
		queryFn: ({ signal }) =>
			getAllPages<MatrixParameter>(`${rowPath(rowId)}/parameters`, { tenant }, MAX_PARAMETERS, signal),
	});
}

/** Newest first. */
export function useCertificationsOf({ vendor, model, productClass, covers }: MatrixRow) {
	const tenant = useTenant();
	const filters = { model };
	return useQuery({
		queryKey: [...keys.certifications(tenant, filters), "all"],
		queryFn: ({ signal }) =>
			getAllPages<Certification>("/certifications", { tenant, ...filters }, MAX_CERTIFICATIONS, signal),
		select: ({ items }) =>
			items.filter(
				(one) =>
					one.vendor === vendor &&
					one.productClass === productClass &&
					covers.some(
						(pair) =>
							pair.hardwareVersion === one.hardwareVersion && one.firmwareRange.versions.includes(pair.softwareVersion),
					),
			),
	});
}

export function useLowerCell(rowId: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (lowering: Omit<z.infer<typeof LowerCell>, "tenant">) =>
			send("POST", `${rowPath(rowId)}/lower`, {}, { tenant, ...lowering }),
		onSuccess: () =>
			Promise.all([
				cache.invalidateQueries({ queryKey: keys.matrixRow(tenant, rowId) }),
				cache.invalidateQueries({ queryKey: keys.matrix(tenant) }),
			]),
	});
}

function rowPath(rowId: string): string {
	return `/matrix/${encodeURIComponent(rowId)}`;
}
