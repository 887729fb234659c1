import { useQuery } from "@tanstack/react-query";
import type { Me } from "../../src/shared/common.ts";
import type { SignIn, SignInWays } from "../../src/shared/users.ts";
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

/** What the sign-in page may offer; nothing beside a token or a password while that is not known. */
export function useSingleSignOn(): boolean {
	const ways = useQuery({
		queryKey: keys.signInWays,
		queryFn: ({ signal }) => getJson<SignInWays>("/session", {}, signal),
		staleTime: Number.POSITIVE_INFINITY,
	});
	return ways.data?.singleSignOn === true;
}

/** Where single sign-on begins; it leads back to the page that was asked for. */
export function singleSignOnAt({ pathname, search }: Location): string {
	return `/api/v1/session/oidc?${new URLSearchParams({ to: pathname + search })}`;
}

export type Credentials =
	| { readonly way: "token"; readonly token: string }
	/** `totp` is empty until the code is asked for. */
	| { readonly way: "password"; readonly email: string; readonly password: string; readonly totp: string };

export async function signIn(given: Credentials): Promise<void> {
	await send("POST", "/session", {}, bodyOf(given));
}

function bodyOf(given: Credentials): SignIn {
	if (given.way === "token") return { token: given.token.trim() };
	const { email, password, totp } = given;
	return { email, password, ...(totp !== "" && { totp }) };
}

export async function signOut(): Promise<void> {
	await send("DELETE", "/session");
}
