import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { EnrolledTotp, PasswordChange } from "../../../src/shared/users.ts";
import { send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";

/** It ends all of one's sessions, this one too: the sign-in form follows. */
export function useChangePassword() {
	const cache = useQueryClient();
	return useMutation({
		mutationFn: (given: Omit<z.input<typeof PasswordChange>, "tenant">) => send("POST", "/me/password", {}, given),
		onSuccess: () => cache.setQueryData(keys.me, null),
	});
}

export function useEnrolTotp() {
	return useMutation({ mutationFn: () => send<z.infer<typeof EnrolledTotp>>("POST", "/me/totp", {}, {}) });
}
export function useConfirmTotp() {
	return useMutation({ mutationFn: (code: string) => send("POST", "/me/totp/confirm", {}, { code }) });
}
export function useRemoveTotp() {
	return useMutation({ mutationFn: (code: string) => send("DELETE", "/me/totp", {}, { code }) });
}
