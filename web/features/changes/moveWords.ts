import type { Move } from "./steps.ts";

interface MoveWords {
	readonly name: string;
	readonly question: string;
	readonly means: string;
	readonly failed: string;
	readonly isGrave: boolean;
}

export const MOVES: Record<Move, MoveWords> = {
	submit: {
		name: "Submit",
		question: "Submit this change?",
		means: "Others may then agree to it. Nothing is sent to a device yet.",
		failed: "Not submitted",
		isGrave: false,
	},
	approve: {
		name: "Approve",
		question: "Approve this change?",
		means: "You agree to exactly what the preview shows.",
		failed: "Not approved",
		isGrave: false,
	},
	reject: {
		name: "Reject",
		question: "Reject this change?",
		means: "It is over then, and nothing is sent.",
		failed: "Not rejected",
		isGrave: true,
	},
	apply: {
		name: "Apply",
		question: "Apply this change?",
		means:
			"Each device's configuration is kept first, then changed and read back. It stops where a device no longer stands as it was previewed.",
		failed: "Not applied",
		isGrave: false,
	},
	rollback: {
		name: "Roll back",
		question: "Roll this change back?",
		means:
			"On every device, what it touched goes back to what the backup has. Hidden values only where Certus holds them for sure.",
		failed: "Not rolled back",
		isGrave: true,
	},
	pause: {
		name: "Pause",
		question: "Pause this rollout?",
		means: "No further device begins until somebody resumes it; those under way come to their end.",
		failed: "Not paused",
		isGrave: false,
	},
	resume: {
		name: "Resume",
		question: "Resume this rollout?",
		means: "It goes on with what is left. Its stop rule counts anew, and the matrix is asked again.",
		failed: "Not resumed",
		isGrave: false,
	},
	stop: {
		name: "Stop",
		question: "Stop this rollout?",
		means: "What has not begun is skipped for good, and the change ends as failed. What was installed stays.",
		failed: "Not stopped",
		isGrave: true,
	},
	cancel: {
		name: "Cancel the change",
		question: "Cancel this change?",
		means: "What was not sent yet is never sent; what is under way goes to its end.",
		failed: "Not cancelled",
		isGrave: true,
	},
};
