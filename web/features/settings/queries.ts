import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { send } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { useTenant } from "../../api/tenant.ts";

/** Then the sign-in is asked anew what it is good for, and what it was shown of the tenant is left. */
export function useDeleteTenant() {
	const tenant = useTenant();
	const cache = useQueryClient();
	const navigate = useNavigate();
	return useMutation({
		mutationFn: () => send("DELETE", `/tenants/${tenant}`),
		onSuccess: async () => {
			await cache.invalidateQueries({ queryKey: keys.me });
			await navigate({ to: "/", search: { tenant: undefined } });
		},
	});
}
