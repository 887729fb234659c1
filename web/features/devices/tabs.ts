/** In their order, by their names. */
export const DEVICE_TABS = {
	parameters: "Parameters",
	hosts: "Hosts & Wi-Fi",
	sessions: "Sessions",
	diagnostics: "Diagnostics",
	operations: "Operations",
	changes: "Changes",
	backups: "Backups",
	proofs: "Proof runs",
	timeline: "Timeline",
} as const;
export type DeviceTab = keyof typeof DEVICE_TABS;
