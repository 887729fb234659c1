import { type Grant, grantIn, heldSomewhere, type Principal } from "../../app/principal.ts";
import { type TenantDirectory, tenantsOf } from "../../app/tenants.ts";
import { Me } from "../../shared/common.ts";
import { addRead, type Kit } from "./route.ts";

export function addMeRoute(kit: Kit): void {
	addRead(kit, {
		url: "/me",
		summary: "Who is signed in, and what they may do",
		tag: "session",
		permission: null,
		anyTenant: true,
		answer: Me,
		handle: async ({ principal }) => presentMe(principal, kit.deps.tenants),
	});
}

export function presentMe(principal: Principal, tenants: TenantDirectory): Me {
	const { id, name, kind } = principal;
	return {
		id,
		name,
		kind,
		tenants: tenantsOf(tenants, principal).map(({ slug, tenant }) => {
			const { role, held } = grantIn(principal, tenant) as Grant;
			return { slug, role, permissions: [...held] };
		}),
		permissions: [...heldSomewhere(principal)],
	};
}
