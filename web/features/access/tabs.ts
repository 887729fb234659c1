/** In their order, by their names. */
export const ACCESS_TABS = {
	users: "Users",
	roles: "Roles",
	tokens: "API tokens",
	policy: "Approval policy",
} as const;
export type AccessTab = keyof typeof ACCESS_TABS;
