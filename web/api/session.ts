import { useQuery } from "@tanstack/react-query";
import type { Me } from "../../src/shared/common.ts";
import { ApiError, getJson, send } from "./client.ts";
import { keys } from "./keys.ts";

/** `null` while signed out. */
export function useMe() {
	return useQuery({
		queryKey: keys.me,
		queryFn: async ({ signal }): Promise<Me | null> => {
			try {
				return await getJson<Me>("/me", {}, signal);
			} catch (error) {
				if (error instanceof ApiError && error.status === 401) return null;
				throw error;
			}
		},
		staleTime: 300_000,
	});
}

export async function signIn(token: string): Promise<void> {
	await send("POST", "/session", {}, { token });
}

export async function signOut(): Promise<void> {
	await send("DELETE", "/session");
}
