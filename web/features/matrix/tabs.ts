/** In their order, by their names. */
export const ROW_TABS = { proofs: "What is proven", parameters: "Parameters", history: "History" } as const;
export type RowTab = keyof typeof ROW_TABS;
