/** In their order, by their names. */
export const SETTINGS_TABS = {
	service: "Service profile",
	webhooks: "Webhooks",
} as const;
export type SettingsTab = keyof typeof SETTINGS_TABS;
