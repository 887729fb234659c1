import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client.ts";
import { keys } from "./keys.ts";

export function createQueryClient(): QueryClient {
	// A session that ended anywhere ends everywhere: `me` decides whether the sign-in form is shown.
	const onError = (error: Error) => {
		if (error instanceof ApiError && error.status === 401) client.setQueryData(keys.me, null);
	};
	const client: QueryClient = new QueryClient({
		queryCache: new QueryCache({ onError }),
		mutationCache: new MutationCache({ onError }),
		defaultOptions: {
			queries: {
				staleTime: 15_000,
				retry: (failures, error) =>
					failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
				retryDelay: (failures) => 400 * 2 ** failures,
			},
		},
	});
	return client;
}
