import { useQuery } from "@tanstack/react-query";
import type { MatrixRow } from "../../../src/shared/proof.ts";
import { getAllPages, getJson } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Filters work on rows that are here, so that they answer at once; a matrix larger than this says that it is cut. */
const MAX_ROWS = 5_000;

export function useMatrix() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.matrix(tenant),
		queryFn: ({ signal }) => getAllPages<MatrixRow>("/matrix", { tenant }, MAX_ROWS, signal),
	});
}

export function useMatrixRow(rowId: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.matrixRow(tenant, rowId),
		queryFn: ({ signal }) => getJson<MatrixRow>(`/matrix/${encodeURIComponent(rowId)}`, { tenant }, signal),
	});
}
