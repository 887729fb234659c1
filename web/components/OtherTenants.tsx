import { Link } from "@tanstack/react-router";
import { useContext } from "react";
import { SignedContext } from "../api/tenant.ts";

const MAX_LINKS = 12;

/**
 * The same page in another tenant. Another tenant's id answers 404, and a demo's devices are in a tenant of their own:
 * somebody who followed a link may only need to switch.
 */
export function OtherTenants({ lead }: { readonly lead: string }) {
	const signed = useContext(SignedContext);
	const others = signed?.me.tenants.filter(({ slug }) => slug !== signed.tenant) ?? [];
	if (signed === null || others.length === 0) return null;
	return (
		<p>
			You are in the tenant <b>{signed.tenant}</b>. {lead} Look in{" "}
			{others.slice(0, MAX_LINKS).map(({ slug }, index) => (
				<span key={slug}>
					{index > 0 && ", "}
					<Link to="." search={(search) => ({ ...search, tenant: slug })}>
						{slug}
					</Link>
				</span>
			))}
			.
		</p>
	);
}
