import type { ChangeState } from "../../../src/shared/changes.ts";

/** In their order, by their names: what waits for somebody stands first. */
export const CHANGE_VIEWS = {
	waiting: "Waiting for approval",
	approved: "To be applied",
	applying: "Applying",
	all: "All",
} as const;
export type ChangeView = keyof typeof CHANGE_VIEWS;

export const STATE_OF_VIEW: Record<ChangeView, ChangeState | undefined> = {
	waiting: "pendingApproval",
	approved: "approved",
	applying: "applying",
	all: undefined,
};
