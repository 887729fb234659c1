import type { WebhookEvent } from "../../../src/shared/webhooks.ts";
import type { Tone } from "../../components/vocabulary.ts";
import type { Status } from "./queries.ts";

/** When each event is told. */
export const EVENTS: Record<WebhookEvent, string> = {
	"device.seen": "A device makes its first contact.",
	"device.presenceChanged": "It has missed two Informs, or is heard again.",
	"operation.ended": "An operation has come to its end, whichever.",
	"matrix.rowChanged": "A row of the matrix says something else, or is new.",
	"canary.stopped": "A canary stops before its end.",
	"approval.wanted": "A change or a certification waits for somebody's approval.",
};

export const EVENT_ORDER = Object.keys(EVENTS) as readonly WebhookEvent[];

export const DELIVERY_STATUS: Record<Status, { readonly name: string; readonly means: string; readonly tone: Tone }> = {
	pending: { name: "On its way", means: "It was not taken yet, and is tried again.", tone: "busy" },
	delivered: { name: "Delivered", means: "It was answered 2xx.", tone: "green" },
	dead: { name: "Never arrived", means: "It is not tried again by itself.", tone: "red" },
};
