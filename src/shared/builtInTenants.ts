/** Slugs of the tenants that every installation has. */
export const BUILT_IN_TENANTS: readonly string[] = ["default", "lab"];
