import type { Principal } from "../../app/principal.ts";
import type { TenantDirectory } from "../../app/tenants.ts";
import { Me } from "../../shared/common.ts";
import { addRead, type Kit } from "./route.ts";
import { mayEnter } from "./tenancy.ts";

export function addMeRoute(kit: Kit): void {
	addRead(kit, {
		url: "/me",
		summary: "Who is signed in, and what they may do",
		tag: "session",
		permission: null,
		answer: Me,
		handle: async ({ principal }) => presentMe(principal, kit.deps.tenants),
	});
}

export function presentMe(principal: Principal, tenants: TenantDirectory): Me {
	return {
		id: principal.id,
		name: principal.name,
		tenants: tenants
			.all()
			.filter((tenant) => mayEnter(principal, tenant))
			.map(({ slug }) => ({ slug, role: principal.role })),
		permissions: [...principal.held],
	};
}
