import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../api/tenant.ts";
import { Page } from "../../components/Page.tsx";
import { UrlTabs } from "../../components/UrlTabs.tsx";
import { ServiceProfileTab } from "../service/ServiceProfileTab.tsx";
import { WebhooksTab } from "../webhooks/WebhooksTab.tsx";
import { TenantTab } from "./TenantTab.tsx";
import { SETTINGS_TABS, type SettingsTab } from "./tabs.ts";

const route = getRouteApi("/settings");

export function SettingsPage() {
	const { tab } = route.useSearch();
	const navigate = route.useNavigate();
	const mayManage = useMay("manageTenant");
	// Who may not manage the tenant sees how it suspends; where its events are told to is not theirs.
	const names: Partial<Record<SettingsTab, string>> = mayManage ? SETTINGS_TABS : { service: SETTINGS_TABS.service };
	const shown = tab !== undefined && names[tab] !== undefined ? tab : "service";
	return (
		<Page
			title="Settings"
			note="How this tenant suspends its subscribers, and whom it tells what happens, and how it ends."
		>
			<UrlTabs
				label="Settings"
				names={names as Record<SettingsTab, string>}
				tab={shown}
				onChange={(next) => void navigate({ search: ({ tenant }) => ({ tenant, tab: next }), replace: true })}
			>
				{PANELS[shown]()}
			</UrlTabs>
		</Page>
	);
}

const PANELS: Record<SettingsTab, () => ReactNode> = {
	service: () => <ServiceProfileTab />,
	webhooks: () => <WebhooksTab />,
	tenant: () => <TenantTab />,
};
