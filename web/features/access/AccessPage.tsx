import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../api/tenant.ts";
import { Page } from "../../components/Page.tsx";
import { UrlTabs } from "../../components/UrlTabs.tsx";
import { PolicyTab } from "./PolicyTab.tsx";
import { RolesTab } from "./RolesTab.tsx";
import { TokensTab } from "./TokensTab.tsx";
import { ACCESS_TABS, type AccessTab } from "./tabs.ts";
import { UsersTab } from "./UsersTab.tsx";

const route = getRouteApi("/access");

export function AccessPage() {
	const { tab } = route.useSearch();
	const navigate = route.useNavigate();
	const mayManage = useMay("manageUsers");
	// Who may not manage users sees what they have to agree to.
	const names: Partial<Record<AccessTab, string>> = mayManage ? ACCESS_TABS : { policy: ACCESS_TABS.policy };
	const shown = tab !== undefined && names[tab] !== undefined ? tab : mayManage ? "users" : "policy";
	return (
		<Page title="Access" note="Who may do what in this tenant, and what other people have to agree to.">
			<UrlTabs
				label="Access"
				names={names as Record<AccessTab, string>}
				tab={shown}
				onChange={(next) => void navigate({ search: ({ tenant }) => ({ tenant, tab: next }), replace: true })}
			>
				{PANELS[shown]()}
			</UrlTabs>
		</Page>
	);
}

const PANELS: Record<AccessTab, () => ReactNode> = {
	users: () => <UsersTab />,
	roles: () => <RolesTab />,
	tokens: () => <TokensTab />,
	policy: () => <PolicyTab />,
};
