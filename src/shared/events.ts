import { z } from "zod";
import { Id, Slug, Time } from "./common.ts";

/** What `GET /events` sends: `event:` is `type`, `id:` resumes. */
export const LiveEvent = z.object({
	type: z.enum([
		"device.seen",
		"device.informed",
		"device.changed",
		"device.presenceChanged",
		"session.ended",
		"operation.changed",
		"proofRun.changed",
		"matrix.changed",
		"certification.changed",
		"change.changed",
	]),
	at: Time,
	tenant: Slug,
	deviceId: Id.nullable(),
	proofRunId: Id.nullable(),
	certificationId: Id.nullable(),
	changeId: Id.nullable(),
	data: z.record(z.string(), z.unknown()),
});
export type LiveEvent = z.infer<typeof LiveEvent>;
