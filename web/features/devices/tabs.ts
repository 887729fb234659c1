export const DEVICE_TABS = ["parameters", "sessions", "operations", "proofs", "timeline"] as const;
export type DeviceTab = (typeof DEVICE_TABS)[number];
