/** In their order, by their names. */
export const SETTINGS_TABS = {
	service: "Service profile",
	webhooks: "Webhooks",
	tenant: "Tenant",
} as const;
export type SettingsTab = keyof typeof SETTINGS_TABS;
