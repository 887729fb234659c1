import { createContext, useContext } from "react";
import type { Me, Permission } from "../../src/shared/common.ts";

export interface Signed {
	readonly me: Me;
	readonly tenant: string;
}

export const SignedContext = createContext<Signed | null>(null);

export function useSigned(): Signed {
	const signed = useContext(SignedContext);
	if (signed === null) throw new Error("no page is shown before somebody has signed in");
	return signed;
}

export function useTenant(): string {
	return useSigned().tenant;
}

/** What may be done in the tenant that is shown. */
export function usePermissions(): readonly Permission[] {
	const { me, tenant } = useSigned();
	return me.tenants.find(({ slug }) => slug === tenant)?.permissions ?? [];
}

export function useMay(permission: Permission): boolean {
	return usePermissions().includes(permission);
}

/** The tenant in the URL if it is one of theirs, else what the API itself would take. */
export function chooseTenant(me: Me, wanted: string | undefined): string {
	const slugs = me.tenants.map(({ slug }) => slug);
	if (wanted !== undefined && slugs.includes(wanted)) return wanted;
	return slugs.includes("default") ? "default" : (slugs[0] ?? "default");
}
