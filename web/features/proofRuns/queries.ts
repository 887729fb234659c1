import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ProofInputs, ProofRun, RequestApproval, Workflow } from "../../../src/shared/proof.ts";
import { getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Live events do it sooner; this is for when they don't come. */
const POLL_MS = 4_000;

export function useProofRuns(deviceId?: string) {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.proofRuns(tenant, deviceId),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<ProofRun>>("/proof-runs", { tenant, deviceId, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useProofRun(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.proofRun(tenant, id),
		queryFn: ({ signal }) => getJson<ProofRun>(`/proof-runs/${encodeURIComponent(id)}`, { tenant }, signal),
		refetchInterval: ({ state }) => (state.data && !isOver(state.data) ? POLL_MS : false),
	});
}

export function useStartProof(deviceId: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: (wanted: {
			workflows: readonly Workflow[];
			inputs: ProofInputs;
			requestApproval: RequestApproval | undefined;
		}) => send<ProofRun>("POST", "/proof-runs", {}, { tenant, deviceId, ...wanted }),
		onSuccess: async (run) => {
			await cache.invalidateQueries({ queryKey: keys.proofRuns(tenant) });
			if (run) await navigate({ to: "/proof-runs/$id", params: { id: run.id } });
		},
	});
}

export function useCancelProof(id: string) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: () => send<ProofRun>("POST", `/proof-runs/${id}/cancel`, { tenant }),
		onSettled: () => cache.invalidateQueries({ queryKey: keys.proofRun(tenant, id) }),
	});
}

export function isOver({ status }: Pick<ProofRun, "status">): boolean {
	return status === "finished" || status === "cancelled";
}
