import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { ApprovalPolicy, ApprovalPolicyPatch } from "../../../src/shared/changes.ts";
import type { CreatedToken, NewToken, Token } from "../../../src/shared/tenancy.ts";
import type { NewRole, NewUser, RoleView, User, UserPatch, UserSession } from "../../../src/shared/users.ts";
import { getAllPages, getJson, type Page, send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

const MAX_ROLES = 500;

/** By email. */
export function useUsers() {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.access(tenant, "users"),
		queryFn: ({ signal, pageParam }) => getJson<Page<User>>("/users", { tenant, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

export function useUserSessions(id: string) {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.userSessions(tenant, id),
		queryFn: ({ signal }) => getJson<Page<UserSession>>(`${userPath(id)}/sessions`, { tenant }, signal),
	});
}

/** The built-in ones first. */
export function useRoles() {
	const tenant = useTenant();
	return useQuery({
		queryKey: keys.access(tenant, "roles"),
		queryFn: async ({ signal }) => (await getAllPages<RoleView>("/roles", { tenant }, MAX_ROLES, signal)).items,
	});
}

export function useTokens() {
	const tenant = useTenant();
	return useInfiniteQuery({
		queryKey: keys.access(tenant, "tokens"),
		queryFn: ({ signal, pageParam }) =>
			getJson<Page<Token>>("/tokens", { tenant, limit: 50, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
	});
}

/** Writes who may do what; everything of it is asked for again. */
function useWrite<Given, Answer = unknown>(write: (given: Given, tenant: string) => Promise<Answer>) {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (given: Given) => write(given, tenant),
		onSuccess: () => cache.invalidateQueries({ queryKey: ["access", tenant] }),
	});
}

export function useAddUser() {
	return useWrite((given: z.input<typeof NewUser>) => send("POST", "/users", {}, given));
}
export function useChangeUser(id: string) {
	return useWrite((given: Omit<z.input<typeof UserPatch>, "tenant">, tenant) =>
		send("PATCH", userPath(id), {}, { tenant, ...given }),
	);
}

export type UserStep = "remove" | "resetTotp" | "endSessions";

const STEP_PATHS: Record<UserStep, string> = { remove: "", resetTotp: "/totp", endSessions: "/sessions" };

/** What is taken away from a user. */
export function useUserStep(id: string) {
	return useWrite((step: UserStep, tenant) => send("DELETE", `${userPath(id)}${STEP_PATHS[step]}`, { tenant }));
}

export function useAddRole() {
	return useWrite((given: Omit<z.input<typeof NewRole>, "tenant">, tenant) =>
		send("POST", "/roles", {}, { tenant, ...given }),
	);
}
export function useChangeRole() {
	return useWrite(({ name, permissions }: Pick<RoleView, "name" | "permissions">, tenant) =>
		send("PATCH", `/roles/${encodeURIComponent(name)}`, {}, { tenant, permissions }),
	);
}
export function useRemoveRole() {
	return useWrite((name: string, tenant) => send("DELETE", `/roles/${encodeURIComponent(name)}`, { tenant }));
}

export function useAddToken() {
	return useWrite((given: Omit<z.input<typeof NewToken>, "tenant">, tenant) =>
		send<z.infer<typeof CreatedToken>>("POST", "/tokens", {}, { tenant, ...given }),
	);
}
export function useRemoveToken() {
	return useWrite((id: string, tenant) => send("DELETE", `/tokens/${encodeURIComponent(id)}`, { tenant }));
}

export function useChangePolicy() {
	const tenant = useTenant();
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (patch: ApprovalPolicyPatch) =>
			send<ApprovalPolicy>("PATCH", `/tenants/${tenant}/approval-policy`, {}, patch),
		onSuccess: () => cache.invalidateQueries({ queryKey: keys.approvalPolicy(tenant) }),
	});
}

function userPath(id: string): string {
	return `/users/${encodeURIComponent(id)}`;
}
